import { describe, expect, it } from 'vitest';
import { scriptedOperator } from '../../../../hil/tester/operator.ts';

const NEVER = new AbortController().signal;
const SHOWN = { number: null, title: 'title', lines: [] } as const;

const operator = scriptedOperator({
  passCodes: ({ level }) => ({ granted: true, passCode: level === 1 ? '294211' : 'E6B810B8E679' }),
  perform: ({ kind }) => Promise.resolve({ done: true, reaction: kind, reason: null }),
});

describe('the operator of a script', () => {
  it('agrees to every screen', async () => {
    expect(await operator.screen({ ...SHOWN, kind: 'screen', agree: 'I agree' }, NEVER)).toBe('next');
  });

  it('has pass-codes, and does what is to be done at the car', async () => {
    const asked = {
      ...SHOWN,
      kind: 'pass-code',
      level: 1,
      vin: '',
      vinCheckDigit: '',
      seed: new Uint8Array(),
    } as const;
    const shown = { kind: 'seed-number', seedNumber: '00010123456789AB' } as const;
    expect(await operator.passCode({ ...asked, shown }, NEVER)).toEqual({ granted: true, passCode: '294211' });
    expect(await operator.perform({ kind: 'open-driver-door' })).toMatchObject({ reaction: 'open-driver-door' });
  });

  it('answers nothing that only a technician can', async () => {
    const nobody = (kind: string): string => `a command "${kind}" is for a technician, and a script has none`;
    await expect(operator.retry({ ...SHOWN, kind: 'retry' }, NEVER)).rejects.toThrow(nobody('retry'));
    const count = { ...SHOWN, kind: 'count', question: 'How many?', min: 1, max: 2 } as const;
    await expect(operator.count(count, NEVER)).rejects.toThrow(nobody('count'));
    await expect(operator.vehicle({ ...SHOWN, kind: 'vehicle', vin: null }, NEVER)).rejects.toThrow(nobody('vehicle'));
    const watch = { ...SHOWN, kind: 'watch', status: '', next: null, durationUs: 1 } as const;
    expect(() => operator.watch(watch, () => undefined)).toThrow(nobody('watch'));
    expect(operator.pressed()).toBeNull();
    await operator.endWatch();
  });
});
