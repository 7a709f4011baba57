import { z } from 'zod';

import { MAX_DATA_BYTES, readInput } from '../../read-input.ts';
import { VERBS } from '../../scenario/verbs/verbs.ts';
import { BundleError } from '../../run/read-bundle.ts';
import { smartkey } from '../../smartkey.ts';
import type { SwarmFailure } from '../swarm/run-group.ts';
import type { Violation } from '../swarm/violation.ts';
import { RunRepeater } from './repeat-run.ts';

const isVerb = (name: string): name is keyof typeof VERBS => Object.hasOwn(VERBS, name);

const recordSchema: z.ZodType<SwarmFailure> = z.strictObject({
  cause: z.string(),
  violation: z.strictObject({
    rule: z.string(),
    aspect: z.string(),
    oracle: z.string(),
    firmware: z.string(),
    atUs: z.int().nonnegative(),
  }),
  profile: z.record(z.string(), z.json()),
  seed: z.int().nonnegative(),
  group: z.int().nonnegative(),
  steps: z.array(z.strictObject({ verb: z.string().refine(isVerb), value: z.json() })).min(1),
});

/** A failure repeated in lock-step with the oracle. */
export interface RepeatedFailure {
  readonly before: Violation;
  /** Null where no rule is broken. */
  readonly now: Violation | null;
  /** The same rule, at the same instant, with the same sides. */
  readonly isSame: boolean;
}

/**
 * Repeats the failure of a bundle, with the oracle beside the firmware.
 *
 * @param path the record in it
 * @throws BundleError where it cannot be used
 */
export async function repeatExploration(path: string): Promise<RepeatedFailure> {
  const failure = readRecord(path);
  const { violation: now } = await new RunRepeater(failure).repeat(failure.steps);
  return { before: failure.violation, now, isSame: isSame(failure.violation, now) };
}

function isSame(before: Violation, now: Violation | null): boolean {
  const { rule, aspect, oracle, firmware, atUs } = before;
  const isSameRule = now?.rule === rule && now.aspect === aspect && now.atUs === atUs;
  return isSameRule && now.oracle === oracle && now.firmware === firmware;
}

function readRecord(path: string): SwarmFailure {
  try {
    return recordSchema.parse(JSON.parse(readInput(path, MAX_DATA_BYTES).toString('utf8')));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new BundleError(
      `${path} is not the record of an exploration: ${reason}`,
      `use the bundle as written by "${smartkey('explore')}"`,
      { cause: error },
    );
  }
}
