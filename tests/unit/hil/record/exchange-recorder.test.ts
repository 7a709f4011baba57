import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { ExchangeRecorder } from '../../../../hil/record/exchange-recorder.ts';
import type { RecordedStep } from '../../../../hil/record/recorded-step.ts';

/** A tool whose requests are a second apart. */
class Recorded {
  readonly steps: RecordedStep[] = [];
  readonly recorder: ExchangeRecorder = new ExchangeRecorder(this.steps);
  #timeUs = 0;

  request(hex: string, endpoint = 'oem'): void {
    this.#timeUs += 1_000_000;
    const [startUs, quietSinceUs] = [this.#timeUs, this.#timeUs - 1_000_000];
    this.recorder.request({ endpoint, payload: fromHex(hex), startUs, quietSinceUs });
  }

  exchange(request: string, response: string, endpoint?: string): void {
    this.request(request, endpoint);
    this.recorder.response(fromHex(response));
  }

  /** Verbs with their values. */
  get written(): readonly unknown[] {
    return this.steps.map(({ verb, value }) => ({ [verb]: value }));
  }
}

const SEED = '67 01 11 22 33 44 55 66 77 88';
const KEY = '27 02 31 32 33 34 35 36';

describe('a request with its answer', () => {
  it('is a step with the bytes of both, at the time of the request', () => {
    const recorded = new Recorded();
    recorded.exchange('10 03', '50 03 00 32 01 F4');
    expect(recorded.steps).toEqual([
      {
        verb: 'uds',
        value: { send: '10 03', expect: '50 03 00 32 01 F4' },
        ...{ startUs: 1_000_000, quietSinceUs: 0, poll: null },
      },
    ]);
  });

  it('names its endpoint unless it is oem, and the code of a refusal', () => {
    const recorded = new Recorded();
    recorded.exchange('31 01 12 01', '7F 31 22', 'generic');
    expect(recorded.written).toEqual([
      { uds: { send: '31 01 12 01', endpoint: 'generic', nrc: 'conditionsNotCorrect' } },
    ]);
  });

  it('that only looks is a poll, the same with the same answer', () => {
    const recorded = new Recorded();
    recorded.exchange('3E 00', '7E 00');
    recorded.exchange('3E 00', '7E 00');
    recorded.exchange('22 F1 86', '62 F1 86 03');
    const polls = recorded.steps.map(({ poll }) => poll);
    expect(polls[0]).toBe('{"send":"3E 00","expect":"7E 00"}');
    expect(polls[1]).toBe(polls[0]);
    expect(polls[2]).toBe('{"send":"22 F1 86","expect":"62 F1 86 03"}');
  });

  it('ends with its final response: 0x78, and answers to others, are passed over', () => {
    const recorded = new Recorded();
    recorded.exchange('19 0A', '7F 19 78');
    recorded.recorder.response(fromHex('7E 00'));
    recorded.recorder.response(fromHex('7F 22 31'));
    expect(recorded.steps).toEqual([]);
    recorded.recorder.response(fromHex('59 0A'));
    recorded.recorder.response(fromHex('59 0A'));
    expect(recorded.written).toEqual([{ uds: { send: '19 0A', expect: '59 0A' } }]);
  });
});

describe('a request without an answer', () => {
  it.each([
    [1_199_999, { awaitAnswer: false }],
    [1_200_000, { expect: 'none' }],
  ])('to which something else happens at %i us has %j', (timeUs, expected) => {
    const recorded = new Recorded();
    recorded.request('3E 80');
    recorded.recorder.closeBy(timeUs);
    recorded.recorder.closeBy(timeUs + 1_000_000);
    expect(recorded.written).toEqual([{ uds: { send: '3E 80', ...expected } }]);
  });

  it('is closed by the next request', () => {
    const recorded = new Recorded();
    recorded.request('3E 80');
    recorded.exchange('3E 00', '7E 00');
    expect(recorded.written).toEqual([
      { uds: { send: '3E 80', expect: 'none' } },
      { uds: { send: '3E 00', expect: '7E 00' } },
    ]);
  });

  it('is not met with silence where an answer has begun and broke off', () => {
    const recorded = new Recorded();
    recorded.request('22 F1 90');
    recorded.recorder.responseBegins();
    recorded.recorder.closeBy(9_000_000);
    expect(recorded.written).toEqual([{ uds: { send: '22 F1 90', awaitAnswer: false } }]);
  });
});

describe('a request whose answer the scenario does not receive', () => {
  it.each([
    [
      'of another ECU',
      (recorder: ExchangeRecorder) => recorder.otherAnswers(),
      2_000_000,
      { awaitAnswer: false },
      1000,
    ],
    ['that is lost', (recorder: ExchangeRecorder) => recorder.answerIsLost(), 1_000, { awaitAnswer: false }, 1000],
    [
      'that is lost, and long',
      (recorder: ExchangeRecorder) => recorder.answerIsLost(),
      200_000,
      { expect: 'none' },
      undefined,
    ],
    ['that there is none of', () => undefined, 1_000, { awaitAnswer: false }, undefined],
  ])('is known by its end where one was on the bus: %s', (_what, happen, closedUs, expected, sentUs) => {
    const steps: RecordedStep[] = [];
    const recorder = new ExchangeRecorder(steps);
    recorder.request({ endpoint: 'oem', payload: fromHex('3E 00'), startUs: 0, quietSinceUs: 0, sentUs: 1000 });
    happen(recorder);
    recorder.closeBy(closedUs);
    expect(steps.map(({ value, sentUs: endUs }) => [value, endUs])).toEqual([[{ send: '3E 00', ...expected }, sentUs]]);
  });
});

describe('a seed with its pass-code', () => {
  it('becomes one step that works with any seed, at the time of the seed', () => {
    const recorded = new Recorded();
    recorded.exchange('27 01', SEED);
    recorded.exchange(KEY, '67 02');
    expect(recorded.steps).toEqual([{ verb: 'unlock', value: 1, startUs: 1_000_000, quietSinceUs: 0, poll: null }]);
  });

  it.each([
    ['7F 27 35', { passcode: { level: 1, wrong: true } }],
    ['7F 27 36', { passcode: { level: 1, wrong: true, nrc: 'exceededNumberOfAttempts' } }],
  ])('that is answered %s is a wrong one', (response, step) => {
    const recorded = new Recorded();
    recorded.exchange('27 01', SEED);
    recorded.exchange(KEY, response);
    expect(recorded.written).toEqual([step]);
  });

  it('leaves the time of what came in between: the step is that of the pass-code', () => {
    const recorded = new Recorded();
    recorded.exchange('27 01', SEED);
    recorded.exchange('3E 00', '7E 00');
    recorded.exchange(KEY, '67 02');
    expect(recorded.steps.map(({ verb, startUs }) => [verb, startUs])).toEqual([
      ['uds', 2_000_000],
      ['unlock', 3_000_000],
    ]);
  });

  it('AUT-3: keeps its seed where the response says nothing of the pass-code', () => {
    const recorded = new Recorded();
    recorded.exchange('27 01', SEED);
    recorded.exchange('27 02 31', '7F 27 13');
    recorded.exchange(KEY, '67 02');
    expect(recorded.written).toEqual([
      { uds: { send: '27 02 31', nrc: 'incorrectMessageLengthOrInvalidFormat' } },
      { unlock: 1 },
    ]);
  });

  it('stays two requests where there is no seed, or one of another level', () => {
    const recorded = new Recorded();
    recorded.exchange('27 01', '67 01 00 00 00 00 00 00 00 00');
    recorded.exchange(KEY, '7F 27 24');
    recorded.exchange('27 03', `67 03${' 11'.repeat(16)}`);
    recorded.exchange(KEY, '7F 27 24');
    expect(recorded.written).toEqual([
      { uds: { send: '27 01', expect: '67 01 00 00 00 00 00 00 00 00' } },
      { uds: { send: KEY, nrc: 'requestSequenceError' } },
      { uds: { send: '27 03', expect: `67 03${' **'.repeat(16)}` } },
      { uds: { send: KEY, nrc: 'requestSequenceError' } },
    ]);
  });

  it('stays two requests where the seed was refused', () => {
    const recorded = new Recorded();
    recorded.exchange('27 01', '7F 27 37');
    recorded.exchange(KEY, '7F 27 24');
    expect(recorded.written).toEqual([
      { uds: { send: '27 01', nrc: 'requiredTimeDelayNotExpired' } },
      { uds: { send: KEY, nrc: 'requestSequenceError' } },
    ]);
    const opened = new Recorded();
    opened.exchange('27 01', '7F 27 37');
    opened.exchange(KEY, '67 02');
    expect(opened.written.at(-1)).toEqual({ uds: { send: KEY, expect: '67 02' } });
  });

  it('is not recorded for a level that the ECU does not have', () => {
    const recorded = new Recorded();
    recorded.exchange('27 09', '67 09 11');
    recorded.exchange('27 0A 11', '67 0A');
    expect(recorded.written).toEqual([
      { uds: { send: '27 09', expect: '67 09 **' } },
      { uds: { send: '27 0A 11', expect: '67 0A' } },
    ]);
  });
});
