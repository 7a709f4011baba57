import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  busNumber,
  duration,
  hexText,
  onOff,
  voltage,
  wholeNumber,
  type Field,
} from '../../../../ecu-sim/profile/profile-fields.ts';

/** What a field gives for a value, or the rule that it breaks. */
function read<T>(field: Field<T>, value: unknown): unknown {
  const result = field.safeParse(value);
  return result.success ? result.data : result.error.issues.map(({ message }) => message).join();
}

describe('fields of a profile', () => {
  it('a whole number keeps within its bounds', () => {
    const field = wholeNumber(1, 15);
    const rule = 'must be a whole number from 1 to 15';
    expect([1, 15, 0, 16, 1.5, '1'].map((value) => read(field, value))).toEqual([1, 15, rule, rule, rule, rule]);
  });

  it('a duration gives microseconds, within its bounds and in its steps', () => {
    const field = duration({ fromUs: 10_000, toUs: 1_000_000, words: 'from 10 ms to 1 s', stepUs: 10_000 });
    expect(read(field, '10 ms')).toBe(10_000);
    expect(read(field, 1)).toBe(1_000_000);
    expect(read(field, '9 ms')).toBe('must be from 10 ms to 1 s');
    expect(read(field, '1.01 s')).toBe('must be from 10 ms to 1 s');
    expect(read(field, '15 ms')).toBe('must be a multiple of 10 ms');
    expect(read(field, 'soon')).toBe(
      'must be a number of seconds, or a number with min, s, ms or us, in whole microseconds',
    );
    expect(read(field, true)).toBe('must be a time: a number of seconds, or a text such as "50 ms"');
  });

  it('a voltage gives millivolts within its bounds', () => {
    const field = voltage(0, 32_000);
    expect(read(field, '11.0 V')).toBe(11_000);
    expect(read(field, 32)).toBe(32_000);
    expect(read(field, '32.001 V')).toBe('must be from 0 V to 32 V');
    expect(['499 mV', '500 mV'].map((value) => read(voltage(500, 600), value))).toEqual([
      'must be from 0.5 V to 0.6 V',
      500,
    ]);
    expect(read(field, '11')).toBe('must be a number of volts, or a number with V or mV, in whole millivolts');
    expect(read(field, null)).toBe('must be a voltage: a number of volts, or a text such as "11.0 V"');
  });

  it('a hexadecimal text gives its value, up to its greatest', () => {
    const field = hexText(0xfff_ffff);
    const rule = 'must be a text of 1 to 7 hexadecimal digits, at most "FFFFFFF"';
    expect([read(field, '5A17C0D'), read(field, '0xff')]).toEqual([0x5a1_7c0d, 0xff]);
    expect([read(field, '10000000'), read(field, 'xyz')]).toEqual([rule, rule]);
    expect(read(hexText(0x10), '11')).toBe('must be a text of 1 to 2 hexadecimal digits, at most "10"');
    // Nothing in front of the digits, and no more than eight of them.
    expect(['-1', ' 1', '1 ', '0x000000001', '1h'].map((text) => read(field, text))).toEqual(Array(5).fill(rule));
    expect(read(field, 12)).toBe(`${rule}, in quotes (without them it would be read as a decimal number)`);
  });

  it('a number of the bus is a number or a hexadecimal text with 0x', () => {
    const field = busNumber(0x7ff);
    expect(['0x750', 1872, '0x7FF'].map((value) => read(field, value))).toEqual([0x750, 0x750, 0x7ff]);
    expect(read(field, '0x800')).toBe('must be a number or a hexadecimal text, from 0 to 0x7FF');
    for (const value of [2048, '750', -1, 1.5, null, '0x', 'x750', ' 0x750', '-0x1', '0x000000001']) {
      expect(read(field, value), String(value)).toBe('must be a number or a hexadecimal text, from 0 to 0x7FF');
    }
  });

  it('have their range in the description for editors', () => {
    const time = duration({ fromUs: 0, toUs: 1, words: 'from 0 s to 1 us' });
    expect(z.toJSONSchema(time, { io: 'input' })).toMatchObject({
      description: 'a time: a number of seconds, or a text with min, s, ms or us; from 0 s to 1 us',
    });
    expect(z.toJSONSchema(voltage(500, 32_000), { io: 'input' })).toMatchObject({
      description: 'a voltage: a number of volts, or a text with V or mV; from 0.5 V to 32 V',
    });
  });

  it('on and off are true and false', () => {
    const values = ['on', 'off', true, false, 'yes'].map((value) => read(onOff(), value));
    expect(values).toEqual([true, false, true, false, 'must be on or off']);
  });
});
