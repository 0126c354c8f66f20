"use client";

import { useShortcut } from "#components/ui/shortcut.tsx";

/** ⌘ or Ctrl and Enter submits the form that one is in, from any of its fields; in a dialog without focus, the dialog's. */
export function SubmitKey() {
  useShortcut("mod+enter", "Submit the form or dialog", submit);
  return null;
}

function submit(): void {
  const at = document.activeElement;
  const layer = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1);
  const within = layer && !layer.contains(at) ? layer : at;
  const form = within?.closest("form") ?? (layer ?? document.getElementById("main"))?.querySelector(forms);
  if (!(form instanceof HTMLFormElement)) return;
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  // What cannot be pressed now cannot be submitted by a key either.
  if (!button?.disabled) form.requestSubmit(button);
}

const forms = 'form:not([role="search"])';
