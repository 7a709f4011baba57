import { z } from 'zod';

import { described } from './limited-number.ts';
import { busNumber, type Field } from './profile-fields.ts';
import type { DoipSettings } from './profile-types.ts';

const ADDRESS_MAX = 0xffff;
/** ISO 13400-2: 0000 and what follows FFFE belong to nobody. */
const address = busNumber(ADDRESS_MAX)
  .refine((value) => value > 0 && value < ADDRESS_MAX, 'must be a logical address from 0x0001 to 0xFFFE')
  .describe('a logical address from 0x0001 to 0xFFFE');
const NAMES = ['gateway', 'smartKey', 'body', 'engine', 'functional'] as const;
const AUTHENTICATION_RULE = 'must be 8 hexadecimal digits in quotes, or null for none';
const CONFIRMATION_RULE = 'must be ignition, or null for none';

/** The part `doip` of a profile; its addresses differ from each other. */
export const doipSchema: Field<DoipSettings> = z
  .strictObject({
    gateway: described('the DoIP gateway', address).prefault(0x1000),
    smartKey: described('the Smart Key ECU', address).prefault(0x1750),
    body: described('the body ECU', address).prefault(0x1740),
    engine: described('the engine ECU', address).prefault(0x17e0),
    functional: described('all ECUs together', address).prefault(0xe400),
    testers: z
      .tuple([address, address], 'must be the first and the last address of testers, such as [0x0E00, 0x0FFF]')
      .refine(([first, last]) => first <= last, 'must be the first and the last address of testers, in this order')
      .describe('the first and the last address of testers, such as [0x0E00, 0x0FFF]')
      .prefault([0x0e00, 0x0fff]),
    authentication: z
      .string(AUTHENTICATION_RULE)
      .regex(/^[0-9A-Fa-f]{8}$/, AUTHENTICATION_RULE)
      .nullable()
      .describe('what a tester sends for central security: 8 hexadecimal digits in quotes; null for none')
      .prefault(null),
    confirmation: z
      .literal('ignition', CONFIRMATION_RULE)
      .nullable()
      .describe('how somebody at the vehicle confirms a tester: by switching the ignition on; null for not at all')
      .prefault(null),
  })
  .superRefine((value, context) => {
    for (const [path, message] of findAddressFaults(value)) {
      context.addIssue({ code: 'custom', message, path: [path], input: value[path] });
    }
  });

type AddressFault = readonly [path: (typeof NAMES)[number], message: string];

function findAddressFaults(value: DoipSettings): readonly AddressFault[] {
  const [first, last] = value.testers;
  return NAMES.flatMap((name, index): readonly AddressFault[] => {
    const own = value[name];
    const twin = NAMES.slice(0, index).find((other) => value[other] === own);
    if (twin !== undefined) return [[name, `must differ from ${twin}`]];
    return own >= first && own <= last ? [[name, 'must not be an address of testers']] : [];
  });
}
