import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  canId,
  keyName,
  level,
  measured,
  measuredOrNone,
  milliseconds,
  millivolts,
  name,
  negativeResponseCode,
  offset,
  onOff,
  openClosed,
  present,
  requestBytes,
  responseBytes,
  span,
  TIME_UNITS_IN_MS,
  TIME_UNITS_IN_US,
  VOLTAGE_UNITS,
  yesNo,
} from '../../../../hil/scenario/field-schemas.ts';

/** The value that a field gives; the message where it is refused. */
function read(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : new Error(parsed.error.issues.map(({ message }) => message).join('; '));
}

const refused = (message: RegExp): unknown => expect.objectContaining({ message: expect.stringMatching(message) });

describe('a name', () => {
  it.each(['a', 'master', 'key-1_B', `a${'9'.repeat(39)}`])('is %s', (text) => {
    expect(read(name, text)).toBe(text);
    expect(read(keyName, text)).toBe(text);
  });

  it.each(['', '1a', '-a', 'a b', 'ä', `a${'9'.repeat(40)}`, 5, null])('is not %j', (text) => {
    expect(read(name, text)).toEqual(refused(/^a name/));
  });
});

describe('small fields', () => {
  it.each([
    [yesNo, true, true],
    [level, 4, 4],
    [canId, 0x1fff_ffff, 0x1fff_ffff],
    [onOff, 'on', true],
    [onOff, 'off', false],
    [onOff, false, false],
    [openClosed, 'open', true],
    [openClosed, 'closed', false],
  ])('%# take %j as %j', (schema, value, taken) => {
    expect(read(schema, value)).toBe(taken);
  });

  it.each([
    [yesNo, 'yes', /^true or false$/],
    [level, 5, /^a security level from 1 to 4$/],
    [canId, 0x2000_0000, /^a CAN id of at most 29 bits$/],
    [canId, -1, /^a CAN id$/],
    [onOff, 'open', /^on or off$/],
    [openClosed, 'shut', /^open or closed$/],
  ])('%# refuse %j', (schema, value, message) => {
    expect(read(schema, value)).toEqual(refused(message));
  });
});

describe('a span of time', () => {
  it.each([
    [10, 10_000_000],
    [0.1, 100_000],
    ['16 min', 960_000_000],
    ['50ms', 50_000],
    ['1 us', 1],
    [0, 0],
  ])('%j is %i us', (value, us) => {
    expect(read(span, value)).toBe(us);
  });

  it.each([-1, '-1 s', '10', '0.5 us', 'soon', '1 h'])('is not %j', (value) => {
    expect(read(span, value)).toEqual(
      refused(/^a time: .*, in whole microseconds; in seconds a number from 0 to \d+$/),
    );
  });

  it('is ten years at most', () => {
    expect(read(span, 315_576_000)).toBe(315_576_000_000_000);
    expect(read(span, 315_576_001)).toBeInstanceOf(Error);
  });
});

describe('an offset in time', () => {
  it.each([
    ['-10 ms', -10_000],
    [' - 1 s', -1_000_000],
    [-0.5, -500_000],
    ['10 ms', 10_000],
    [2, 2_000_000],
  ])('%j is %i us', (value, us) => {
    expect(read(offset, value)).toBe(us);
  });

  it.each(['--1 s', 'before', '-0.5 us'])('is not %j', (value) => {
    expect(read(offset, value)).toEqual(refused(/; a minus in front means before$/));
  });
});

describe('a voltage', () => {
  const field = millivolts({ min: 6, max: 18 });

  it.each([
    [12.6, 12_600],
    ['11 V', 11_000],
    ['6000 mV', 6000],
    [18, 18_000],
  ])('%j is %i mV', (value, mv) => {
    expect(read(field, value)).toBe(mv);
  });

  it.each([5.999, '18.001 V', '12', '12 A', true])('is not %j', (value) => {
    expect(read(field, value)).toEqual(refused(/^a number from 6 to 18, in volts; or a text with V or mV$/));
  });
});

