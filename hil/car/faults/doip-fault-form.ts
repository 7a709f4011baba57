import { z } from 'zod';

import {
  DOIP_MESSAGES,
  NO_DOIP_FAULT,
  type DoipFault,
  type DoipMessageName,
} from '../../../can-bus/doip/fault-plan.ts';
import { numberToHex } from '../../../can-bus/bytes/hex.ts';
import { FAULT_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { FaultFields } from './fault-fields.ts';

/* Faults of the DoIP gateway in JSON and YAML. */

/** Codes are two hexadecimal digits. */
export interface DoipForm {
  readonly message: DoipMessageName;
  readonly probability?: number;
  readonly drop?: boolean;
  readonly code?: string | null;
  readonly headerNack?: string | null;
  readonly vin?: string | null;
  readonly wrongInverse?: boolean;
  readonly split?: number | null;
  readonly join?: boolean;
  readonly cut?: number | null;
  readonly delayMs?: number;
  readonly skip?: number;
  readonly count?: number | null;
}

export const MAX_DOIP = 32;
const CODE_WORDS = 'a code of two hexadecimal digits in quotes, such as "03"';
const VIN_WORDS = 'a VIN: 17 letters and digits';

/** The schema of {@link DoipForm}. */
export function doipForm(fields: FaultFields): z.ZodType<DoipForm> {
  const { say, object, skip, count } = fields;
  const code = z
    .string(say(CODE_WORDS))
    .regex(/^[0-9A-Fa-f]{2}$/, say(CODE_WORDS))
    .nullable();
  return z.strictObject(
    {
      message: fields.oneOf(DOIP_MESSAGES, 'the message concerned'),
      probability: fields.number(FAULT_LIMITS.probability, 'a probability, 1 unless given').exactOptional(),
      drop: fields.flag('true: it is never sent').exactOptional(),
      code: code
        .describe(
          'another code: of a routing activation response, or of a negative acknowledge in place of the acknowledge',
        )
        .exactOptional(),
      headerNack: code.describe('a negative acknowledge of the header with this code in its place').exactOptional(),
      vin: z
        .string(say(VIN_WORDS))
        .regex(/^[A-HJ-NPR-Z0-9]{17}$/, say(VIN_WORDS))
        .nullable()
        .describe('another VIN, in announcement and identification')
        .exactOptional(),
      wrongInverse: fields.flag('true: the inverse version is wrong').exactOptional(),
      split: fields.numberOrNull(
        FAULT_LIMITS.messageLength,
        'number of bytes in a first segment; the others follow in a second',
      ),
      join: fields.flag('true: it leaves in one segment with the next message').exactOptional(),
      cut: fields.numberOrNull(FAULT_LIMITS.messageByte, 'number of bytes that are sent before the connection ends'),
      delayMs: fields.lateBy('it is sent later'),
      skip,
      count,
    },
    object,
  );
}

/** The fault of a form, with defaults for omitted fields. */
export function doipFault({ code, headerNack, ...others }: DoipForm): DoipFault {
  return { ...NO_DOIP_FAULT, ...others, code: codeOf(code), headerNack: codeOf(headerNack) };
}

function codeOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number.parseInt(text, 16);
}

/** The reverse. */
export function doipFormOf({ code, headerNack, ...others }: DoipFault): Required<DoipForm> {
  return { ...others, code: textOf(code), headerNack: textOf(headerNack) };
}

function textOf(code: number | null): string | null {
  return code === null ? null : numberToHex(code, 2);
}
