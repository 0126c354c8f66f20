"use client";

import { useTheme } from "next-themes";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuGroup, MenuRadioGroup, MenuRadioItem } from "#components/ui/menu.tsx";

/** Light, dark, or as the machine has it. */
export function ThemeSwitch() {
  const { theme = "system", setTheme } = useTheme();
  return (
    <Menu trigger={<IconButton label="Theme" icon="sun" />}>
      <MenuGroup label="Theme">
        <MenuRadioGroup value={theme} onValueChange={setTheme}>
          <MenuRadioItem value="light" icon="sun">
            Light
          </MenuRadioItem>
          <MenuRadioItem value="dark" icon="moon">
            Dark
          </MenuRadioItem>
          <MenuRadioItem value="system" icon="monitor">
            System
          </MenuRadioItem>
        </MenuRadioGroup>
      </MenuGroup>
    </Menu>
  );
}
