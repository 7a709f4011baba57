import { z } from 'zod';

import { parseByteMask } from '../../../can-bus/bytes/byte-mask.ts';
import { MAX_EXTENDED_ID } from '../../../can-bus/frame/can-frame.ts';
import { limitedNumber, type Wording } from '../../../ecu-sim/profile/limited-number.ts';
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
  readonly probability: z.ZodExactOptional<z.ZodNumber>;
  readonly delay: z.ZodExactOptional<z.ZodNumber>;
  readonly skip: z.ZodExactOptional<z.ZodNumber>;
  readonly count: z.ZodExactOptional<z.ZodNullable<z.ZodNumber>>;
  readonly canId: z.ZodType<IdForm>;
  readonly mask: z.ZodExactOptional<z.ZodNullable<z.ZodString>>;
  readonly node: z.ZodType<CarNode>;

  constructor(say: Wording) {
    this.say = say;
    this.object = say('an object');
    this.probability = this.number(
      FAULT_LIMITS.probability,
      'a probability from 0 to 1; 0 unless given',
    ).exactOptional();
    this.delay = this.number(FAULT_LIMITS.delayMs, 'milliseconds, 0 to 3600000').exactOptional();
    this.skip = this.number(
      FAULT_LIMITS.skip,
      'number of matches that pass unharmed first; 0 unless given',
    ).exactOptional();
    this.count = this.number(FAULT_LIMITS.count, 'maximum number affected; all unless given')
      .nullable()
      .exactOptional();
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
      .describe(`${MASK_WORDS}; null matches all`)
      .exactOptional();
    this.node = this.oneOf(CAR_NODES);
  }

  number(limit: NumberLimit, noun: string): z.ZodNumber {
    return limitedNumber(limit, this.say).describe(noun);
  }

  oneOf<const Name extends string>(names: readonly Name[]): z.ZodType<Name> {
    return z.enum(names, this.say(`one of ${names.join(', ')}`)).describe(names.join(', '));
  }

  flag(noun: string): z.ZodBoolean {
    return z.boolean(this.say('true or false')).describe(noun);
  }
}
