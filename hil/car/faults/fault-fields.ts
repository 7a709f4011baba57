import { z } from 'zod';

import { parseByteMask } from '../../../can-bus/bytes/byte-mask.ts';
import { MAX_EXTENDED_ID } from '../../../can-bus/frame/can-frame.ts';
import { described, limitedNumber, type Wording } from '../../../ecu-sim/profile/limited-number.ts';
import type { NumberLimit } from '../../../ecu-sim/profile/number-limit.ts';
import { FAULT_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import { CAR_NODES, type CarNode } from './fault-plan.ts';

/** A CAN id as a number, or as text in hex. */
export type IdForm = number | string;

const ID_WORDS = 'a CAN id: a number, or hex text such as "758", up to 1FFFFFFF';
const MASK_WORDS = 'bytes in hex such as "27 0* ..": * is any digit, .. at the end any rest';

/** Fields shared by several parts of a plan; each is one schema, so that a published schema contains it once. */
export class FaultFields {
  readonly say: Wording;
  readonly object: string;
  readonly probability: z.ZodNumber;
  readonly delay: z.ZodNumber;
  readonly skip: z.ZodExactOptional<z.ZodNumber>;
  readonly count: z.ZodExactOptional<z.ZodNullable<z.ZodNumber>>;
  readonly canId: z.ZodType<IdForm>;
  readonly mask: z.ZodNullable<z.ZodString>;
  readonly node: z.ZodType<CarNode>;

  constructor(say: Wording) {
    this.say = say;
    this.object = say('an object');
    this.probability = this.number(FAULT_LIMITS.probability, 'a probability, 0 unless given');
    this.delay = this.number(FAULT_LIMITS.delayMs, 'a delay in milliseconds, 0 unless given');
    this.skip = this.number(
      FAULT_LIMITS.skip,
      'number of matches that pass unharmed first, 0 unless given',
    ).exactOptional();
    this.count = this.numberOrNull(FAULT_LIMITS.count, 'maximum number of matches affected; all unless given');
    this.canId = z
      .union(
        [
          z.int(say(ID_WORDS)).min(0, say(ID_WORDS)).max(MAX_EXTENDED_ID, say(ID_WORDS)),
          z.string().regex(/^(0[xX])?[01]?[0-9A-Fa-f]{1,7}$/, say(ID_WORDS)),
        ],
        say(ID_WORDS),
      )
      .describe(ID_WORDS);
    this.mask = z
      .string(say(MASK_WORDS))
      .refine((text) => parseByteMask(text) !== null, say(MASK_WORDS))
      .nullable()
      .describe(`${MASK_WORDS}; null matches all`);
    this.node = this.oneOf(CAR_NODES, 'a node of the car');
  }

  number(limit: NumberLimit, noun: string): z.ZodNumber {
    return described(noun, limitedNumber(limit, this.say));
  }

  /** A number that may be null for none, or omitted. */
  numberOrNull(limit: NumberLimit, noun: string): z.ZodExactOptional<z.ZodNullable<z.ZodNumber>> {
    return described(noun, limitedNumber(limit, this.say).nullable()).exactOptional();
  }

  /** What a chance does, 0 unless given. */
  chance(effect: string): z.ZodExactOptional<z.ZodNumber> {
    return described(effect, this.probability).exactOptional();
  }

  /** What is late, by milliseconds; 0 unless given. */
  lateBy(what: string): z.ZodExactOptional<z.ZodNumber> {
    return described(what, this.delay).exactOptional();
  }

  /** Which bytes match; all unless given. */
  matching(what: string): z.ZodExactOptional<z.ZodNullable<z.ZodString>> {
    return described(what, this.mask).exactOptional();
  }

  oneOf<const Name extends string>(names: readonly Name[], meaning: string): z.ZodType<Name> {
    return z.enum(names, this.say(`one of ${names.join(', ')}`)).describe(`${meaning}: ${names.join(', ')}`);
  }

  flag(noun: string): z.ZodBoolean {
    return z.boolean(this.say('true or false')).describe(noun);
  }
}
