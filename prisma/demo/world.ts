import { type MemberRole, memberRoles } from "../../lib/domain/members/model.ts";
import type { CreateMeter } from "../../lib/domain/meters/model.ts";
import type { CreateTenant } from "../../lib/domain/tenants/model.ts";

export const plans = [
  { slug: "free", name: "Free", description: "To try it out" },
  { slug: "team", name: "Team", description: "For one team in production" },
  { slug: "scale", name: "Scale", description: "For growing traffic" },
  { slug: "enterprise", name: "Enterprise", description: "Own hosts, own terms" },
];

export const meters: CreateMeter[] = [
  {
    slug: "api_requests",
    name: "API requests",
    unit: "requests",
    eventType: "api.requests",
    aggregation: "sum",
    valuePath: "$.requests",
    groupBy: [
      { name: "route", path: "$.route" },
      { name: "region", path: "$.region" },
    ],
  },
  {
    slug: "model_tokens",
    name: "Model tokens",
    unit: "tokens",
    eventType: "model.completion",
    aggregation: "sum",
    valuePath: "$.tokens",
    groupBy: [{ name: "model", path: "$.model" }],
  },
  {
    slug: "storage",
    name: "Storage",
    unit: "GiB",
    eventType: "storage.measured",
    aggregation: "latest",
    valuePath: "$.gibibytes",
    groupBy: [],
  },
  {
    slug: "active_users",
    name: "Active users",
    unit: "users",
    eventType: "user.active",
    aggregation: "unique",
    valuePath: "$.user",
    groupBy: [],
  },
];

export const staff = [
  { email: "admin@tenantry.test", name: "Ana Ruiz", role: "admin" },
  { email: "support@tenantry.test", name: "Jo Park", role: "support" },
  { email: "billing@tenantry.test", name: "Bo Lind", role: "billing" },
] as const;

export type DemoTenant = Pick<
  CreateTenant,
  "slug" | "name" | "plan" | "isolation" | "timeZone" | "region" | "labels" | "description"
> & {
  owner: string;
  members: { name: string; local: string; role: MemberRole }[];
  /** Requests on a working day at its busiest hour; what everything else is scaled by. */
  pace: number;
  state?: "Pending" | "Suspended";
};

export const tenants: DemoTenant[] = [
  tenant("acme", "Acme Robotics", "enterprise", "Soft", "Europe/Berlin", "eu-central", 9_800, "Mia Chen", [
    "Sam Okoro:developer",
    "Lena Vogt:admin",
    "Tom Ash:viewer",
    "Ida Berg:billing",
  ]),
  tenant("bluth", "Bluth Homes", "team", "Soft", "America/Los_Angeles", "us-west", 640, "Gia Moss", [
    "Roy Tan:developer",
  ]),
  tenant("cyberdyne", "Cyberdyne Labs", "enterprise", "Hard", "America/New_York", "us-east", 5_100, "Ned Hale", [
    "Uma Roy:developer",
    "Kit Snow:admin",
  ]),
  tenant("globex", "Globex", "team", "NetworkOnly", "Europe/Madrid", "eu-central", 2_300, "Eva Cruz", [
    "Pau Vila:developer",
    "Ines Gil:viewer",
  ]),
  {
    ...tenant("hooli", "Hooli", "scale", "Container", "America/Los_Angeles", "us-west", 0, "Max Reed", []),
    state: "Pending",
  },
  {
    ...tenant("initech", "Initech", "team", "Soft", "America/Chicago", "us-east", 420, "Bill Lund", [
      "Amy Ford:developer",
    ]),
    state: "Suspended",
  },
  tenant("lumon", "Lumon", "enterprise", "Process", "America/New_York", "us-east", 3_400, "Kay Dell", [
    "Olu Ade:developer",
  ]),
  tenant("nakatomi", "Nakatomi", "scale", "Soft", "Asia/Kolkata", "ap-south", 880, "Jun Sato", ["Hana Mori:admin"]),
  tenant("piedpiper", "Pied Piper", "scale", "Soft", "America/Los_Angeles", "us-west", 1_900, "Rio Marsh", [
    "Lou Kerr:developer",
    "Zoe Hart:developer",
  ]),
  tenant("stark", "Stark Components", "enterprise", "Hard", "America/New_York", "us-east", 7_200, "Pia Voss", [
    "Abe Lane:admin",
  ]),
  tenant("umbrella", "Umbrella", "enterprise", "Hard", "Europe/Zurich", "eu-central", 4_300, "Ada Weiss", [
    "Leo Frey:developer",
    "Nia Roth:viewer",
  ]),
  tenant("vandelay", "Vandelay Imports", "free", "Soft", "America/New_York", "us-east", 60, "Art Vance", []),
];

function tenant(
  slug: string,
  name: string,
  plan: string,
  isolation: CreateTenant["isolation"],
  timeZone: string,
  region: CreateTenant["region"],
  pace: number,
  owner: string,
  people: `${string}:${MemberRole}`[],
): DemoTenant {
  const members = people.map((each) => {
    const [full = "", role = "viewer"] = each.split(":");
    return {
      name: full,
      local: (full.split(" ")[0] ?? full).toLowerCase(),
      role: memberRoles.find((known) => known === role) ?? "viewer",
    };
  });
  const labels = { tier: plan, team: slug.length % 2 === 0 ? "north" : "south" };
  return { slug, name, plan, isolation, timeZone, region, pace, owner, members, labels, description: "" };
}
