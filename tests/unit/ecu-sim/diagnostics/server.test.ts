import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { answerRequest, finishProcessing } from '../../../../ecu-sim/diagnostics/server.ts';
import { SMART_KEY_SERVICES } from '../../../../ecu-sim/diagnostics/services.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import type { ErasureProcedure, FirmwareState, Processing } from '../../../../ecu-sim/smart-key/state.ts';
import { FirmwareStep } from '../../../../ecu-sim/smart-key/step.ts';
import { SECOND, spaced, TestBench } from '../../../support/test-bench.ts';
import { CONTEXT, NOW_US, SIGNALS_AT_REST, stateWith, stepWith } from '../firmware-step.ts';

/** What services the ECU has in any session, and in the extended one. */
const ANY = ['10', '11', '22', '3E'];
const EXTENDED_ONLY = ['27', '2E', '31'];

describe('which negative response', () => {
  it('conformance 1, 5: an unknown SID gets exactly 7F SID 11, in both sessions and of any length', () => {
    const bench = new TestBench();
    for (const sid of ['00', '01', '09', '23', '34', '3F', '83', '84', '86', 'BE', 'BF']) {
      expect(bench.request(sid)).toBe(`7F ${sid} 11`);
      expect(bench.request(`${sid} 01 02 03`)).toBe(`7F ${sid} 11`);
    }
    bench.extended();
    expect(bench.request('34 00')).toBe('7F 34 11');
  });

  it('conformance 1: a service of the extended session gets 0x7F in the default one, regardless of what follows', () => {
    const bench = new TestBench();
    for (const sid of EXTENDED_ONLY) {
      expect(bench.request(sid)).toBe(`7F ${sid} 7F`);
      expect(bench.request(`${sid} FF FF FF`)).toBe(`7F ${sid} 7F`);
    }
  });

  it('conformance 2, 3: a known service with too few bytes: 0x13, never 0x11', () => {
    const bench = new TestBench();
    for (const sid of ANY) expect(bench.request(sid)).toBe(`7F ${sid} 13`);
    bench.extended();
    for (const sid of EXTENDED_ONLY) expect(bench.request(sid)).toBe(`7F ${sid} 13`);
  });

  it('conformance 6: a request with SID 7F, 40 to 7F or C0 to FF: silence', () => {
    const bench = new TestBench();
    for (let sid = 0; sid <= 0xff; sid++) {
      const isAnswer = (sid >= 0x40 && sid <= 0x7f) || sid >= 0xc0;
      const before = bench.responses.length;
      bench.deliver(spaced(Uint8Array.of(sid, 0x55)));
      bench.car.settle();
      expect(bench.responses.length - before, sid.toString(16)).toBe(isAnswer ? 0 : 1);
    }
  });

  it('conformance 7, 8: positive SID is request + 0x40, the sub-function comes back with bit 7 clear', () => {
    const bench = new TestBench();
    expect(bench.request('10 03')).toMatch(/^50 03 /);
    expect(bench.request('22 10 01')).toMatch(/^62 /);
    expect(bench.request('27 01')).toMatch(/^67 01 /);
    expect(bench.request('2E F1 99 26 07 01')).toMatch(/^6E /);
    expect(bench.request('3E 00')).toBe('7E 00');
    expect(bench.request('11 01')).toBe('51 01');
  });

  it('conformance 9: bit 7 does not suppress a negative response', () => {
    const bench = new TestBench();
    expect(bench.request('10 82')).toBe('7F 10 12');
    expect(bench.request('3E 81')).toBe('7F 3E 12');
    expect(bench.request('27 81')).toBe('7F 27 7F');
  });
});

describe('functional requests', () => {
  it.each([
    ['34 00', '0x11'],
    ['10 02', '0x12'],
    ['22 00 00', '0x31'],
    ['27 01', '0x7F'],
  ])('conformance 12: to %s, %s is not sent', (request) => {
    expect(new TestBench().request(request, 'functional')).toBeNull();
  });

  it.each([
    ['22 F1', '7F 22 13'],
    ['10 03 00', '7F 10 13'],
    ['3E', '7F 3E 13'],
  ])('conformance 14: every other NRC is: %s gets %s', (request, answer) => {
    expect(new TestBench().request(request, 'functional')).toBe(answer);
  });

  it('conformance 14: 0x24, 0x33 and 0x22 are sent too', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('31 02 02 01', 'functional')).toBe('7F 31 24');
    expect(bench.request('31 01 02 01 01', 'functional')).toBe('7F 31 33');
    bench.unlock(1);
    expect(bench.request('31 01 02 01 01', 'functional')).toBe('7F 31 22');
  });

  it('conformance 13: 0x78 is sent to a functional request too, and the final answer follows', () => {
    const bench = new TestBench({ profile: { actionDurations: { readData: '100 ms' } } });
    bench.responses.length = 0;
    expect(bench.request('22 10 01', 'functional')).toBe('62 10 01 02');
    expect(bench.responses).toEqual(['7F 22 78', '62 10 01 02']);
  });

  it('conformance 15: to physical requests every NRC is sent', () => {
    const bench = new TestBench();
    for (const request of ['34 00', '10 02', '22 00 00', '27 01']) {
      expect(bench.request(request)).toMatch(/^7F /);
      expect(bench.request(request, 'generic')).toMatch(/^7F /);
    }
  });

  it('conformance 16: answers use the physical response id', () => {
    const bench = new TestBench();
    bench.request('3E 00', 'functional');
    const answer = [...bench.car.log].findLast(({ sender }) => sender === 'smart-key');
    expect(answer?.frame.id).toBe(0x7bd);
    expect(spaced(answer?.frame.data ?? new Uint8Array())).toBe('02 7E 00 CC CC CC CC CC');
  });

  it('conformance 17: functional 3E 80 is silent, restarts S3, and the server lives on', () => {
    const bench = new TestBench();
    bench.extended();
    bench.advance(4 * SECOND);
    bench.deliver('3E 80', 'functional');
    expect(bench.deadlines.session).toBe(bench.nowUs + 5 * SECOND);
    expect(bench.request('22 F1 86')).toBe('62 F1 86 03');
  });
});

