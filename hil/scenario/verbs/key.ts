import { z } from 'zod';

import { TOUCH_REACTIONS, TOUCH_REASONS } from '../../../ecu-sim/smart-key/events.ts';
import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import {
  BUTTON_REACTIONS,
  BUTTON_REASONS,
  type KeyButton,
  PANIC_HOLD_US,
} from '../../../ecu-sim/smart-key/immobilizer.ts';
import { described, limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
import { VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import { DONE, type ExpectedParts, judge } from '../expectation.ts';
import { keyLocation, keyName, oneOrNone } from '../field-schemas.ts';
import type { Verb } from './verb.ts';

/* Actions with a key. */

/** The expected reaction of the car; absent parts are not checked. */
interface ReactionExpectation extends ExpectedParts {
  readonly reaction?: string | undefined;
  readonly reason?: string | null | undefined;
}

const touchReaction = reactionOf(TOUCH_REACTIONS, TOUCH_REASONS);
const buttonReaction = reactionOf(BUTTON_REACTIONS, BUTTON_REASONS);

/** The name of a reaction, or what happened and why nothing did. */
function reactionOf(reactions: readonly string[], reasons: readonly string[]): z.ZodType<ReactionExpectation> {
  const names = z.enum(reactions);
  const parts = z.strictObject({
    reaction: names.describe('what happens; none where nothing does').optional(),
    reason: oneOrNone(reasons).describe('why nothing happens; null where something does').optional(),
  });
  return z
    .union([names, parts], `a reaction (${reactions.join(', ')}), or {reaction, reason}`)
    .transform((value): ReactionExpectation => (typeof value === 'string' ? { reaction: value } : value))
    .describe('the reaction of the car, by name or as {reaction, reason}; parts left out are not checked');
}

interface TouchAction {
  readonly kind: 'touch';
  readonly key: string;
  readonly expect: ReactionExpectation;
}

export const touch: Verb<TouchAction> = {
  schema: z
    .union(
      [keyName, z.strictObject({ key: keyName, expect: touchReaction.optional() })],
      'the name of a key, or {key, expect}',
    )
    .transform((value): TouchAction => {
      if (typeof value === 'string') return { kind: 'touch', key: value, expect: {} };
      return { kind: 'touch', key: value.key, expect: value.expect ?? {} };
    })
    .describe('holds a key to the engine switch (KEY-4, REG-3, ERA-3)'),
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
    .strictObject({ key: keyName, to: keyLocation })
    .transform(({ key, to }): MoveAction => ({ kind: 'move', key, to }))
    .describe('carries a key into the cabin, or out of the car'),
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
      button: z.enum(['lock', 'unlock', 'trunk', 'panic']).describe('the button of the key'),
      holdMs: described(
        `how long the button is held, in milliseconds; panic takes ${PANIC_HOLD_US / MICROS_PER_MILLI} (KEY-5)`,
        limitedNumber(VEHICLE_LIMITS.holdMs, (noun) => noun),
      ).default(100),
      expect: buttonReaction.optional(),
    })
    .transform(({ expect, ...value }): PressAction => ({ kind: 'press', ...value, expect: expect ?? {} }))
    .describe('presses a button of a key (KEY-5)'),
  describe: ({ key, button, holdMs }) => `press ${button} on ${key} for ${holdMs} ms`,
  names: ({ key }) => ({ keys: [key] }),
  run: async ({ key, button, holdMs, expect }, { car, bench }) =>
    judge(expect, { ...(await bench.pressButton(car, key, button, holdMs)) }),
};
