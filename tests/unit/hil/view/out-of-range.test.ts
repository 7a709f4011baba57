import { expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { outOfRangePart } from '../../../../hil/view/out-of-range.ts';
import { stepOf } from '../../../../hil/view/request-step.ts';

const CODES = 'A78D00 (B278D), A78500 (B2785), A78100 (B2781), A7A500 (B27A5) or A7F041 (A7F041)';

it.each([
  [
    '31 01 02 09',
    'the routine must be one that the ECU has',
    'it has no routine 0209',
    'use 0201 (Smart Code Reset), 0202 (Smart Code Registration) or 0203 (Undesignated Key Permanent Erasure)',
  ],
  [
    '31 01 02 01 09',
    'the option must be one that 0201 (Smart Code Reset) has',
    'it has no option 09',
    'use 01 (arm) or 02 (begin)',
  ],
  [
    '14 01 02 03',
    'the trouble code must be one that the ECU has',
    'it has no code 010203',
    `use FFFFFF for all of them, or one of ${CODES}`,
  ],
  [
    '19 06 01 02 03 01',
    'the trouble code must be one that the ECU has',
    'it has no code 010203',
    `use one of ${CODES}`,
  ],
  ['19 06 A7 8D 00 02', 'the record must be 01 (occurrences) or FF (all)', 'it is 02', 'use 01 or FF'],
  [
    '2F 22 01 03 01',
    'the output must be one that the ECU controls',
    'it controls no output 2201',
    'use 2001 (exterior buzzer) or 2002 (security indicator)',
  ],
  [
    '2F 20 01 02',
    'the control parameter of 2001 (exterior buzzer) must be 00 (return control) or 03 (short term adjustment)',
    'it is 02',
    'use 00 or 03',
  ],
  [
    '2F 20 01 03 09',
    'the number of beeps must be one that 2001 (exterior buzzer) can have',
    'it is 09',
    'use 01 to 05',
  ],
  ['28 03 07', 'the communication type must be 01 (normal messages)', 'it is 07', 'send 01 as the last byte'],
  [
    '22 12 34 56 78',
    'an identifier must be one that the ECU has',
    'it has no identifier 1234, 5678',
    'use one that the diagnostic description (virtual-smart-key.pdx) lists, such as F190 (VIN)',
  ],
])('0x31: names the part of %s that the ECU does not have', (hex, condition, value, next) => {
  expect(outOfRangePart(stepOf(fromHex(hex)))).toEqual({ condition, value, next });
});

it('0x31: the states of an output by their names', () => {
  expect(outOfRangePart(stepOf(fromHex('2F 20 02 03 09')))).toMatchObject({
    value: 'it is 09',
    next: expect.stringMatching(/^use 00 \(\w+\), .* or 0\d \(\w+\)$/) as string,
  });
});

it('0x31: leaves out the end of a long list, and what is not known', () => {
  expect(outOfRangePart(stepOf(fromHex(`22${' 12 34'.repeat(20)}`)))).toMatchObject({
    value: `it has no identifier ${'1234, '.repeat(8)}…`,
  });
  expect(outOfRangePart(stepOf(fromHex('19 01 FF')))).toBeNull();
  expect(outOfRangePart(stepOf(fromHex('2E 12 34 00')))).toBeNull();
  expect(outOfRangePart(stepOf(fromHex('31 03 02 01')))).toBeNull();
});
