"use client";

import { useState } from "react";
import { type FilterField, parseFilter, withoutToken, withToken, writeToken } from "#lib/filter-tokens.ts";
import { Button } from "./button.tsx";
import { Drawer } from "./drawer.tsx";
import { Field } from "./field.tsx";
import { Select } from "./select.tsx";

/** The same filter for narrow screens: what can be chosen, chosen from lists, and applied at once. */
export function FilterSheet({
  fields,
  query,
  onApply,
}: {
  fields: readonly FilterField[];
  query: string;
  onApply: (query: string) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const active = parseFilter(query, fields).filter(({ kind }) => kind !== "word").length;
  const close = () => setDraft(null);
  const text = draft ?? query;
  return (
    <>
      <Button icon="filter" className="sm:hidden" onClick={() => setDraft(query)}>
        {active > 0 ? `Filters, ${active}` : "Filters"}
      </Button>
      <Drawer
        modal
        title="Filters"
        open={draft !== null}
        onClose={close}
        footer={
          <>
            <Button
              variant="primary"
              size="lg"
              className="flex-1"
              onClick={() => {
                close();
                onApply(text);
              }}
            >
              Show
            </Button>
            <Button size="lg" onClick={() => setDraft("")}>
              Clear
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          {fields
            .filter(({ kind, values }) => kind === "choice" || (kind === "pair" && values?.length))
            .map((field) => (
              <Choice key={field.key} field={field} fields={fields} text={text} onChange={setDraft} />
            ))}
          <p className="text-13 text-text-2">Everything else can be typed into the box, as created:&gt;-7d.</p>
        </div>
      </Drawer>
    </>
  );
}

function Choice({
  field,
  fields,
  text,
  onChange,
}: {
  field: FilterField;
  fields: readonly FilterField[];
  text: string;
  onChange: (text: string) => void;
}) {
  const tokens = parseFilter(text, fields);
  const at = tokens.findIndex(
    (token) => (token.kind === "choice" || token.kind === "pair") && token.key === field.key && !token.negated,
  );
  const chosen = tokens[at]?.raw ?? "";
  const options = (field.values ?? []).map(({ value, says }) => ({
    value: writeToken(field.key, value),
    label: says ?? value,
  }));
  const known = chosen === "" || options.some(({ value }) => value === chosen);
  return (
    <Field label={capital(field.key)} description={capital(field.says)}>
      <Select
        value={chosen}
        options={[{ value: "", label: "Any" }, ...(known ? [] : [{ value: chosen, label: chosen }]), ...options]}
        onChange={({ target: { value } }) => {
          const rest = at < 0 ? text : withoutToken(text, at);
          onChange(value ? withToken(rest, value, fields) : rest);
        }}
      />
    </Field>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