describe('milliseconds', () => {
  it('are read to the microsecond', () => {
    const field = milliseconds({ min: 0, max: 1000 });
    expect([1, 0.0004, 0.0006, 1000].map((ms) => read(field, ms))).toEqual([1000, 0, 1, 1_000_000]);
    expect(read(field, 1001)).toEqual(refused(/^a number from 0 to 1000$/));
  });
});

describe('bytes', () => {
  it('of a request have no wildcards', () => {
    expect(read(requestBytes, '27 {seed}')).toEqual([
      { kind: 'byte', value: 0x27 },
      { kind: 'symbol', name: 'seed' },
    ]);
    expect(read(requestBytes, '27 **')).toEqual(refused(/^a text of bytes as hex digits/));
    expect(read(requestBytes, 27)).toEqual(refused(/\(in quotes where YAML would read a number\)$/));
  });

  it('of a response have', () => {
    expect(read(responseBytes, '67 ** ..')).toEqual([
      ...[{ kind: 'byte', value: 0x67 }, { kind: 'any' }, { kind: 'rest' }],
    ]);
    expect(read(responseBytes, '67 .. 01')).toEqual(refused(/any byte, \.\. at the end any further bytes$/));
  });
});

describe('a negative response code', () => {
  it('is a name of the standard, or a number', () => {
    expect(read(negativeResponseCode, 'conditionsNotCorrect')).toBe(0x22);
    expect(read(negativeResponseCode, 0xf3)).toBe(0xf3);
    for (const value of ['conditionsnotcorrect', 0, 256, 1.5]) {
      expect(read(negativeResponseCode, value)).toEqual(refused(/^a negative response code: its name in ISO 14229-1/));
    }
  });
});

describe('a measured value', () => {
  it('is a number of the field’s own unit, or a range in one of its units', () => {
    expect(read(measured(VOLTAGE_UNITS), 12.6)).toBe(12.6);
    expect(read(measured(TIME_UNITS_IN_MS), { min: 1, max: 2, unit: 's' })).toEqual({
      ...{ kind: 'measured', min: 1000, max: 2000, unit: 'ms' },
    });
    expect(read(measured(TIME_UNITS_IN_US), { max: 2, unit: 'min' })).toEqual({
      ...{ kind: 'measured', min: null, max: 120_000_000, unit: 'us' },
    });
    expect(read(measured(), { min: 3, max: 3 })).toMatchObject({ min: 3, max: 3 });
    expect(String(read(measured(), { min: 5, max: 1 }))).toContain('a min that is not above max');
    expect(read(measured(), { min: 3 })).toEqual({ kind: 'measured', min: 3, max: null, unit: '' });
  });

  it.each([[{}], [{ unit: 'ms' }], [{ min: 1, unit: 'V' }], [{ min: 1, step: 2 }], ['1 s']])('is not %j', (value) => {
    expect(read(measured(TIME_UNITS_IN_MS), value)).toBeInstanceOf(Error);
  });

  it('has no unit where the field has none', () => {
    expect(read(measured(), { min: 3, unit: 'V' })).toBeInstanceOf(Error);
  });

  it('is null where nothing runs, if the field allows it', () => {
    expect(read(measuredOrNone(TIME_UNITS_IN_MS), null)).toBeNull();
    expect(read(measuredOrNone(TIME_UNITS_IN_MS), 5)).toBe(5);
    expect(read(measured(TIME_UNITS_IN_MS), null)).toBeInstanceOf(Error);
  });
});

describe('an object without its undefined members', () => {
  it('is a copy that keeps null and false', () => {
    const value = { a: undefined, b: null, c: false, d: 0 };
    const copy = present(value);
    expect(Object.entries(copy)).toEqual([
      ['b', null],
      ['c', false],
      ['d', 0],
    ]);
    expect(Object.keys(value)).toEqual(['a', 'b', 'c', 'd']);
  });
});
