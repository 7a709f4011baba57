import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  freshForm,
  hasErrors,
  isTicked,
  pickTyped,
  readTyped,
  typedText,
  withError,
} from '../../../../../../hil/dealer/pages/kit/typed-form.ts';

const SCHEMA = z.object({ vin: z.string('the VIN is missing'), boxes: z.array(z.string()) });

describe('a form', () => {
  it('has what was typed', () => {
    const form = freshForm({ vin: ['V'], boxes: ['a', 'b'] });
    expect([typedText(form, 'vin'), typedText(form, 'other')]).toEqual(['V', '']);
    expect([isTicked(form, 'boxes', 'b'), isTicked(form, 'boxes', 'c')]).toEqual([true, false]);
    expect(hasErrors(form)).toBe(false);
  });

  it('DLR-10: has an error at its field, or above all of them', () => {
    const atField = withError(freshForm({ vin: ['V'] }), 'vin', 'wrong');
    expect(atField).toEqual({ typed: { vin: ['V'] }, errors: { vin: 'wrong' }, problem: null });
    const above = withError(freshForm(), null, 'wrong');
    expect(above).toEqual({ typed: {}, errors: {}, problem: 'wrong' });
    expect([hasErrors(atField), hasErrors(above)]).toEqual([true, true]);
  });

  it('has only its own fields', () => {
    const body = new URLSearchParams('vin=V&password=x&boxes=a&boxes=b');
    expect(pickTyped(body, ['vin', 'boxes', 'seed'])).toEqual({ vin: ['V'], boxes: ['a', 'b'] });
  });
});

describe('a form that is read', () => {
  it('is its value', () => {
    expect(readTyped({ vin: ['V'], boxes: ['a', 'b'] }, SCHEMA)).toMatchObject({
      kind: 'read',
      value: { vin: 'V', boxes: ['a', 'b'] },
    });
  });

  it('DLR-10: has each wrong field, and keeps what was typed', () => {
    const { kind, form } = readTyped({ boxes: ['a'] }, SCHEMA);
    expect(kind).not.toBe('read');
    expect(form).toEqual({ typed: { boxes: ['a'] }, errors: { vin: 'the VIN is missing' }, problem: null });
  });
});
