import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { unknownName, validate } from '../../../../hil/http/input-problem.ts';

const SCHEMA = z.strictObject({
  batteryV: z.number('must be a number').describe('6.0 to 18.0'),
  doors: z
    .strictObject({ driver: z.boolean('must be true or false').exactOptional() }, 'must be an object')
    .exactOptional(),
});

describe('validate', () => {
  it('gives the value', () => {
    expect(validate(SCHEMA, { batteryV: 12, doors: { driver: true } })).toEqual({
      batteryV: 12,
      doors: { driver: true },
    });
  });

  it('has words of its own where the schema has none', () => {
    const schema = z.object({ approval: z.enum(['expired', 'declined']), lateMs: z.number().min(0) });
    expect(() => validate(schema, { approval: 'x', lateMs: 0 })).toThrow(
      'approval must be one of expired, declined, not "x"',
    );
    expect(() => validate(schema, { approval: 'expired', lateMs: -1 })).toThrow('lateMs must be at least 0, not -1');
  });

  it('names a missing field, with its description as the hint', () => {
    expect(() => validate(SCHEMA, {})).toThrow(
      expect.objectContaining({
        status: 422,
        message: 'batteryV is missing',
        field: 'batteryV',
        hint: '6.0 to 18.0',
      }),
    );
  });

  it('names a wrong value with its path', () => {
    expect(() => validate(SCHEMA, { batteryV: 12, doors: { driver: 1 } })).toThrow(
      expect.objectContaining({ message: 'doors.driver must be true or false, not 1', field: 'doors.driver' }),
    );
  });

  it('does not repeat an object or a list', () => {
    expect(() => validate(SCHEMA, { batteryV: [1] })).toThrow(
      expect.objectContaining({ message: 'batteryV must be a number' }),
    );
  });

  it('repeats at most 40 letters of a text', () => {
    expect(() => validate(SCHEMA, { batteryV: 'x'.repeat(41) })).toThrow(
      expect.objectContaining({ message: `batteryV must be a number, not "${'x'.repeat(40)}…"` }),
    );
    expect(() => validate(SCHEMA, { batteryV: 'x'.repeat(40) })).toThrow(
      expect.objectContaining({ message: `batteryV must be a number, not "${'x'.repeat(40)}"` }),
    );
  });

  it('prefers a mistyped name to the missing field that it explains', () => {
    expect(() => validate(SCHEMA, { bateryV: 12 })).toThrow(
      expect.objectContaining({ message: '"bateryV" is not known', hint: 'did you mean "batteryV"?' }),
    );
  });

  it('knows the names of the object that the mistyped one is in', () => {
    expect(() => validate(SCHEMA, { batteryV: 12, doors: { xyz: true } })).toThrow(
      expect.objectContaining({ field: 'doors.xyz', hint: 'known here: driver' }),
    );
  });

  it('refuses values that are not objects', () => {
    expect(() => validate(SCHEMA, 'text')).toThrow(
      expect.objectContaining({ message: 'the body must be a JSON object', hint: 'such as {}', field: null }),
    );
  });
});

describe('unknownName', () => {
  it('has the given status and the nearest name', () => {
    const error = unknownName(400, 'kindd', 'kindd', ['kind', 'from']);
    expect([error.status, error.field, error.hint]).toEqual([400, 'kindd', 'did you mean "kind"?']);
  });

  it('lists what is known where no name is near', () => {
    expect(unknownName(422, 'q', 'q', ['kind', 'from']).hint).toBe('known here: kind, from');
    expect(unknownName(422, 'q', 'q', []).hint).toBe('nothing is expected here');
  });
});
