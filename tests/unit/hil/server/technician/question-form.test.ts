import { describe, expect, it } from 'vitest';
import { questionOf, watchOf } from '../../../../../hil/server/technician/question-form.ts';

const shown = { number: 'SMRT-18-002', title: 'Smart Code Reset', lines: ['one', 'two'] };
const seed = {
  level: 2,
  vin: '4T1BZ1FB4KU999999',
  vinCheckDigit: 'R',
  shown: { kind: 'data', data1: 'D1', data1CheckDigit: '1', data2: 'D2', data2CheckDigit: '2', data3: 'D3' },
  seed: new Uint8Array(16),
} as const;

describe('what a command asks a person', () => {
  it('is a screen with its buttons', () => {
    expect(questionOf({ ...shown, kind: 'screen', agree: 'I agree', back: true })).toMatchObject({
      number: 'SMRT-18-002',
      text: ['one', 'two'],
      agrees: true,
      choices: [
        { answer: 'next', label: 'I agree' },
        { answer: 'back', label: 'Back' },
        { answer: 'exit', label: 'Exit' },
      ],
    });
    const last = questionOf({ ...shown, kind: 'screen', agree: null, next: 'Exit', isLast: true });
    expect(last.choices).toEqual([{ answer: 'next', label: 'Exit' }]);
  });

  it('is a pass-code to type, with the seed as the form of the dealer wants it', () => {
    expect(questionOf({ ...seed, kind: 'pass-code', number: null, title: 'title' })).toMatchObject({
      input: { form: 'pass-code', label: 'Pass-Code Number', value: '' },
      seed: {
        level: 2,
        fields: { vinCheckDigit: 'R', data1: 'D1', data2CheckDigit: '2', data3: 'D3', toolVersion: '13.10.019' },
        copy: 'VIN\t4T1BZ1FB4KU999999\tR\nData1\tD1\t1\nData2\tD2\t2\nData3\tD3',
        link: '/dealer/keys?vin=4T1BZ1FB4KU999999&vinCheckDigit=R&data1=D1&data1CheckDigit=1&data2=D2&data2CheckDigit=2&data3=D3&toolVersion=13.10.019',
      },
    });
  });

  it('is a number, a VIN, or another try', () => {
    expect(questionOf({ ...shown, kind: 'count', question: 'how many?', min: 1, max: 2 }).input?.label).toBe(
      'how many?',
    );
    expect(questionOf({ ...shown, kind: 'vehicle', vin: '4T1BZ1FB4KU999999' }).input?.value).toBe('4T1BZ1FB4KU999999');
    expect(questionOf({ ...shown, kind: 'retry' }).choices[0]).toEqual({ answer: 'again', label: 'Try again' });
  });
});

it('what is watched has its status, and a button where it can be ended', () => {
  const watch = {
    ...shown,
    kind: 'watch',
    status: '59 s left',
    next: null,
    durationUs: 1,
    stimulus: 'touch-key',
  } as const;
  expect(watchOf(watch)).toMatchObject({ status: '59 s left', stimulus: 'touch-key', choices: [{ answer: 'exit' }] });
  expect(watchOf({ ...watch, next: 'Delete' }).choices[0]).toEqual({ answer: 'next', label: 'Delete' });
});

it('what the terminal shows besides the text is in the question, too', () => {
  const more = {
    isWarning: true,
    alerts: ['The key is refused.'],
    notes: ['Connect a battery charger.'],
    beeps: { last: 2, total: 3 },
  };
  const checks = ['The new key is outside the vehicle.'];
  expect(questionOf({ ...shown, ...more, kind: 'screen', agree: null, checks })).toMatchObject({ ...more, checks });
  const none = { isWarning: false, alerts: [], notes: [], beeps: null, checks: [] };
  expect(questionOf({ ...shown, kind: 'screen', agree: null })).toMatchObject(none);
  expect(questionOf({ ...seed, kind: 'pass-code', number: null, title: 'title' })).toMatchObject(none);
  expect(questionOf({ ...shown, kind: 'retry' }).isWarning).toBe(true);
  const watch = { ...shown, kind: 'watch', status: '59 s left', next: null, durationUs: 1 } as const;
  expect(watchOf({ ...watch, ...more })).toMatchObject(more);
});
