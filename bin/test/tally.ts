export type Outcome = { passed: number; failed: number };

/** Counts what passed and what failed over all steps, and says for each what it is and how long it took. */
export class Tally {
  #passed = 0;
  #failed = 0;
  #stop: AbortSignal;

  constructor(stop: AbortSignal) {
    this.#stop = stop;
  }

  /** A step that passes or fails as one. */
  check(name: string, work: () => Promise<boolean>): Promise<void> {
    return this.tests(name, async () => ((await work()) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }), true);
  }

  /** A step of many tests; left out unless `wanted`. */
  async tests(name: string, work: () => Promise<Outcome>, wanted: boolean): Promise<void> {
    if (!wanted || this.#stop.aborted) return;
    say(`\n${name}…`);
    const began = performance.now();
    const { passed, failed } = await work().catch((error: unknown) => {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return { passed: 0, failed: 1 };
    });
    this.#passed += passed;
    this.#failed += failed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${name}: ${failed === 0 ? "passed" : "FAILED"} (${passed} passed, ${failed} failed) in ${seconds} s`);
  }

  /** Says the sum, alone on the last line, and settles the exit code. */
  end(): void {
    if (this.#stop.aborted) this.#failed += 1;
    say(`\n${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
