import type { Awaitable, ScenarioBench } from './bench.ts';
import type { BytePattern, Symbols } from './byte-pattern.ts';
import { findMismatches, formatExpected, type ExpectedParts, type ObservedParts } from './expectation.ts';
import type { Verdict } from './result.ts';

/** The outcome of a step. */
export interface StepOutcome {
  readonly verdict: Exclude<Verdict, 'error'>;
  /** Null where the step checked nothing. */
  readonly expected: string | null;
  readonly got: string | null;
}

/** Data passed from one step to later ones: captured bytes by name. */
export type Captures = Map<string, Uint8Array>;

export const DONE: StepOutcome = { verdict: 'pass', expected: null, got: null };

/** Compares, and reports only the parts that differ. */
export function judge(expect: ExpectedParts, observed: ObservedParts): StepOutcome {
  const mismatches = findMismatches(expect, observed);
  if (mismatches.length > 0) {
    return {
      verdict: 'fail',
      expected: mismatches.map(({ path, expected }) => `${path} ${expected}`).join(', '),
      got: mismatches.map(({ path, got }) => `${path} ${got}`).join(', '),
    };
  }
  if (Object.keys(expect).length === 0) return DONE;
  const words = formatExpected(expect);
  return { verdict: 'pass', expected: words, got: words };
}

/** Something that a step needs does not exist: nothing can be said about the car. */
export function inconclusive(expected: string, got: string): StepOutcome {
  return { verdict: 'inconclusive', expected, got };
}

/** Checks again after each event, until it passes or the time is over; also exactly at the limit. */
export async function waitFor(
  bench: ScenarioBench,
  limitUs: number,
  look: () => Awaitable<StepOutcome>,
): Promise<StepOutcome> {
  let outcome = await look();
  while (outcome.verdict !== 'pass' && bench.nowUs() < limitUs) {
    await bench.advanceToNext(limitUs);
    outcome = await look();
  }
  return outcome;
}

/**
 * The bytes behind names in braces: captures, or keys where no capture has the name; the loader has checked the names.
 */
export function symbolsFor(pattern: BytePattern, bench: ScenarioBench, captures: Captures): Symbols {
  const names = pattern.flatMap((token) => (token.kind === 'symbol' && !captures.has(token.name) ? [token.name] : []));
  return new Map([...names.map((name): [string, Uint8Array] => [name, bench.keyId(name)]), ...captures]);
}
