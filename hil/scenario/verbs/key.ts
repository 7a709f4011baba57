import { z } from 'zod';

import type { KeyButton } from '../../../ecu-sim/smart-key/immobilizer.ts';
import { limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
import { VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import { DONE, type ExpectedParts, judge } from '../expectation.ts';
import { keyName } from '../field-schemas.ts';
import type { Verb } from './verb.ts';

/* Actions with a key. */

/** The expected reaction of the car; absent parts are not checked. */
interface ReactionExpectation extends ExpectedParts {
  readonly reaction?: string | undefined;
  readonly reason?: string | null | undefined;
}

const reaction = z
  .union(
    [
      z.string(),
      z.strictObject({ reaction: z.string().optional(), reason: z.union([z.string(), z.null()]).optional() }),
    ],
    'the name of a reaction, or {reaction, reason}',
  )
  .transform((value): ReactionExpectation => (typeof value === 'string' ? { reaction: value } : value));

interface TouchAction {
  readonly kind: 'touch';
  readonly key: string;
  readonly expect: ReactionExpectation;
}

export const touch: Verb<TouchAction> = {
  schema: z
    .union(
      [keyName, z.strictObject({ key: keyName, expect: reaction.optional() })],
      'the name of a key, or {key, expect}',
    )
    .transform((value): TouchAction => {
      if (typeof value === 'string') return { kind: 'touch', key: value, expect: {} };
      return { kind: 'touch', key: value.key, expect: value.expect ?? {} };
    }),
  describe: ({ key }) => `touch ${key}`,
  names: ({ key }) => ({ keys: [key] }),
  run: async ({ key, expect }, { car, bench }) => judge(expect, { ...(await bench.touchKey(car, key)) }),
};

interface MoveAction {
  readonly kind: 'move';
  readonly key: string;
  readonly to: 'cabin' | 'outside';
}

export const move: Verb<MoveAction> = {
  schema: z
    .strictObject({ key: keyName, to: z.enum(['cabin', 'outside']) })
    .transform(({ key, to }): MoveAction => ({ kind: 'move', key, to })),
  describe: ({ key, to }) => `move ${key} to ${to === 'cabin' ? 'the cabin' : 'the outside'}`,
  names: ({ key }) => ({ keys: [key] }),
  async run({ key, to }, { car, bench }) {
    await bench.moveKey(car, key, to);
    return DONE;
  },
};

interface PressAction {
  readonly kind: 'press';
  readonly key: string;
  readonly button: KeyButton;
  readonly holdMs: number;
  readonly expect: ReactionExpectation;
}

export const press: Verb<PressAction> = {
  schema: z
    .strictObject({
      key: keyName,
      button: z.enum(['lock', 'unlock', 'trunk', 'panic']),
      holdMs: limitedNumber(VEHICLE_LIMITS.holdMs, (noun) => noun).default(100),
      expect: reaction.optional(),
    })
    .transform(({ expect, ...value }): PressAction => ({ kind: 'press', ...value, expect: expect ?? {} })),
  describe: ({ key, button, holdMs }) => `press ${button} on ${key} for ${holdMs} ms`,
  names: ({ key }) => ({ keys: [key] }),
  run: async ({ key, button, holdMs, expect }, { car, bench }) =>
    judge(expect, { ...(await bench.pressButton(car, key, button, holdMs)) }),
};
