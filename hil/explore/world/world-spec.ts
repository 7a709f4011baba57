import { counted } from '../../../can-bus/text/counted.ts';
import { z } from 'zod';

import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { parseProfile, ProfileError } from '../../../ecu-sim/profile.ts';
import { problemWords } from '../../issue-words.ts';
import { longestTimerUs } from './timer-gap.ts';
import { docPage } from '../../smartkey.ts';

/** Groups of inputs that a world may have; time moves in every world. */
const INPUT_GROUPS = [
  'sessions',
  'reset',
  'registration',
  'erasure',
  'wrong-codes',
  'reads',
  'touches',
  'doors',
  'supply',
  'speed',
  'silence',
  'faults',
  'cabin',
  'power',
  'write-cuts',
  'ecu-reset',
  'other-vehicle',
  'communication',
  'fault-storage',
] as const;
export type InputGroup = (typeof INPUT_GROUPS)[number];

/** A bounded world as its file describes it. */
export interface WorldSpec {
  readonly name: string;
  readonly cars: number;
  readonly slots: number;
  /** The car in which a key is registered, from 1; null: blank. */
  readonly keys: readonly { readonly car: number | null }[];
  readonly profile: Readonly<Record<string, unknown>>;
  readonly inputs: readonly InputGroup[];
  readonly disturbances: number;
  /** Whether gaps between timers are distinguished by the few µs that steps of 1 µs add up to. */
  readonly drift: boolean;
  readonly depth: number | null;
}

const MAX_KEYS = 4;
/** The timers of a profile. */
const TIMERS = ['resetDuration', 'eraseWindow', 'registrationStepTimeout', 'attemptsDelay'] as const;

const worldSchema = z
  .strictObject({
    name: z.string().min(1).max(60).default('custom'),
    cars: z.number().int().min(1).max(2).default(1).meta({ description: 'Number of cars that share the keys' }),
    slots: z.number().int().min(1).max(4).default(2).meta({ description: 'Key slots of each car' }),
    keys: z
      .array(
        z.strictObject({
          car: z.number().int().min(1).max(2).nullable().default(null),
        }),
      )
      .min(1)
      .max(MAX_KEYS)
      .default([{ car: 1 }, { car: null }])
      .meta({ description: 'The keys; each registered in a car, or blank (null)' }),
    profile: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({ description: 'Profile fields, as in a profile file; VIN and number of slots come from the world' }),
    inputs: z
      .array(z.enum(INPUT_GROUPS))
      .min(1)
      .default([...INPUT_GROUPS]),
    disturbances: z
      .number()
      .int()
      .min(0)
      .max(4)
      .default(1)
      .meta({ description: 'How many of low supply, speed, silent body ECU and faults may be present at once' }),
    drift: z.boolean().default(false).meta({ description: 'Distinguish the drift of timers, in µs' }),
    depth: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .nullable()
      .default(null)
      .meta({ description: 'Longest path; null: no limit' }),
  })
  .superRefine(({ keys, cars, slots }, context) => {
    for (const [index, { car }] of keys.entries()) {
      if (car !== null && car > cars) {
        context.addIssue({
          code: 'custom',
          path: ['keys', index, 'car'],
          message: `must be at most ${cars}, the number of cars`,
        });
      }
    }
    for (let car = 1; car <= cars; car++) {
      const count = keys.filter((key) => key.car === car).length;
      if (count > slots)
        context.addIssue({
          code: 'custom',
          path: ['slots'],
          message: `must hold the ${counted(count, 'key')} of car ${car}`,
        });
    }
  });

/**
 * @param value the parsed content of a file
 * @param file its name, for messages
 * @param placeOf the line and column of a part of it, for messages; absent where it is no file
 * @throws OperationError (usage/world) with every problem and its path
 */
export function parseWorld(
  value: unknown,
  file: string,
  placeOf?: (path: readonly (string | number)[]) => string,
): WorldSpec {
  if (value === null || value === undefined) {
    throw invalid(file, 'it is empty, and a world needs its fields: write {} for a world of all defaults');
  }
  const parsed = worldSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
      const at = placeOf?.(issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path);
      const words = problemWords(issue, path.length === 0 ? Object.keys(worldSchema.shape) : []);
      return at === undefined ? words : `${at}: ${words}`;
    });
    throw invalid(file, problems.join('; '), placeOf !== undefined);
  }
  try {
    const profile = parseProfile({ ...parsed.data.profile, keySlots: parsed.data.slots });
    const longestUs = longestTimerUs(parsed.data.drift);
    const tooLong = TIMERS.find((field) => profile[`${field}Us`] > longestUs);
    if (tooLong !== undefined) {
      throw invalid(
        file,
        `profile.${tooLong} must be at most ${Math.floor(longestUs / MICROS_PER_SECOND)} s in a world`,
      );
    }
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw invalid(file, error.problems.map(({ field, rule }) => `profile.${field} ${rule}`).join('; '));
  }
  return parsed.data;
}

/** @param isPlaced each problem begins with its place in the file, in digits */
function invalid(file: string, problems: string, isPlaced = false): OperationError {
  return new OperationError('usage/world', `world ${file}:${isPlaced ? '' : ' '}${problems}`, {
    hint: `the fields of a world are described in ${docPage('explore.md')}`,
    context: { file },
  });
}