describe('both endpoints', () => {
  it('conformance 16: the oem endpoint answers on 0x758 with the address byte in front', () => {
    const bench = new TestBench();
    bench.request('3E 00');
    const answer = [...bench.car.log].findLast(({ sender }) => sender === 'smart-key');
    expect(answer?.frame.id).toBe(0x758);
    expect(spaced(answer?.frame.data ?? new Uint8Array())).toBe('B5 02 7E 00 CC CC CC CC');
  });

  it('conformance 35: reach one server: session and level are common', () => {
    const bench = new TestBench();
    bench.request('10 03', 'generic');
    expect(bench.request('22 F1 86')).toBe('62 F1 86 03');
    bench.unlock(3);
    expect(bench.request('31 01 02 02 01', 'generic')).toBe('71 01 02 02 21 00 05');
  });

  it('conformance 28: a request that arrives on one while the other is being answered gets 0x21', () => {
    const bench = new TestBench();
    bench.deliver('22 10 10');
    bench.deliver('22 F1 86', 'generic');
    bench.deliver('3E 80', 'generic');
    bench.car.settle();
    expect(bench.responses.map((response) => response.slice(0, 8))).toEqual(['62 10 10', '7F 22 21']);
    expect(bench.request('22 F1 86', 'generic')).toBe('62 F1 86 01');
  });

  it('conformance 63: an unpadded request is answered', () => {
    const bench = new TestBench();
    expect(bench.requestNow('3E 00', 'generic')).toBe('7E 00');
  });
});

describe('an action that takes time', () => {
  const slow = (ms: number): TestBench =>
    new TestBench({ profile: { actionDurations: { readData: `${ms} ms`, testerPresent: `${ms} ms` } } });

  it('conformance 18, 20: 49 ms is answered within P2; 50 ms answers pending first', () => {
    for (const [ms, answers] of [
      [49, ['62 10 01 02']],
      [50, ['7F 22 78', '62 10 01 02']],
    ] as const) {
      const bench = slow(ms);
      const askedUs = bench.nowUs;
      bench.deliver('22 10 01');
      bench.car.advanceTo(askedUs + ms * 1000 - 1);
      expect(bench.responses).toEqual(answers.slice(0, -1));
      bench.car.advanceTo(askedUs + ms * 1000);
      expect(bench.responses).toEqual(answers);
    }
  });

  it('conformance 11: suppressed, it answers once 0x78 went out', () => {
    expect(slow(100).request('3E 80')).toBe('7E 00');
    expect(slow(10).request('3E 80')).toBeNull();
  });

  it('conformance 24, 28: requests while it is busy do not cost it its answer', () => {
    const bench = slow(100);
    bench.deliver('22 10 01');
    bench.deliver('22 10 02');
    bench.deliver('22 10 02', 'generic');
    bench.car.settle();
    expect(bench.responses).toEqual(['7F 22 21', '7F 22 21', '7F 22 78', '62 10 01 02']);
    expect(bench.request('22 10 02')).toBe('62 10 02 05');
  });
});

