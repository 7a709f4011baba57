import { z } from 'zod';

import { TOUCH_REACTIONS, TOUCH_REASONS } from '../../../ecu-sim/smart-key/events.ts';
import { BUTTON_REACTIONS, BUTTON_REASONS, type KeyButton } from '../../../ecu-sim/smart-key/immobilizer.ts';
import { limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
import { VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import { DONE, type ExpectedParts, judge } from '../expectation.ts';
import { keyName, oneOrNone } from '../field-schemas.ts';
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
  const parts = z.strictObject({ reaction: names.optional(), reason: oneOrNone(reasons).optional() });
  return z
    .union([names, parts], `a reaction (${reactions.join(', ')}), or {reaction, reason}`)
    .transform((value): ReactionExpectation => (typeof value === 'string' ? { reaction: value } : value));
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
      expect: buttonReaction.optional(),
    })
    .transform(({ expect, ...value }): PressAction => ({ kind: 'press', ...value, expect: expect ?? {} })),
  describe: ({ key, button, holdMs }) => `press ${button} on ${key} for ${holdMs} ms`,
  names: ({ key }) => ({ keys: [key] }),
  run: async ({ key, button, holdMs, expect }, { car, bench }) =>
    judge(expect, { ...(await bench.pressButton(car, key, button, holdMs)) }),
};
