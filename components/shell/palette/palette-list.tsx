"use client";

import { useQuery } from "@tanstack/react-query";
import { Command, defaultFilter } from "cmdk";
import type { ReactNode } from "react";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import type { Found } from "#lib/domain/finder/model.ts";
import { findQuery } from "./find-query.ts";
import { foundIcons, type Place, placeOf, placesInside } from "./places.ts";
import type { Recent } from "./recent.ts";

/** What matches: recent places first while nothing is typed, then what the server found, then pages and acts. */
export function PaletteList({
  home,
  places,
  typed,
  inside,
  recent,
  go,
}: {
  home: string;
  places: readonly Place[];
  typed: string;
  inside: Found["tenant"];
  recent: readonly Recent[];
  go: (place: Recent) => void;
}) {
  const console = home.startsWith("/t/");
  const { data: found = [], isFetching, isError } = useQuery(findQuery(`${home}/find`, inside ? "" : typed));
  const shown = inside ? [] : typed.trim().length >= 2 ? found : [];
  const pages = matching(inside ? placesInside(inside) : places, typed);
  const nothing = shown.length === 0 && pages.length === 0;
  return (
    <>
      {/* A list of nothing is none; the search names it all the same. */}
      <Command.List className={nothing ? "hidden" : "min-h-0 flex-1 overflow-y-auto p-2"}>
        {!typed && !inside && recent.length > 0 && (
          <Group heading="Recent">
            {recent.map((place) => (
              <Item key={place.href} value={`recent ${place.href}`} icon="clock" onSelect={() => go(place)}>
                {place.label}
              </Item>
            ))}
          </Group>
        )}
        {shown.length > 0 && (
          <Group heading="Found">
            {shown.map((each) => (
              <Item
                key={`${each.kind} ${each.id}`}
                value={`${each.kind} ${each.kind === "tenant" ? each.tenant?.slug : each.id} ${each.title}`}
                icon={foundIcons[each.kind]}
                note={[each.detail, each.kind !== "tenant" && !console && (each.tenant?.name ?? "Platform"), each.why]
                  .filter(Boolean)
                  .join(" · ")}
                onSelect={() => go({ href: placeOf(each, console), label: each.title })}
              >
                {each.title}
              </Item>
            ))}
          </Group>
        )}
        {pages.length > 0 && (
          <Group heading={inside ? "In this tenant" : "Go to"}>
            {pages.map(({ href, label, icon }) => (
              <Item key={href} value={`place ${href}`} icon={icon} onSelect={() => go({ href, label })}>
                {label}
              </Item>
            ))}
          </Group>
        )}
      </Command.List>
      {nothing && (
        <p role="status" className="px-4 py-8 text-center text-14 text-text-2">
          {isFetching
            ? "Searching…"
            : isError
              ? "The search failed. Try again in a moment."
              : "Nothing you may see matches this."}
        </p>
      )}
    </>
  );
}

function matching(places: readonly Place[], typed: string): readonly Place[] {
  if (!typed.trim()) return places;
  return places
    .map((place) => ({ place, score: defaultFilter(place.label, typed.trim()) }))
    .filter(({ score }) => score > 0.1)
    .toSorted((a, b) => b.score - a.score)
    .map(({ place }) => place);
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-text-3"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  icon,
  note,
  onSelect,
  children,
}: {
  value: string;
  icon: IconName;
  note?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2 rounded-control px-2 py-1 text-14 data-[selected=true]:bg-sunken pointer-coarse:min-h-11"
    >
      <Icon name={icon} className="text-text-3" />
      <span className="min-w-0 truncate">{children}</span>
      {note && <span className="ml-auto min-w-0 truncate pl-4 text-12 text-text-3">{note}</span>}
    </Command.Item>
  );
}
