import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { sessionControl } from '../../../../ecu-sim/diagnostics/session-services.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { FirmwareStep } from '../../../../ecu-sim/smart-key/step.ts';
import { KEY_A, SECOND, TestBench } from '../../../support/test-bench.ts';
import { CONTEXT, NOW_US, SIGNALS_AT_REST, stateWith } from '../firmware-step.ts';

describe('0x10 DiagnosticSessionControl', () => {
  it('conformance 19: 0x50 carries P2 in ms and P2* in 10 ms', () => {
    const bench = new TestBench();
    expect(bench.request('10 01')).toBe('50 01 00 32 01 F4');
    expect(bench.request('10 03')).toBe('50 03 00 32 01 F4');
  });

  it.each([
    ['65535 ms', '655350 ms', '50 03 FF FF FF FF'],
    ['4660 ms', '221360 ms', '50 03 12 34 56 78'],
    ['1 ms', '10 ms', '50 03 00 01 00 01'],
  ])('conformance 19: P2 of %s and P2* of %s are announced as %s', (p2, p2Star, answer) => {
    const context = { ...CONTEXT, profile: parseProfile({ timing: { p2, p2Star } }) };
    const step = new FirmwareStep(context, stateWith(), SIGNALS_AT_REST, NOW_US);
    const outcome = sessionControl(step, { endpoint: 'oem', payload: fromHex('10 03') });
    expect(outcome).toEqual({ kind: 'positive', response: fromHex(answer), durationUs: 0 });
  });

  it.each([
    ['10', '7F 10 13'],
    ['10 00', '7F 10 12'],
    ['10 02', '7F 10 12'],
    ['10 04', '7F 10 12'],
    ['10 7F', '7F 10 12'],
    ['10 02 00', '7F 10 12'],
    ['10 03 00', '7F 10 13'],
    ['10 01 00', '7F 10 13'],
  ])('conformance 2, 29: %s is answered %s', (request, answer) => {
    const bench = new TestBench();
    expect(bench.request(request)).toBe(answer);
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
  });

  it('conformance 35: F186 reports the session', () => {
    const bench = new TestBench();
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
    bench.request('10 03');
    expect(bench.request('22 F1 86')).toBe('62 F1 86 03');
    bench.request('10 01');
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
  });

  it('conformance 9: 10 83 changes the session in silence', () => {
    const bench = new TestBench();
    expect(bench.request('10 83')).toBeNull();
    expect(bench.request('22 F1 86')).toBe('62 F1 86 03');
  });

  it.each(['10 03', '10 83', '10 01'])('conformance 31: %s in the extended session locks', (change) => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(3);
    bench.request(change);
    bench.extended();
    expect(bench.request('31 01 02 02 01')).toBe('7F 31 33');
  });

  it('conformance 31: a refused session change does not lock', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(3);
    bench.request('10 02');
    bench.request('10 03 00');
    expect(bench.request('31 01 02 02 01')).toBe('71 01 02 02 21 00 05');
  });

  it('conformance 32: a session change drops a pending seed', () => {
    const bench = new TestBench();
    bench.extended();
    const code = bench.passCode(1, bench.seed(1));
    bench.request('10 03');
    expect(bench.sendKey(1, code)).toBe('7F 27 24');
  });
});

