import type { z } from 'zod';

import type { Awaitable, ScenarioBench } from '../bench.ts';
import type { BytePattern, Symbols } from '../byte-pattern.ts';
import type { StepAction } from '../scenario.ts';
import type { DataPath } from '../data-problem.ts';
import type { StepOutcome } from '../expectation.ts';

/** A verb of the scenario language: everything that is known about it. */
export interface Verb<A extends StepAction> {
  /** The value of the verb in a file, and the action that it becomes: plain data. */
  readonly schema: z.ZodType<A>;
  /** The kinds of its actions, where they are not just the verb's name. */
  readonly kinds?: readonly A['kind'][];
  /** Where, below the verb, a step says under which name it captures bytes. */
  readonly capturesAt?: DataPath;
  /** The action in one line, for a report. */
  describe(action: A): string;
  /** The names in the action, which the loader looks up. None unless given. */
  names?(action: A): NamesInStep;
  /** Carries the action out and judges it. @throws BenchError */
  run(action: A, context: StepContext): Awaitable<StepOutcome>;
}

/** What one step hands on to later ones: captured bytes by name. */
export type Captures = Map<string, Uint8Array>;

/** What a step acts on. */
export interface StepContext {
  readonly car: string;
  readonly bench: ScenarioBench;
  readonly captures: Captures;
}

/** Names of the scenario that a step uses or introduces. */
interface NamesInStep {
  readonly keys?: readonly string[];
  /** Patterns of bytes, each with its place below the verb. */
  readonly patterns?: readonly (readonly [DataPath, BytePattern])[];
  /** Captures for later steps. */
  readonly captures?: readonly string[];
  /** Cyclic traffic that begins, or ends. */
  readonly startsTraffic?: string;
  readonly stopsTraffic?: string;
}

/** Looks again after each thing that happens, until it passes or the time is over; at the limit itself too. */
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

/** What names in braces stand for: captures, and keys where no capture has the name; the loader has seen to that. */
export function symbolsFor(pattern: BytePattern, bench: ScenarioBench, captures: Captures): Symbols {
  const names = pattern.flatMap((token) => (token.kind === 'symbol' && !captures.has(token.name) ? [token.name] : []));
  return new Map([...names.map((name): [string, Uint8Array] => [name, bench.keyId(name)]), ...captures]);
}
