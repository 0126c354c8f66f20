"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormContext, useWatch } from "react-hook-form";
import { Field } from "#components/ui/field.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Input } from "#components/ui/input.tsx";
import type { TenantDraft } from "./tenant-draft.ts";

type Answer = { slug: string; free: boolean; why: string | null };

/** The slug, checked while it is typed; whoever sends the form is told by the server all the same. */
export function SlugField() {
  const { register, control, formState } = useFormContext<TenantDraft>();
  const slug = useWatch({ control, name: "slug" }).trim();
  const { data } = useQuery({
    queryKey: ["slug", slug],
    queryFn: async ({ signal }): Promise<Answer> => {
      const response = await fetch(`/platform/find/slug?${new URLSearchParams({ slug })}`, { signal });
      if (!response.ok) throw new Error("The slug could not be checked");
      return response.json();
    },
    enabled: slug !== "",
  });
  const answer = data?.slug === slug ? data : undefined;
  const taken = answer && !answer.free ? (answer.why ?? "This slug is taken") : undefined;
  return (
    <Field
      label="Slug"
      error={formState.errors.slug ?? taken}
      description={
        answer?.free ? (
          <span className="inline-flex items-center gap-1 text-ok">
            <Icon name="check" size={14} /> Free. It names the console and the host and cannot be changed later.
          </span>
        ) : (
          "Names its console and its host. It cannot be changed later."
        )
      }
    >
      <Input mono spellCheck={false} autoCapitalize="none" {...register("slug")} />
    </Field>
  );
}
