import { PLATFORM_ID } from "../id.ts";
import { Bounded } from "./bounded.ts";
import type { FoundKey, KeyIdentity, Standing } from "./find-key.ts";

type KnownKey = { identity: KeyIdentity; owner: object; until: number };
type Question<T> = { answer: Promise<T>; generation: number; asked: number };

const tenantsMax = 200_000;
const keysMax = 200_000;
// What is not there is remembered apart, so that a flood of wrong keys or hosts pushes out nothing but itself.
const absencesMax = 20_000;
// A longer name is no tenant's, and would fill as much memory as whoever asks likes.
const slugCharactersMax = 63;
// The database also notes when a key was last used, so it is asked once a minute.
const keyMillisecondsMax = 60_000;
// Who asks the same within this time shares the question; a longer one may be answered from before a change.
const sharedMillisecondsMax = 100;

/**
 * What the gate knows of keys and tenants without asking the database. It is answered from only while `isFresh`: as long as everything
 * that was committed until a moment ago has been heard. Whatever belongs to a tenant holds that tenant's very `Standing`, and
 * is worth nothing once the tenant was forgotten. A key is known by its hash alone.
 */
export class Memory {
  #tenants = new Bounded<Standing>(tenantsMax);
  #slugs = new Bounded<Standing>(tenantsMax);
  #keys = new Bounded<KnownKey>(keysMax);
  #absentKeys = new Bounded<true>(absencesMax);
  #absentSlugs = new Bounded<true>(absencesMax);
  #platform: object = {};
  #keyQuestions = new Map<string, Question<FoundKey | null>>();
  #tenantQuestions = new Map<string, Question<Standing | null>>();
  // Moves with every change heard: an answer to a question asked before one is given to who asked, and not kept.
  #generation = 0;
  #listening = false;
  #freshUntil = Number.NEGATIVE_INFINITY;

  /** The key with this hash; null when there is none, undefined when the database must be asked. */
  key(hash: string, now = performance.now()): KeyIdentity | null | undefined {
    if (now >= this.#freshUntil) return undefined;
    const known = this.#keys.get(hash);
    if (!known) return this.#absentKeys.get(hash) && null;
    const { identity, owner, until } = known;
    const current = identity.tenant ? this.#tenants.get(identity.ownerId) : this.#platform;
    return current === owner && now < until ? identity : undefined;
  }

  /** The tenant with this slug; null when there is none, undefined when the database must be asked. */
  tenant(slug: string): Standing | null | undefined {
    if (performance.now() >= this.#freshUntil) return undefined;
    const known = this.#slugs.get(slug);
    if (!known) return this.#absentSlugs.get(slug) && null;
    return this.#tenants.get(known.id) === known ? known : undefined;
  }

  /** Asks the database for a key and remembers the answer. */
  async learnKey(hash: string, ask: () => Promise<FoundKey | null>): Promise<KeyIdentity | null> {
    const began = performance.now();
    const found = await this.#shared(this.#keyQuestions, hash, ask, (answer) => {
      if (answer) this.#keepKey(hash, answer, began);
      else this.#absentKeys.set(hash, true);
    });
    return found?.identity ?? null;
  }

  /** Asks the database for a tenant and remembers the answer. */
  learnTenant(slug: string, ask: () => Promise<Standing | null>): Promise<Standing | null> {
    return this.#shared(this.#tenantQuestions, slug, ask, (found) => {
      if (found) this.#slugs.set(slug, this.#keepTenant(found));
      else if (slug.length <= slugCharactersMax) this.#absentSlugs.set(slug, true);
    });
  }

  /** From here on every change is heard. Nothing from before counts. */
  listen(): void {
    this.#forgetAll();
    this.#listening = true;
  }

  /** Says that everything committed until a moment ago has been heard, and how long to go by that. */
  trust(until: number): void {
    if (this.#listening) this.#freshUntil = until;
  }

  /** Nothing is heard any more. */
  deafen(): void {
    this.#listening = false;
    this.#freshUntil = Number.NEGATIVE_INFINITY;
    this.#forgetAll();
  }

  /** A change was committed: to a tenant, by its id, or to what this version does not know, and then all is forgotten. */
  changed(what: string): void {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(what)) return this.#forgetAll();
    this.#generation += 1;
    this.#tenants.delete(what);
    if (what === PLATFORM_ID) this.#platform = {};
    this.#absentKeys.clear();
    this.#absentSlugs.clear();
  }

  get isFresh(): boolean {
    return performance.now() < this.#freshUntil;
  }

  /** How much is held, of what is there and of what is not. */
  get size(): { keys: number; tenants: number; absences: number } {
    return {
      keys: this.#keys.size,
      tenants: this.#tenants.size,
      absences: this.#absentKeys.size + this.#absentSlugs.size,
    };
  }

  #forgetAll(): void {
    this.#generation += 1;
    this.#platform = {};
    for (const each of [this.#tenants, this.#slugs, this.#keys, this.#absentKeys, this.#absentSlugs]) each.clear();
  }

  async #shared<T>(
    questions: Map<string, Question<T>>,
    name: string,
    ask: () => Promise<T>,
    keep: (found: T) => void,
  ): Promise<T> {
    const now = performance.now();
    const known = questions.get(name);
    if (known?.generation === this.#generation && now - known.asked < sharedMillisecondsMax) return known.answer;
    const generation = this.#generation;
    const heard = this.#listening;
    const question = { answer: ask(), generation, asked: now };
    questions.set(name, question);
    try {
      const found = await question.answer;
      if (heard && generation === this.#generation) keep(found);
      return found;
    } finally {
      if (questions.get(name) === question) questions.delete(name);
    }
  }

  #keepKey(hash: string, { identity, millisecondsLeft }: FoundKey, began: number): void {
    const tenant = identity.tenant && this.#keepTenant(identity.tenant);
    const until = began + Math.min(keyMillisecondsMax, millisecondsLeft ?? Number.POSITIVE_INFINITY);
    const owner = tenant ?? this.#platform;
    const ownerId = tenant?.id ?? identity.ownerId;
    this.#keys.set(hash, { identity: { ...identity, tenant, ownerId }, owner, until });
  }

  // One object a tenant, however many keys and names lead to it.
  #keepTenant(found: Standing): Standing {
    const known = this.#tenants.get(found.id);
    if (known) return known;
    this.#tenants.set(found.id, found);
    return found;
  }
}
