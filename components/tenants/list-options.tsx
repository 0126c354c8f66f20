"use client";

import { useRouter } from "next/navigation";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuCheckboxItem, MenuGroup, MenuRadioGroup, MenuRadioItem } from "#components/ui/menu.tsx";
import { type Density, densities, type TenantColumn, tenantColumns } from "#lib/domain/tenants/list-model.ts";
import { type ListWords, tenantsHref } from "./list-address.ts";
import { columns } from "./tenant-cells.tsx";

const densityNames: Record<Density, string> = { compact: "Compact", normal: "Normal", touch: "Roomy" };

/** Which columns the list shows and how close its rows stand: in the address, and kept in this browser for the next time. */
export function ListOptions({
  words,
  shown,
  density,
}: {
  words: ListWords;
  shown: readonly TenantColumn[];
  density: Density;
}) {
  const router = useRouter();
  const choose = (next: { shown?: readonly TenantColumn[]; density?: Density }) => {
    const cols = (next.shown ?? shown).join(",") || "none";
    const look = { cols, density: next.density ?? density };
    // oxlint-disable-next-line unicorn/no-document-cookie -- the server reads it for the first picture of the next visit
    document.cookie = `tenants-look=${encodeURIComponent(JSON.stringify(look))}; path=/platform; max-age=31536000; samesite=lax`;
    router.replace(tenantsHref(words, look), { scroll: false });
  };
  return (
    <Menu trigger={<IconButton icon="gear" label="Columns and density" variant="quiet" />}>
      <MenuGroup label="Columns">
        {tenantColumns.map((column) => (
          <MenuCheckboxItem
            key={column}
            checked={shown.includes(column)}
            onCheckedChange={(on) =>
              choose({ shown: tenantColumns.filter((each) => (each === column ? on : shown.includes(each))) })
            }
          >
            {columns[column].head}
          </MenuCheckboxItem>
        ))}
      </MenuGroup>
      <MenuGroup label="Rows">
        <MenuRadioGroup
          value={density}
          onValueChange={(value) => choose({ density: densities.find((each) => each === value) })}
        >
          {densities.map((each) => (
            <MenuRadioItem key={each} value={each}>
              {densityNames[each]}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuGroup>
    </Menu>
  );
}
