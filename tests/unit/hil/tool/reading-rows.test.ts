import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { identifierReading, type IdentifierReading } from '../../../../hil/tester/identifier-readings.ts';
import { readingRows } from '../../../../hil/tool/reading-rows.ts';

const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

const VALUES: Readonly<Record<number, string>> = {
  0xf187: ascii('89990-VSK01'),
  0xf18a: ascii('VSK'),
  0xf191: ascii('VSK-HW1'),
  0xf195: ascii('VSK-1.00'),
  0xf197: ascii('Smart Key'),
  0xf18c: '05A17C0D',
  0xf190: ascii('4T1BZ1FB4KU999999'),
  0xf198: ascii(' '.repeat(16)),
  0xf199: '190101',
  0xf186: '01',
  0x1001: '02',
  0x1002: '01',
  0x1003: '01A1000001 01A1000002 0000000000'.replaceAll(' ', ''),
  0x1008: '0000',
  0x1004: '8002',
  0x1005: '3138',
  0x1006: '0000000000000000',
  0x1007: '0000000000',
  0x1009: '000000',
  0x100a: '00',
  0x100b: '00',
  0x1010: '00',
};

function readings(changed: Readonly<Record<number, string | null>> = {}): readonly IdentifierReading[] {
  return Object.entries(SMART_KEY.dataIdentifiers).map(([name, spec]) => {
    const hex = spec.id in changed ? changed[spec.id] : VALUES[spec.id];
    return identifierReading(name, spec, typeof hex === 'string' ? fromHex(hex) : null, SMART_KEY);
  });
}

const rows = (changed: Readonly<Record<number, string | null>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(readingRows(readings(changed), '4T1BZ1FB4KU999999'));

describe('tool read, for people', () => {
  it('shows each value once, in words and with its unit', () => {
    expect(readingRows(readings(), '4T1BZ1FB4KU999999')).toEqual([
      ['Part number', '89990-VSK01'],
      ['Supplier', 'VSK'],
      ['Hardware', 'VSK-HW1'],
      ['Software', 'VSK-1.00'],
      ['System', 'Smart Key'],
      ['ECU serial number', '5A17C0D'],
      ['Tester serial number', 'none stored'],
      ['Programming date', '2019-01-01'],
      ['Session', 'default'],
      ['Registered keys', 'A1000001 (slot 1), A1000002 (slot 2)'],
      ['Free slots', '1 of 3'],
      ['Retired keys', '0'],
      ['Doors', 'all closed'],
      ['Brake', 'released'],
      ['Shift position', 'P'],
      ['Power mode', 'IG on'],
      ['12 V supply', '12.6 V'],
      ['Procedure', 'none'],
      ['Beeps since power-on', '0'],
      ['Wrong pass-codes', '0'],
      ['Low key battery seen', 'no'],
      ['Immobilizer', 'not set'],
      ['History', 'empty'],
    ]);
  });

  it.each([
    [0x1006, '011200 03E8 0EA218', 'Procedure', 'reset, running: 1.0 s elapsed, 959.0 s remaining'],
    [0x1006, '0331 000010 000000', 'Procedure', 'erasure, declared: 0.0 s elapsed'],
    [0x1007, '0000000702', 'Beeps since power-on', '7, 2 in the last signal'],
    [0x1009, '032710', 'Wrong pass-codes', '3; locked for 10.0 s more'],
    [0x100b, '01', 'Immobilizer', 'set'],
    [0x1004, '1100', 'Doors', "driver's, trunk open"],
    [0x1004, '2000', 'Doors', 'unknown: no frame from the body ECU'],
    [0x1004, '4003', 'Brake', 'pressed'],
    [0x1010, '01 02 02 06 09 00000100', 'History', '9  registration refused (bound-elsewhere-or-retired), at 4:16'],
    [0xf190, ascii('4T1BZ1FB3KU000000'), 'VIN as stored', '4T1BZ1FB3KU000000'],
    [0x1005, '31', '12 V supply', 'unexpected form: 31'],
    [0x1005, null, '12 V supply', 'not available'],
    [0x1001, '01', 'Registered keys', '1'],
    [0x1001, '01', 'Slots', 'A1000001 (slot 1), A1000002 (slot 2)'],
    [0x1003, null, 'Slots', 'not available'],
  ])('identifier %i with %j: %s is "%s"', (identifier, hex, title, words) => {
    expect(rows({ [identifier]: hex?.replaceAll(' ', '') ?? null })[title]).toBe(words);
  });
});
