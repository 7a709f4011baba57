import { expect, it } from 'vitest';
import { factoryContent, type LastRun } from '../../../../../ecu-sim/memory/content.ts';
import { ContentForms } from '../../../../../hil/explore/world/content-forms.ts';

const content = factoryContent({ keySlots: 2, slots: [7], generator: [1, 2, 3, 4] });
const run: LastRun = { state: 0, outcome: 0, reason: 0, elapsedMs: 0, detail: [0, 0, 0] };

it('two contents that differ in counters, times and nonces have one number', () => {
  const forms = new ContentForms();
  const number = forms.numberOf(content);
  expect(forms.numberOf({ ...content, slots: [...content.slots] })).toBe(number);
  expect(forms.numberOf({ ...content, seedCounter: 3, historyCounter: 9, lifeSeconds: 5 })).toBe(number);
});

it('keys, attempts, the delay, a blocked registration and the outcomes of runs have numbers of their own', () => {
  const forms = new ContentForms();
  const different = [
    content,
    { ...content, slots: [null, null] },
    { ...content, slots: [null, 7] },
    { ...content, retired: [7] },
    { ...content, retired: [7, 8] },
    { ...content, retired: [8, 7] },
    { ...content, attempts: 1 },
    { ...content, delayPending: true },
    { ...content, resetIncomplete: true },
    { ...content, lastRuns: [run, null, null] as const },
    { ...content, lastRuns: [null, run, null] as const },
    { ...content, lastRuns: [null, null, { ...run, outcome: 3 }] as const },
  ];
  const numbers = different.map((each) => forms.numberOf(each));
  expect(new Set(numbers).size).toBe(different.length);
  expect(different.map((each) => forms.numberOf(each))).toEqual(numbers);
});