describe('S3', () => {
  it('conformance 25, 30: 5 s after the answer the session ends, to the microsecond, and it is locked', () => {
    for (const [offsetUs, session] of [
      [-1, '03'],
      [0, '01'],
      [1, '01'],
    ] as const) {
      const bench = new TestBench();
      bench.extended();
      bench.unlock(1);
      const answer = [...bench.car.log].findLast(({ frame }) => frame.id === 0x758);
      expect(bench.deadlines.session).toBe((answer?.timeUs ?? 0) + 5 * SECOND);
      bench.advanceToDeadline('session', offsetUs);
      expect(bench.requestNow('22 F1 86')).toBe(`62 F1 86 ${session}`);
      bench.extended();
      bench.door(true);
      expect(bench.request('31 01 02 01 01')).toBe('7F 31 33');
    }
  });

  it('conformance 25: the default session has none', () => {
    const bench = new TestBench();
    bench.request('22 F1 86');
    expect(bench.deadlines.session).toBeNull();
  });

  it.each([
    ['3E 00', 'oem'],
    ['3E 80', 'oem'],
    ['3E 80', 'functional'],
    ['22 F1 86', 'generic'],
    ['22 F1', 'oem'],
    ['AA 00', 'oem'],
    ['BA 00', 'functional'],
    ['27 01', 'oem'],
    ['31 03 02 01', 'oem'],
  ] as const)('conformance 17, 26: any request restarts it: %s to %s', (request, via) => {
    const bench = new TestBench();
    bench.extended();
    bench.advance(4 * SECOND);
    bench.request(request, via);
    expect(bench.deadlines.session).toBeGreaterThanOrEqual(bench.nowUs + 5 * SECOND - 1000);
  });

  it('conformance 6: an answer is no request: it does not restart S3', () => {
    const bench = new TestBench();
    bench.extended();
    const dueUs = bench.deadlines.session;
    bench.advance(SECOND);
    expect(bench.request('7F 10 11')).toBeNull();
    expect(bench.deadlines.session).toBe(dueUs);
  });

  it('conformance 30: after S3 a pending seed is discarded', () => {
    const bench = new TestBench();
    bench.extended();
    const code = bench.passCode(2, bench.seed(2));
    bench.advanceToDeadline('session');
    bench.extended();
    expect(bench.sendKey(2, code)).toBe('7F 27 24');
  });
});

describe('0x11 ECUReset', () => {
  it.each(['11 01', '11 02', '11 03'])(
    'conformance 34: %s answers first, is silent while resetting, and alive after',
    (reset) => {
      const bench = new TestBench();
      bench.extended();
      bench.deliver(reset);
      expect(bench.car.smartKey.phase).toBe('running');
      while (bench.car.smartKey.phase === 'running') bench.car.network.runNext(bench.nowUs + SECOND);
      const answeredUs = bench.nowUs;
      expect(bench.responses.at(-1)).toBe(`51 ${reset.slice(3)}`);
      bench.car.advanceTo(answeredUs + 49_999);
      const asked = bench.responses.length;
      bench.deliver('3E 00');
      expect(bench.responses).toHaveLength(asked);
      bench.car.advanceTo(answeredUs + 50_000);
      expect(bench.requestNow('22 F1 86')).toBe('62 F1 86 01');
      const between = [...bench.car.log].filter(({ timeUs, sender }) => {
        return sender === 'smart-key' && timeUs > answeredUs && timeUs < answeredUs + 50_000;
      });
      expect(between).toEqual([]);
    },
  );

  it('conformance 9, 34: 11 81 resets without an answer', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('11 81')).toBeNull();
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
  });

  it.each([
    ['11', '7F 11 13'],
    ['11 00', '7F 11 12'],
    ['11 04', '7F 11 12'],
    ['11 04 00', '7F 11 12'],
    ['11 01 00', '7F 11 13'],
  ])('conformance 2, 3: %s is answered %s', (request, answer) => {
    expect(new TestBench().request(request)).toBe(answer);
  });

  it('conformance 16, 34: a functional 11 01 is answered on the physical response id and obeyed', () => {
    const bench = new TestBench();
    bench.request('10 03');
    expect(bench.request('11 01', 'functional')).toBe('51 01');
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
  });

  it('conformance 28: while the answer is on its way anything else gets 0x21', () => {
    const bench = new TestBench();
    bench.deliver('11 01');
    bench.deliver('22 F1 86', 'generic');
    expect(bench.responses).toEqual(['51 01', '7F 22 21']);
    bench.car.settle();
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
  });

  it('conformance 34: keys and memory are as before', () => {
    const bench = new TestBench();
    bench.request('11 01');
    expect(bench.touch(KEY_A)).toBe('start-permitted');
  });
});

describe('0x3E TesterPresent', () => {
  it.each([
    ['3E 00', '7E 00'],
    ['3E 80', null],
    ['3E', '7F 3E 13'],
    ['3E 01', '7F 3E 12'],
    ['3E 81', '7F 3E 12'],
    ['3E 01 00', '7F 3E 12'],
    ['3E 00 00', '7F 3E 13'],
    ['3E 80 00', '7F 3E 13'],
  ])('conformance 51: %s is answered %s', (request, answer) => {
    expect(new TestBench().request(request)).toBe(answer);
  });
});
