"use client";

import { useEffect } from "react";

type Step = { element: Element; index: number };

/**
 * Keeps the keyboard's place. Where what had the focus is taken away, such as the button of a row that is gone, the focus goes
 * to what has come in its place or is nearest to it, and on another page to its beginning.
 */
export function FocusKeeper() {
  useEffect(() => {
    let place: Step[] = [];
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const note = ({ target }: FocusEvent) => {
      if (target instanceof Element && !target.closest(layers)) place = stepsTo(target);
    };
    const keep = () => {
      waiting = undefined;
      const [lost] = place;
      if (document.activeElement === document.body && lost && !lost.element.isConnected) focusNear(place);
    };
    const observer = new MutationObserver(() => {
      // What lay over the page gives the focus back by itself, a moment after it is gone.
      waiting ??= setTimeout(keep, 50);
    });
    document.addEventListener("focusin", note);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", note);
      observer.disconnect();
      clearTimeout(waiting);
    };
  }, []);
  return null;
}

const layers = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
// No field: on a phone its keyboard would come up unasked.
const focusable = 'a[href], button:not([disabled], [tabindex="-1"])';

function stepsTo(element: Element): Step[] {
  const steps: Step[] = [];
  for (let at: Element | null = element; at; at = at.parentElement)
    steps.push({ element: at, index: at.parentElement ? [...at.parentElement.children].indexOf(at) : 0 });
  return steps;
}

function focusNear(place: readonly Step[]): void {
  const from = place.findIndex(({ element }) => element.isConnected);
  const around = place[from]?.element;
  const main = document.getElementById("main");
  if (!around || !main?.contains(around) || around === main) return main?.focus({ preventScroll: true });
  const instead = around.children[Math.min(place[from - 1]?.index ?? 0, around.children.length - 1)];
  const next = [instead, around].flatMap((each) => (each ? firstIn(each) : []))[0];
  if (next) next.focus();
  else focusNear(place.slice(from + 1));
}

function firstIn(element: Element): HTMLElement[] {
  const within = [...element.querySelectorAll<HTMLElement>(focusable)].filter((each) => each.checkVisibility());
  return element instanceof HTMLElement && element.matches(focusable) ? [element] : within.slice(0, 1);
}
