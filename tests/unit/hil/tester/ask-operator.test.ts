import { expect, it } from 'vitest';
import { askOperator } from '../../../../hil/tester/ask-operator.ts';
import type { OperatorQuestion } from '../../../../hil/tester/command.ts';
import type { Operator } from '../../../../hil/tester/operator.ts';

const operator: Operator = {
  screen: () => Promise.resolve('back'),
  passCode: () => Promise.resolve('exit'),
  perform: () => Promise.reject(new Error('is not asked')),
  retry: () => Promise.resolve(true),
  count: () => Promise.resolve(2),
  vehicle: () => Promise.resolve(null),
  watch: () => undefined,
  pressed: () => null,
  endWatch: () => Promise.resolve(),
};
const shown = { number: null, title: 'title', lines: [] };
const seed = new Uint8Array(8);

it.each<[OperatorQuestion, unknown]>([
  [
    { ...shown, kind: 'screen', agree: null },
    { kind: 'screen', choice: 'back' },
  ],
  [
    { ...shown, kind: 'retry' },
    { kind: 'retry', again: true },
  ],
  [
    { ...shown, kind: 'count', question: 'how many?', min: 1, max: 3 },
    { kind: 'count', count: 2 },
  ],
  [
    { ...shown, kind: 'vehicle', vin: null },
    { kind: 'vehicle', vin: null },
  ],
  [
    {
      ...{ kind: 'pass-code', number: null, title: 'title', level: 1, vin: '', vinCheckDigit: '', seed },
      shown: { kind: 'seed-number', seedNumber: '' },
    },
    { kind: 'pass-code', answer: 'exit' },
  ],
])('a command has a reply of its own kind: %j', async (command, reply) => {
  expect(await askOperator(command, operator, new AbortController().signal)).toEqual(reply);
});
