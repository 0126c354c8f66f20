import { checkQuota, consumeQuota, releaseQuota } from "../domain/quotas/consume.ts";
import type { CheckQuota, ConsumeQuota, ReleaseQuota } from "../domain/quotas/model.ts";
import { enterProgram } from "../gate/endpoint.ts";
import type { KeyIdentity } from "../gate/find-key.ts";
import type { Origin, TenantOfScope } from "../gate/scope.ts";
import { type Answer, goodAnswer } from "./answer.ts";
import { meterCatalogForNames } from "./meter-cache.ts";
import { outcomeAnswer } from "./quota-answers.ts";

export type Calling = { key: KeyIdentity; origin: Origin; tenant: TenantOfScope };

/** `POST /check`, once it is known who calls and what. @throws AppError as `checkQuota`, `forbidden` without the scope */
export async function answerCheck({ key, origin, tenant }: Calling, input: CheckQuota): Promise<Answer> {
  return goodAnswer(
    await enterProgram(key, origin, "quota:read", tenant, (scope) => checkQuota(scope, input, meterCatalogForNames)),
  );
}

/** `POST /consume` in the same way. @throws AppError as `consumeQuota`, `forbidden` without the scope */
export async function answerConsume({ key, origin, tenant }: Calling, input: ConsumeQuota): Promise<Answer> {
  const outcome = await enterProgram(key, origin, "quota:consume", tenant, (scope) =>
    consumeQuota(scope, input, meterCatalogForNames),
  );
  return outcomeAnswer({ outcome, tenant, meter: input.meter, requestId: origin.requestId }, goodAnswer);
}

/** `POST /release` in the same way. @throws AppError as `releaseQuota`, `forbidden` without the scope */
export async function answerRelease({ key, origin, tenant }: Calling, input: ReleaseQuota): Promise<Answer> {
  return goodAnswer(
    await enterProgram(key, origin, "quota:consume", tenant, (scope) =>
      releaseQuota(scope, input, meterCatalogForNames),
    ),
  );
}
