import type { z } from 'zod';

import type { Awaitable, ScenarioBench } from '../bench.ts';
import type { BytePattern, Symbols } from '../byte-pattern.ts';
import type { StepAction } from '../scenario.ts';
import type { DataPath } from '../data-problem.ts';
import type { StepOutcome } from '../expectation.ts';

/** A verb of the scenario language, with everything that is known about it. */
export interface Verb<A extends StepAction> {
  /** The value of the verb in a file, and the resulting action: plain data. */
  readonly schema: z.ZodType<A>;
  /** The kinds of its actions, where they differ from the verb's name. */
  readonly kinds?: readonly A['kind'][];
  /** Where, below the verb, a step names the bytes that it captures. */
  readonly capturesAt?: DataPath;
  /** The action in one line, for a report. */
  describe(action: A): string;
  /** The names in the action, which the loader resolves. None unless given. */
  names?(action: A): NamesInStep;
  /** Carries out the action and judges it. @throws BenchError */
  run(action: A, context: StepContext): Awaitable<StepOutcome>;
}

/** Data passed from one step to later ones: captured bytes by name. */
export type Captures = Map<string, Uint8Array>;

/** What a step acts on. */
export interface StepContext {
  readonly car: string;
  readonly bench: ScenarioBench;
  readonly captures: Captures;
}

/** Names of the scenario that a step uses or defines. */
interface NamesInStep {
  readonly keys?: readonly string[];
  /** Byte patterns, each with its location below the verb. */
  readonly patterns?: readonly (readonly [DataPath, BytePattern])[];
  /** Captures for later steps. */
  readonly captures?: readonly string[];
  /** Cyclic traffic that starts, or stops. */
  readonly startsTraffic?: string;
  readonly stopsTraffic?: string;
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
