"use client";

import { useState } from "react";
import { parseTimeRange, timeRangeHelp, writeTimeRange } from "#lib/time-range.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { Input } from "./input.tsx";
import { Popover } from "./popover.tsx";
import { timeRangeInWords, timeRangePresets } from "./time-range-words.ts";
import { useRecent } from "./use-recent.ts";

/** A stretch of time: chosen from a list, picked from a calendar or typed. */
export function TimeRangePicker({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: string;
  /** Why the present one shows nothing. */
  error?: string;
  onChange: (text: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const [recent, remember] = useRecent("time-ranges");
  const choose = (text: string) => {
    setOpen(false);
    if (!timeRangePresets.includes(text)) remember(text);
    onChange(text);
  };
  const others = recent.filter((text) => !timeRangePresets.includes(text) && parseTimeRange(text));
  return (
    <div>
      <p aria-hidden="true" className="mb-1 font-medium text-14">
        {label}
      </p>
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={label}
        className="w-144 max-w-[calc(100vw-1rem)] p-4"
        trigger={
          <Button
            icon="clock"
            aria-label={`${label}: ${timeRangeInWords(value)}`}
            title={timeRangeInWords(value)}
            className="w-full justify-start border-edge font-normal max-[22rem]:[&>svg:first-child]:hidden"
          >
            <span className="min-w-0 truncate">{timeRangeInWords(value)}</span>
            <Icon name="chevron-down" className="ml-auto text-text-3" />
          </Button>
        }
      >
        <div className="grid gap-4 sm:grid-cols-[1fr_11rem]">
          <div className="grid content-start gap-4">
            <Typed value={value} onChoose={choose} />
            <Dates onChoose={choose} />
          </div>
          <div className="grid content-start gap-3">
            <Choices label="Often used" texts={timeRangePresets} value={value} onChoose={choose} />
            {others.length > 0 && <Choices label="Recent" texts={others} value={value} onChoose={choose} />}
          </div>
        </div>
      </Popover>
      {error && <p className="mt-1 text-13 text-bad">{error}</p>}
    </div>
  );
}

function Typed({ value, onChoose }: { value: string; onChoose: (text: string) => void }) {
  const [text, setText] = useState(value);
  const [wrong, setWrong] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const range = parseTimeRange(text);
        setWrong(!range);
        if (range) onChoose(writeTimeRange(range));
      }}
    >
      <Field
        label="Type a range"
        description={timeRangeHelp}
        error={wrong ? "This is not a range that can be read." : undefined}
      >
        <span className="flex gap-2">
          <TypedInput text={text} onText={setText} />
          <Button type="submit">Apply</Button>
        </span>
      </Field>
    </form>
  );
}

function TypedInput({ text, onText }: { text: string; onText: (text: string) => void }) {
  return (
    <Input
      value={text}
      maxLength={80}
      spellCheck={false}
      autoComplete="off"
      className="font-mono"
      onChange={(event) => onText(event.target.value)}
      onFocus={(event) => event.target.select()}
    />
  );
}

function Dates({ onChoose }: { onChoose: (text: string) => void }) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const backwards = from !== "" && to !== "" && to < from;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const range = backwards ? null : parseTimeRange(`${from} .. ${to}`);
        if (range) onChoose(writeTimeRange(range));
      }}
    >
      <div className="grid grid-cols-2 gap-2">
        <Field label="First day">
          <Input type="date" required value={from} onChange={(event) => setFrom(event.target.value)} />
        </Field>
        <Field label="Last day" error={backwards ? "Before the first day" : undefined}>
          <Input type="date" required value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
      </div>
      <Button type="submit" className="justify-self-start">
        Show these days
      </Button>
    </form>
  );
}

function Choices({
  label,
  texts,
  value,
  onChoose,
}: {
  label: string;
  texts: readonly string[];
  value: string;
  onChoose: (text: string) => void;
}) {
  return (
    <section aria-label={label}>
      <p className="mb-1 font-medium text-12 text-text-3">{label}</p>
      <ul className="grid grid-cols-2 gap-px sm:grid-cols-1">
        {texts.map((text) => (
          <li key={text} className="min-w-0">
            <button
              type="button"
              aria-current={text === value || undefined}
              onClick={() => onChoose(text)}
              className="flex h-7 w-full cursor-pointer items-center truncate rounded-control px-2 text-13 hover:bg-sunken aria-[current]:bg-sunken aria-[current]:font-medium pointer-coarse:h-11"
            >
              <span className="truncate">{timeRangeInWords(text)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
