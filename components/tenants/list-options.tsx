"use client";

import { useRouter } from "next/navigation";
import { IconButton } from "#components/ui/icon-button.tsx";
import { keepLook } from "#components/ui/keep-look.ts";
import { Menu, MenuCheckboxItem, MenuGroup, MenuRadioGroup, MenuRadioItem } from "#components/ui/menu.tsx";
import {
  type Density,
  densities,
  type TenantColumn,
  type TenantSort,
  tenantColumns,
  tenantSorts,
} from "#lib/domain/tenants/list-model.ts";
import { type ListWords, sortHref, tenantsHref } from "./list-address.ts";
import { columns } from "./tenant-cells.tsx";

const densityNames: Record<Density, string> = { compact: "Compact", normal: "Normal", touch: "Roomy" };

/** Which columns the list shows and how close its rows stand: in the address, and kept in this browser for the next time. */
export function ListOptions({
  words,
  shown,
  density,
  order,
}: {
  words: ListWords;
  shown: readonly TenantColumn[];
  density: Density;
  order: { sort: TenantSort; descending: boolean };
}) {
  const router = useRouter();
  const choose = (next: { shown?: readonly TenantColumn[]; density?: Density }) => {
    const cols = (next.shown ?? shown).join(",") || "none";
    const look = { cols, density: next.density ?? density };
    keepLook("tenants-look", JSON.stringify(look), "/platform");
    router.replace(tenantsHref(words, look), { scroll: false });
  };
  const sortBy = (value: string) => {
    const sort = tenantSorts.find((each) => each === value);
    if (sort) router.push(sortHref(words, sort, order));
  };
  return (
    <Menu
      className="max-h-[70dvh] overflow-y-auto"
      trigger={<IconButton icon="gear" label="Columns and density" variant="quiet" />}
    >
      {/* Cards have no heads to press. */}
      <div className="md:hidden">
        <MenuGroup label="Order">
          <MenuRadioGroup value={order.sort} onValueChange={(value) => sortBy(value)}>
            {tenantSorts.map((sort) => (
              <MenuRadioItem key={sort} value={sort}>
                {`By ${sort}`}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuGroup>
      </div>
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
