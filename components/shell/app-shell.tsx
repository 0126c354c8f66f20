import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ShortcutProvider } from "#components/ui/shortcut.tsx";
import { type AccountLink, AccountMenu } from "./account-menu.tsx";
import { Breadcrumb, type Crumb, type CrumbPlace, TrailProvider } from "./breadcrumb.tsx";
import { FocusKeeper } from "./focus-keeper.tsx";
import { GoKeys } from "./go-keys.tsx";
import { Identity, type IdentityProps, RoleChip } from "./identity.tsx";
import { NavDrawer } from "./nav-drawer.tsx";
import { type NavGroup, Navigation } from "./navigation.tsx";
import { Palette } from "./palette/palette.tsx";
import type { Place } from "./palette/places.ts";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SubmitKey } from "./submit-key.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

/** The frame of every page behind sign-in: who you are, where you are, where you can go. */
export async function AppShell({
  identity,
  nav,
  crumbs = [],
  deeper = [],
  user,
  signOut,
  links,
  home,
  acts = [],
  banner,
  children,
}: {
  identity: IdentityProps;
  nav: readonly NavGroup[];
  crumbs?: readonly Crumb[];
  /** Pages that the sidebar does not name. */
  deeper?: readonly CrumbPlace[];
  user: { name: string; email: string };
  signOut: ReactNode;
  /** Other places in the account menu: switch to, sessions. */
  links?: readonly AccountLink[];
  /** Where the palette's clues are looked up, at `<home>/find`. */
  home?: string;
  /** What the palette offers beside the pages of the sidebar. */
  acts?: readonly Place[];
  banner?: ReactNode;
  children: ReactNode;
}) {
  const items = nav.flatMap((group) => group.items.map(({ href, label, icon }) => ({ href, label, icon })));
  const sidebar = (
    <>
      <Identity {...identity} />
      <Navigation groups={nav} />
    </>
  );
  const narrow = (await cookies()).get("sidebar")?.value === "narrow";
  return (
    <Providers owner={identity.name}>
      <FocusKeeper />
      <SubmitKey />
      <GoKeys places={nav.flatMap((group) => group.items.flatMap(withLetter))} />
      <div className="isolate min-h-dvh md:flex print:block">
        <a
          href="#main"
          className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent px-3 py-1.5 font-medium text-14 text-on-accent focus:translate-y-0 pointer-coarse:py-3"
        >
          Skip to content
        </a>
        <Sidebar narrow={narrow}>{sidebar}</Sidebar>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-surface px-4 md:gap-3 md:px-6 print:hidden">
            <NavDrawer>{sidebar}</NavDrawer>
            <Breadcrumb crumbs={crumbs} places={[...nav.flatMap((group) => group.items.map(placeOf)), ...deeper]} />
            {identity.chip && !identity.state && (
              // On a phone the sidebar, which says this, is closed.
              <span className="shrink-0 md:hidden">
                <RoleChip>{identity.chip}</RoleChip>
              </span>
            )}
            <div className="ml-auto flex shrink-0 items-center gap-1">
              {home && <Palette home={home} places={[...items, ...acts]} />}
              <ShortcutSheet />
              <ThemeSwitch />
              <AccountMenu user={user} links={links} signOut={signOut} />
            </div>
          </header>
          {banner}
          <main id="main" tabIndex={-1} className="w-full max-w-640 flex-1 p-4 outline-none md:p-6">
            {children}
          </main>
        </div>
      </div>
    </Providers>
  );
}

function Providers({ owner, children }: { owner: string; children: ReactNode }) {
  return (
    <ShortcutProvider>
      <TrailProvider owner={owner}>{children}</TrailProvider>
    </ShortcutProvider>
  );
}

function placeOf({ href, label, exact }: NavGroup["items"][number]): CrumbPlace {
  return { href, label, exact };
}

function withLetter({ href, label, letter }: NavGroup["items"][number]) {
  return letter ? [{ href, label, letter }] : [];
}
