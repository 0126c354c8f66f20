import { poolStates } from "../db.ts";
import type { Scope } from "./scope.ts";

/** How the connections of this process stand, for those who may see the installation. */
export function poolsOf(_scope: Scope): ReturnType<typeof poolStates> {
  return poolStates();
}
