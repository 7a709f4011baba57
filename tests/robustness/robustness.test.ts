import { describe, expect, it } from 'vitest';
import { fromHex } from '../../can-bus/bytes/hex.ts';
import { checkAnswers, checkIsAnswer } from './answer-rules.ts';
import { FuzzedCar, Misbehaviour } from './fuzzed-car.ts';
import { runLife } from './lives.ts';

/** A seed for each day would find more; this one finds the same everywhere. `npm run robustness` does the rest. */
const SEED = 20190701;
const COUNT = 20_000;

describe('under fire', () => {
  it(`${COUNT} random requests: every answer within the rules, keys untouched, and then the bulletin`, () => {
    expect(() => runLife('requests', SEED, 0, COUNT)).not.toThrow();
  });

  it(`${COUNT} random frame sequences: the same`, () => {
    expect(() => runLife('sequences', SEED, 0, COUNT)).not.toThrow();
  });
});

describe('the judge of the random runs', () => {
  const bytes = (...hexes: readonly string[]): readonly Uint8Array[] => hexes.map(fromHex);

  it.each([
    ['3E 00', ['7E 00']],
    ['22 00 00', ['7F 22 78', '7F 22 31']],
    ['10 83', []],
    ['40 00', []],
  ])('is content where %s is answered %j', (request, answers) => {
    expect(() => checkAnswers(fromHex(request), 'generic', bytes(...answers))).not.toThrow();
  });

  it.each([
    ['3E 00', [], 'no final answer'],
    ['3E 00', ['7F 3E 78'], 'no final answer'],
    ['3E 00', ['7E 00', '7E 00'], 'more than one final answer'],
    ['3E 00', ['62 F1 90'], 'not an answer to it'],
    ['3E 00', ['7F 10 12'], 'not an answer to it'],
    ['3E 00', ['7F 3E 12 00'], 'not an answer to it'],
    ['3E 00', ['7F 3E 99'], 'an NRC that is not declared'],
  ])('is not where %s is answered %j: %s', (request, answers, problem) => {
    expect(() => checkAnswers(fromHex(request), 'generic', bytes(...answers))).toThrow(problem);
  });

  it('knows which NRC are not for functional requests', () => {
    expect(() => checkAnswers(fromHex('10 02'), 'functional', bytes('7F 10 12'))).toThrow(Misbehaviour);
    expect(() => checkAnswers(fromHex('10 02'), 'functional', [])).not.toThrow();
  });

  it.each(['41 00', '7F 10', '7F 10 99', ''])('takes %s for no answer at all', (message) => {
    expect(() => checkIsAnswer(fromHex(message))).toThrow(Misbehaviour);
  });

  it('sees that keys have changed', () => {
    const fuzzed = new FuzzedCar(SEED);
    expect(() => fuzzed.checkKeys()).not.toThrow();
    const { smartKey } = fuzzed.car;
    const snapshot = smartKey.snapshot();
    const content = { ...smartKey.content, retired: [1] };
    smartKey.restore({ ...snapshot, memory: { ...snapshot.memory, content } });
    expect(() => fuzzed.checkKeys()).toThrow('the keys have changed');
  });
});