describe('a request as the server sees it', () => {
  /** A step of a car whose actions take this long. */
  function slowStep(
    actionDurations: Readonly<Record<string, string>>,
    part: Partial<FirmwareState> = {},
  ): FirmwareStep {
    const context = { ...CONTEXT, profile: parseProfile({ actionDurations }) };
    return new FirmwareStep(context, stateWith(part), SIGNALS_AT_REST, NOW_US);
  }

  function request(step: FirmwareStep, hex: string, busy = false): readonly string[] {
    answerRequest(step, SMART_KEY_SERVICES, 'generic', fromHex(hex), busy);
    return step.effects.flatMap((effect) => (effect.kind === 'respond' ? [spaced(effect.payload)] : []));
  }

  const WINDOW: ErasureProcedure = {
    kind: 'erasure',
    state: 'window-open',
    sinceUs: NOW_US,
    deadlineUs: NOW_US + 1,
    declared: 1,
    touched: [0xa1],
    stoppedAtUs: null,
  };

  it('conformance 28: while another one is answered only 3E 80 is taken in silence', () => {
    expect(request(stepWith(), '3E 80', true)).toEqual([]);
    for (const [hex, answer] of [
      ['3E 00', '7F 3E 21'],
      ['3E 80 00', '7F 3E 21'],
      ['10 80', '7F 10 21'],
      ['3E', '7F 3E 21'],
    ] as const) {
      expect(request(stepWith(), hex, true)).toEqual([answer]);
    }
  });

  it('conformance 18, 20: is answered at once, or from 1 µs on later; pending is due after half of P2 from 50 ms on', () => {
    const at = (readData: string): unknown => {
      const step = slowStep({ readData });
      const answers = request(step, '22 10 01');
      const { processing } = step.state;
      return processing === null ? answers : [processing.finishUs - NOW_US, processing.nextPendingUs - NOW_US];
    };
    expect(at('0 us')).toEqual(['62 10 01 02']);
    expect(at('1 us')).toEqual([1, Infinity]);
    expect(at('49999 us')).toEqual([49_999, Infinity]);
    expect(at('50000 us')).toEqual([50_000, 25_000]);
  });

  it('ERA-7: a delete writes from its instant on, and other requests write nothing', () => {
    const deleting = slowStep({}, { session: 'extended', procedure: WINDOW });
    request(deleting, '31 01 02 03 03');
    expect(deleting.state.processing).toMatchObject({ response: null, write: { startUs: NOW_US } });
    const reading = slowStep({ readData: '1 ms' });
    request(reading, '22 10 01');
    expect(reading.state.processing).toMatchObject({ response: fromHex('62 10 01 02'), write: null });
  });

  it('ERA-7: a delete that takes no time is done at once', () => {
    const step = slowStep({ erasureWrite: '0 us' }, { session: 'extended', procedure: WINDOW });
    expect(request(step, '31 01 02 03 03')).toEqual(['71 01 02 03 00 01']);
    expect(step.state.content.slots.slice(0, 2)).toEqual([0xa1, null]);
  });

  it('conformance 27: S3 is stopped while it is processed, and begins when its suppressed answer is due', () => {
    const step = slowStep({ testerPresent: '1 ms' }, { session: 'extended', s3DeadlineUs: NOW_US + 7 });
    request(step, '3E 80');
    expect(step.state.s3DeadlineUs).toBe(Infinity);
    const { processing } = step.state;
    if (processing === null) throw new Error('it takes time');
    const dueAt = (nowUs: number): FirmwareStep => {
      const later = new FirmwareStep(CONTEXT, step.state, SIGNALS_AT_REST, nowUs);
      finishProcessing(later, SMART_KEY_SERVICES, processing);
      return later;
    };
    expect(dueAt(NOW_US + 999).state).toBe(step.state);
    expect(dueAt(NOW_US + 1000).state).toMatchObject({ processing: null, s3DeadlineUs: NOW_US + 5_001_000 });
    expect(dueAt(NOW_US + 1000).effects).toEqual([]);
  });

  it('conformance 20: pending is sent at its instant, and not a microsecond before', () => {
    const step = slowStep({ readData: '50 ms' });
    request(step, '22 10 01');
    const { processing } = step.state;
    if (processing === null) throw new Error('it takes time');
    for (const [nowUs, sent] of [
      [NOW_US + 24_999, []],
      [NOW_US + 25_000, ['7F 22 78']],
    ] as const) {
      const later = new FirmwareStep(CONTEXT, step.state, SIGNALS_AT_REST, nowUs);
      finishProcessing(later, SMART_KEY_SERVICES, processing);
      expect(later.effects.flatMap((effect) => (effect.kind === 'respond' ? [spaced(effect.payload)] : []))).toEqual(
        sent,
      );
    }
  });
});

describe('response pending', () => {
  it.each([
    [-1, false],
    [0, true],
    [1, true],
  ])('conformance 21, 22: is sent again only where the answer is not ready before P2* (%i µs)', (offsetUs, again) => {
    const processing: Processing = {
      endpoint: 'generic',
      request: Uint8Array.of(0x31, 0x01, 0x02, 0x03),
      finishUs: NOW_US + 5_000_000 + offsetUs,
      nextPendingUs: NOW_US,
      pendingSent: false,
      response: null,
      suppressed: false,
      write: null,
    };
    const step = stepWith({ processing });
    finishProcessing(step, { bySid: new Map(), completeWrite: () => new Uint8Array(0) }, processing);
    expect(step.state.processing).toMatchObject({
      pendingSent: true,
      nextPendingUs: again ? NOW_US + 2_500_000 : Infinity,
    });
  });
});
