"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Menu, MenuGroup, MenuItem, MenuLink, MenuSeparator } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ChangeView, SaveView, ViewOfList } from "#lib/domain/views/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { type ListWords, tenantsHref, viewHref, viewWordsOf } from "./list-address.ts";
import { ViewDialog } from "./view-dialog.tsx";

export type ViewActions = {
  save: (input: SaveView) => Promise<ActionResult<{ id: string }>>;
  change: (input: ChangeView) => Promise<ActionResult<void>>;
  remove: (input: { id: string }) => Promise<ActionResult<void>>;
};

const pinnedMax = 3;

/** The list's saved views. The address always says what is shown; a view is only dirty against it. */
export function ViewMenu({
  views,
  words,
  actions,
}: {
  views: readonly ViewOfList[];
  words: ListWords;
  actions: ViewActions;
}) {
  const router = useRouter();
  const [dialog, setDialog] = useState<"save" | "change" | "remove" | null>(null);
  const current = views.find(({ id }) => id === words.view);
  const now = viewWordsOf(words);
  const dirty = current !== undefined && current.words !== now;
  const pinned = views.filter((view) => view.pinned && view !== current).slice(0, pinnedMax);
  const own = views.filter((view) => view.own);
  const others = views.filter((view) => !view.own);

  const store = async () => {
    if (!current) return;
    const result = await actions.change({ id: current.id, words: now });
    if (result.ok) toast.success(`Saved ${current.name}`);
    else toast.error(result.message);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {pinned.map((view) => (
        <Button
          key={view.id}
          size="sm"
          variant="ghost"
          className="max-w-48 max-lg:hidden"
          render={<Link href={viewHref(view)} />}
        >
          <span className="truncate">{view.name}</span>
        </Button>
      ))}
      {dirty && (
        <>
          {current.own && (
            <Button size="sm" onClick={() => void store()}>
              Save
            </Button>
          )}
          <Button size="sm" onClick={() => setDialog("save")}>
            Save as
          </Button>
          <Button size="sm" variant="ghost" render={<Link href={viewHref(current)} />}>
            Reset
          </Button>
        </>
      )}
      <Menu
        className="max-h-96 overflow-y-auto"
        trigger={
          <Button aria-label={`View: ${current?.name ?? "All tenants"}${dirty ? ", changed" : ""}`}>
            <span className="max-w-40 truncate">{current?.name ?? "All tenants"}</span>
            {dirty && <span aria-hidden="true" title="Changed" className="size-1.5 rounded-full bg-accent" />}
            <Icon name="chevron-down" className="text-text-3" />
          </Button>
        }
      >
        <MenuLink href={viewHref("all")}>All tenants</MenuLink>
        {own.length > 0 && <ViewLinks label="Yours" views={own} current={current} />}
        {others.length > 0 && <ViewLinks label="Shared by others" views={others} current={current} />}
        <MenuSeparator />
        <MenuItem icon="plus" onClick={() => setDialog("save")}>
          Save as a view
        </MenuItem>
        {current?.own && (
          <>
            <MenuItem icon="pencil" onClick={() => setDialog("change")}>
              Rename, share or pin
            </MenuItem>
            <MenuItem icon="trash" onClick={() => setDialog("remove")}>
              Delete view
            </MenuItem>
          </>
        )}
      </Menu>
      {dialog === "save" && (
        <ViewDialog
          title="Save as a view"
          initial={{ name: "", shared: false, pinned: false }}
          onSend={(input) => actions.save({ list: "tenants", words: now, ...input })}
          onSaved={(saved, input) => {
            toast.success(`Saved ${input.name}`);
            router.replace(tenantsHref(words, { view: saved?.id }));
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "change" && current && (
        <ViewDialog
          title={`Change ${current.name}`}
          initial={current}
          onSend={(input) => actions.change({ id: current.id, ...input })}
          onSaved={(_, input) => toast.success(`Changed ${input.name}`)}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "remove" && current && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDialog(null)}
          title={`Delete the view ${current.name}`}
          description={`${current.shared ? "It goes for everyone it is shared with. " : ""}The tenants it lists stay as they are.`}
          confirmLabel="Delete view"
          onConfirm={async () => {
            const result = await actions.remove({ id: current.id });
            if (!result.ok) return { error: result.message };
            toast.success(`Deleted ${current.name}`);
            router.replace(tenantsHref(words, { view: undefined }));
          }}
        />
      )}
    </div>
  );
}

function ViewLinks({
  label,
  views,
  current,
}: {
  label: string;
  views: readonly ViewOfList[];
  current: ViewOfList | undefined;
}) {
  return (
    <MenuGroup label={label}>
      {views.map((view) => (
        <MenuLink key={view.id} href={viewHref(view)} icon={view === current ? "check" : undefined}>
          <span className="min-w-0 flex-1 truncate">{view.name}</span>
          <span className="shrink-0 text-12 text-text-3">
            {[view.pinned && "pinned", view.own ? view.shared && "shared" : view.ownerName].filter(Boolean).join(", ")}
          </span>
        </MenuLink>
      ))}
    </MenuGroup>
  );
}
