import { SlugQuestion, slugAnswer } from "#lib/domain/tenants/queries.ts";
import { staffRead } from "#lib/gate/read.ts";

export const GET = staffRead("tenants:write", SlugQuestion, slugAnswer);
