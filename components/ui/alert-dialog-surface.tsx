"use client";

import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { backdropClass, dialogClass } from "./dialog-class.ts";
import { Field } from "./field.tsx";
import { FormError } from "./form.tsx";
import { Input } from "./input.tsx";
import { useComingIn } from "./use-opening.ts";

type Outcome = { error?: string } | undefined;

/** What is asked before something that hurts. */
export function AlertDialogSurface({
  title,
  description,
  open,
  onOpenChange,
  returnTo,
  confirmLabel,
  cancelLabel = "Cancel",
  tone = "danger",
  typed,
  confirmDisabled,
  onConfirm,
  children,
}: {
  title: string;
  description?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Where focus returns. */
  returnTo: () => HTMLElement | null;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  typed?: string;
  confirmDisabled?: boolean;
  onConfirm: () => Outcome | void | Promise<Outcome | void>;
  children?: ReactNode;
}) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [answer, setAnswer] = useState("");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();

  const show = (next: boolean) => {
    if (pending) return;
    setAnswer("");
    setError(undefined);
    onOpenChange(next);
  };
  const confirm = async () => {
    setPending(true);
    setError(undefined);
    const outcome = await Promise.resolve(onConfirm()).finally(() => setPending(false));
    if (outcome?.error) return setError(outcome.error);
    setAnswer("");
    onOpenChange(false);
  };

  return (
    <Base.Root open={useComingIn(open)} onOpenChange={show}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          initialFocus={cancel}
          finalFocus={() => returnTo() ?? true}
          className={cn(dialogClass, "max-w-120")}
        >
          <form
            className="contents"
            onSubmit={(event) => {
              event.preventDefault();
              event.stopPropagation();
              void confirm();
            }}
          >
            <div className="grid gap-4 overflow-y-auto px-6 pt-4 pb-6">
              <Base.Title className="font-semibold text-16">{title}</Base.Title>
              {description && (
                <Base.Description render={<div />} className="text-14 text-text-2">
                  {description}
                </Base.Description>
              )}
              <FormError message={error} />
              {children}
              {typed && (
                <Field label={`Type ${typed} to go on`}>
                  <Input mono value={answer} spellCheck={false} onChange={(event) => setAnswer(event.target.value)} />
                </Field>
              )}
            </div>
            <footer className="flex flex-wrap justify-end gap-2 border-t px-6 py-4">
              <Base.Close ref={cancel} disabled={pending} render={<Button>{cancelLabel}</Button>} />
              <Button
                type="submit"
                variant={tone}
                loading={pending}
                disabled={confirmDisabled || (typed !== undefined && answer.trim() !== typed)}
              >
                {confirmLabel}
              </Button>
            </footer>
          </form>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
