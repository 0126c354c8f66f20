import { PageCrumbs } from "#components/shell/breadcrumb.tsx";

/** Tenants / Acme Robotics / Usage */
export function TenantCrumbs({
  tenant: { slug, name },
  page,
}: {
  tenant: { slug: string; name: string };
  page: string;
}) {
  return (
    <PageCrumbs
      items={[
        { label: "Tenants", href: "/platform/tenants" },
        { label: name, href: `/platform/tenants/${slug}` },
        { label: page },
      ]}
    />
  );
}
