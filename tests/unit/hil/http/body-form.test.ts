import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eitherForm, EMPTY_FORM, form, formWithMarks } from '../../../../hil/http/body-form.ts';

const seconds = z.strictObject({ seconds: z.number('must be a number') });
const deadline = z.strictObject({ deadline: z.string(), offset: z.number().exactOptional() });
const ADVANCE = eitherForm('seconds', seconds, 'deadline', deadline);
const MARKED = formWithMarks(
  ['fault', 'on'],
  z.strictObject({ fault: z.string(), on: z.boolean() }),
  z.strictObject({ loss: z.number() }),
);

describe('a body of one shape', () => {
  it('is what its schema reads', () => {
    expect(form(seconds).read({ seconds: 3 })).toEqual({ seconds: 3 });
    expect(form(seconds).schemas).toEqual([seconds]);
  });

  it('is refused with 422 and the field that is wrong', () => {
    expect(() => form(seconds).read({ seconds: 'x' })).toThrow(
      expect.objectContaining({ status: 422, field: 'seconds', message: 'seconds must be a number, not "x"' }),
    );
  });

  it('is an empty object where the route takes none, and no field in it is known', () => {
    expect(EMPTY_FORM.read({})).toEqual({});
    expect(() => EMPTY_FORM.read({ a: 1 })).toThrow(
      expect.objectContaining({ field: 'a', message: '"a" is not known', hint: 'nothing is expected here' }),
    );
  });
});

describe('a body of one of two shapes', () => {
  it('is read by the field that only one of them has', () => {
    expect(ADVANCE.read({ seconds: 1 })).toEqual({ seconds: 1 });
    expect(ADVANCE.read({ deadline: 'next', offset: -1 })).toEqual({ deadline: 'next', offset: -1 });
    expect(ADVANCE.schemas).toEqual([seconds, deadline]);
  });

  it('names a field that both have once where an unknown one was sent', () => {
    const pace = z.number().exactOptional();
    const either = eitherForm(
      'one',
      z.strictObject({ one: z.string(), pace }),
      'two',
      z.strictObject({ two: z.string(), pace }),
    );
    expect(() => either.read({ file: 'x' })).toThrow(expect.objectContaining({ hint: 'known here: one, pace, two' }));
  });

  it('has not both fields', () => {
    expect(() => ADVANCE.read({ seconds: 1, deadline: 'next' })).toThrow(
      expect.objectContaining({
        status: 422,
        field: 'deadline',
        message: 'give either seconds or deadline',
        hint: 'omit one of them',
      }),
    );
  });

  it('has one of them', () => {
    expect(() => ADVANCE.read({ offset: 1 })).toThrow(
      expect.objectContaining({
        status: 422,
        field: 'seconds',
        message: 'seconds is missing',
        hint: 'give either seconds or deadline',
      }),
    );
  });

  it('names a mistyped field and the nearest one of either shape', () => {
    expect(() => ADVANCE.read({ offfset: 1 })).toThrow(
      expect.objectContaining({ field: 'offfset', hint: 'did you mean "offset"?' }),
    );
  });

  it.each([[[1]], [null], [7]])('is an object, not %j', (value) => {
    expect(() => ADVANCE.read(value)).toThrow('the body must be a JSON object');
  });
});

describe('a body of a marked shape or another one', () => {
  it('is of the first shape where it has one of the marks, else of the second', () => {
    expect(MARKED.read({ fault: 'lin', on: true })).toEqual({ fault: 'lin', on: true });
    expect(MARKED.read({ loss: 2 })).toEqual({ loss: 2 });
  });

  it('does not mix the two', () => {
    expect(() => MARKED.read({ fault: 'lin', on: true, loss: 2 })).toThrow(
      expect.objectContaining({
        status: 422,
        field: 'loss',
        message: 'loss cannot be combined with fault',
        hint: 'give either fault and on, or any of loss',
      }),
    );
  });

  it('is not empty, and knows the names of both shapes', () => {
    expect(() => MARKED.read({})).toThrow(expect.objectContaining({ field: 'fault', message: 'fault is missing' }));
    expect(() => MARKED.read({ x: 1 })).toThrow(
      expect.objectContaining({ field: 'x', hint: 'known here: fault, on, loss' }),
    );
  });
});
