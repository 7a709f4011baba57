import { describe, expect, it } from 'vitest';
import { pageExchange, pageStep, stepInWords } from '../../../../hil/report/step-words.ts';
import type { StepResult } from '../../../../hil/scenario/result.ts';

const STEP: StepResult = {
  ...{ index: 0, file: 'a.yaml', line: 3, phase: 'steps', car: 'car', what: 'uds 10 03', note: null, rules: [] },
  ...{ startUs: 0, endUs: 1000, verdict: 'pass', expected: 'a positive response', got: '50 03 00 32 01 F4' },
};

describe('the words of a step', () => {
  it('say what was asked and what came; the bytes are kept beside them', () => {
    expect(pageStep(STEP)).toEqual({
      ...STEP,
      words: {
        what: 'open the extended session',
        ...{ expected: 'a positive response', got: 'done', bytes: '10 03 → 50 03 00 32 01 F4' },
      },
    });
  });

  it.each([
    ['uds 22 10 02', '62 10 02 05', 'read free slots', '5', '22 10 02 → 62 10 02 05'],
    [
      'uds 31 01 02 01 02',
      '7F 31 22 (0x22 conditionsNotCorrect)',
      'Smart Code Reset: begin',
      'refused, 0x22 conditionsNotCorrect',
      '',
    ],
    ['uds 3E 00 to functional', '7E 00', 'tester present to functional', 'done', '3E 00 → 7E 00'],
    // Of a pass-code the step names the level, and only the response is bytes.
    ['unlock level 2', '67 04', 'unlock level 2', 'unlocked', '67 04'],
    ['uds 10 03', '50 03 00 32 01 F4, responseMs 12', 'open the extended session', 'done, responseMs 12', ''],
    ['uds 27 01', 'no response within P2', 'request a seed, level 1', 'no response within P2', '27 01'],
  ])('%s, %s', (what, got, words, gotWords, bytes) => {
    const { words: found } = pageStep({ ...STEP, what, got });
    expect(found?.what).toContain(words);
    if (gotWords !== '') expect(found?.got).toBe(gotWords);
    if (bytes !== '') expect(found?.bytes).toBe(bytes);
  });

  it('name the reason of a refusal, expected and got', () => {
    const refused = '7F 31 22 (0x22 conditionsNotCorrect)';
    const step = { ...STEP, what: 'uds 31 01 02 01 01', expected: '71 01 02 01 11', got: refused };
    expect(pageStep({ ...step, verdict: 'fail' }).words).toEqual({
      what: 'Smart Code Reset: arm',
      expected: 'armed',
      got: 'refused, 0x22 conditionsNotCorrect',
      bytes: `31 01 02 01 01 → ${refused}`,
    });
  });

  it.each([
    ['the words of both are the same', '50 03 00 32 01 F4', '50 03 00 32 01 F5', '50 03 00 32 01 F5 (done)'],
    ['there are none for what was expected', '50 .. 00', '50 03 00 32 01 F4', '50 03 00 32 01 F4 (done)'],
    ['it was refused', '50 .. 00', '7F 10 22 (0x22 conditionsNotCorrect)', '7F 10 22 (0x22 conditionsNotCorrect)'],
  ])('of a failed comparison of bytes are the bytes where %s', (_where, expected, got, shown) => {
    const { words } = pageStep({ ...STEP, verdict: 'fail', expected, got });
    expect([words?.what, words?.expected, words?.got]).toEqual(['open the extended session', expected, shown]);
  });

  it.each([
    ['of a request with a suppressed answer', 'uds 10 83', 'no response'],
    ['of a request of an unusual length', 'uds 10 03 00', null],
    ['of an unknown session', 'uds 10 42', null],
    ['of several identifiers at once', 'uds 22 F1 90 10 01', null],
    ['of a service with no words', 'uds 85 02', null],
    ['of a request with a captured name', 'uds 27 02 {code}', null],
    ['of a step that is not a request', 'advance 8 min', null],
  ])('are omitted %s', (_of, what, got) => {
    expect(pageStep({ ...STEP, what, expected: null, got }).words).toBeNull();
  });
});

describe('a step in words', () => {
  it('says in its own fields what its words say', () => {
    expect(stepInWords(STEP)).toEqual({ ...STEP, what: 'open the extended session', got: 'done' });
  });

  it('is the step itself if there are no words for it', () => {
    const step = { ...STEP, what: 'touch master', expected: null, got: null };
    expect(stepInWords(step)).toBe(step);
  });
});

describe('the words of an exchange', () => {
  it('are those of its request and its response', () => {
    const exchange = { car: 'car', timeUs: 1, request: '27 01', response: '67 01 00 01 A1 B2 C3 D4 E5 F6' };
    expect(pageExchange(exchange)).toEqual({
      ...exchange,
      ...{ requestWords: 'request a seed, level 1', responseWords: 'seed 0001A1B2C3D4E5F6' },
    });
  });

  it('are omitted if the bytes say everything', () => {
    const exchange = { car: 'car', timeUs: 1, request: '85 02', response: 'no response within P2' };
    expect(pageExchange(exchange)).toEqual({ ...exchange, requestWords: null, responseWords: null });
  });
});
