import { Children, cloneElement, isValidElement, type MouseEvent, type ReactElement, type Ref } from "react";

type Pressable = {
  ref?: Ref<HTMLElement>;
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  "aria-haspopup"?: "dialog" | "menu";
  "aria-expanded"?: boolean;
};

/** What a person presses to open something: says what it opens, and whether that is open. */
export function Opener({
  trigger,
  opens,
  open,
  ref,
  onPress,
}: {
  trigger: ReactElement;
  opens: "dialog" | "menu";
  open: boolean;
  ref: Ref<HTMLElement>;
  onPress: (event: MouseEvent<HTMLElement>) => void;
}) {
  // What a server component gives may have to be unwrapped first.
  const element = Children.toArray(trigger).find((child) => isValidElement<Pressable>(child));
  if (!isValidElement<Pressable>(element)) return null;
  return cloneElement(element, {
    ref,
    "aria-haspopup": opens,
    "aria-expanded": open,
    onClick: (event) => {
      element.props.onClick?.(event);
      if (!event.defaultPrevented) onPress(event);
    },
  });
}
