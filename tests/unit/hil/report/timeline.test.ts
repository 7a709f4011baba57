import { describe, expect, it } from 'vitest';

import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { UdsExchange } from '../../../../can-bus/uds/exchange.ts';
import type { EcuTimer, TimerName } from '../../../../ecu-sim/smart-key/timers.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { TONES, type LaneId, type Timeline } from '../../../../hil/report/timeline-data.ts';
import { TimelineRecorder } from '../../../../hil/report/timeline.ts';

type Inner = CarEvent['event'];

/** @param events what happens, or a frame after which these timers run */
function recorded(
  events: readonly (readonly [timeUs: number, event: Inner | readonly EcuTimer[]])[],
  endUs: number,
  itemsPerLane = 1000,
): Timeline {
  const recorder = new TimelineRecorder({
    car: 'car',
    itemsPerLane,
    keyName: (id) => (id === 'A1000001' ? 'master' : id),
  });
  let timers: readonly EcuTimer[] = [];
  recorder.attached(() => timers);
  for (const [timeUs, event] of events) {
    if ('kind' in event) recorder.event({ timeUs, source: 'smart-key', event });
    else {
      timers = event;
      recorder.frame(timeUs, FRAME);
    }
  }
  return recorder.build(endUs);
}

function lane(timeline: Timeline, id: LaneId): readonly (readonly [number, number, string, string, string])[] {
  const items = timeline.lanes.find((candidate) => candidate.id === id)?.items ?? [];
  return items.map(([from, to, label, detail, tone]) => [from, to, label, detail, TONES[tone] ?? '']);
}

const FRAME = dataFrame(0x123, Uint8Array.of(1));

function timer(name: TimerName, startedUs: number, deadlineUs: number): EcuTimer {
  return { name, startedUs, deadlineUs };
}

function exchange(startedUs: number, request: readonly number[], response: readonly number[]): UdsExchange {
  const bytes = Uint8Array.from(response);
  return {
    kind: 'uds-exchange',
    target: 'physical',
    request: Uint8Array.from(request),
    response: bytes,
    outcome:
      response[0] === 0x7f
        ? { kind: 'negative', response: bytes, nrc: response[2] ?? 0 }
        : { kind: 'positive', response: bytes },
    pendingCount: 0,
    repeatCount: 0,
    startedUs,
    sentUs: startedUs,
    finishedUs: startedUs + 500,
  };
}

describe('a timeline', () => {
  it('RST-4 draws a reset as a state and a timer whose deadline is reached to the microsecond', () => {
    const timeline = recorded(
      [
        [54_960, { kind: 'procedure', procedure: 'reset', state: 'armed' }],
        [58_212, { kind: 'procedure', procedure: 'reset', state: 'running' }],
        [58_212, [timer('reset', 58_212, 960_058_212)]],
        [960_058_212, { kind: 'history', procedure: 'reset', outcome: 'completed', reason: 'none' }],
        [960_058_212, { kind: 'procedure', procedure: 'none', state: 'idle' }],
        [960_058_212, []],
      ],
      960_100_000,
    );
    expect(lane(timeline, 'procedure')).toEqual([
      [54_960, 58_212, 'reset: armed', '', 'active'],
      [58_212, 960_058_212, 'reset: running', '', 'active'],
      [960_058_212, 960_058_212, 'reset completed', '', 'good'],
    ]);
    expect(lane(timeline, 'timers')).toEqual([
      [58_212, 960_058_212, 'reset 960 s', 'deadline 960.058212 s, reached', 'wait'],
    ]);
  });

  it('RST-6 says of a timer that was ended how long before its deadline', () => {
    const timeline = recorded(
      [
        [1_000_000, { kind: 'procedure', procedure: 'reset', state: 'running' }],
        [1_000_000, [timer('reset', 1_000_000, 961_000_000)]],
        [11_000_000, { kind: 'history', procedure: 'reset', outcome: 'aborted', reason: 'battery' }],
        [11_000_000, { kind: 'procedure', procedure: 'none', state: 'idle' }],
        [11_000_000, []],
      ],
      12_000_000,
    );
    expect(lane(timeline, 'timers')).toEqual([
      [1_000_000, 11_000_000, 'reset 960 s', 'deadline 961 s, ended 950 s before', 'muted'],
    ]);
    expect(lane(timeline, 'procedure').at(-1)).toEqual([11_000_000, 11_000_000, 'reset aborted (battery)', '', 'bad']);
  });

  it('REG-7 starts the step timer anew with each step, and REG-5 with each key', () => {
    const timeline = recorded(
      [
        [1, [timer('registration-step', 1, 60_000_001)]],
        [5, [timer('registration-step', 5, 60_000_005)]],
        [9, [timer('registration-step', 9, 60_000_009)]],
        [9, { kind: 'key-touched', keyId: 0xa1000001, reaction: 'registered', reason: null }],
      ],
      20,
    );
    expect(lane(timeline, 'timers').map(([from, to]) => [from, to])).toEqual([
      [1, 5],
      [5, 9],
      [9, 20],
    ]);
    expect(lane(timeline, 'keys')).toEqual([[9, 9, 'touch master', 'registered', 'good']]);
  });

  it('AUT-3 draws the delay after too many wrong pass-codes', () => {
    const timeline = recorded(
      [
        [1_000_000, [timer('attempts-delay', 1_000_000, 11_000_000)]],
        [11_000_000, []],
      ],
      13_000_000,
    );
    expect(lane(timeline, 'timers')).toEqual([
      [1_000_000, 11_000_000, 'attempts delay 10 s', 'deadline 11 s, reached', 'wait'],
    ]);
  });

  it('marks faults that struck: with the frame, or with the gateway whose message it was', () => {
    const frame = dataFrame(0x758, Uint8Array.of(2, 0x7e, 0));
    const timeline = recorded(
      [
        [10, { kind: 'fault-struck', node: 'smart-key', fault: 'answer-dropped', frame }],
        [20, { kind: 'fault-struck', node: 'doip', fault: 'doip-ack-dropped', frame: null }],
      ],
      30,
    );
    expect(lane(timeline, 'faults')).toEqual([
      [10, 10, 'answer-dropped', 'smart-key, 758#027E00', 'bad'],
      [20, 20, 'doip-ack-dropped', 'doip', 'bad'],
    ]);
  });

  it('marks requests and responses that were lost, with the reason', () => {
    const lost = { kind: 'message-lost', endpoint: 'generic', direction: 'response', reason: 'timeout-bs' } as const;
    expect(lane(recorded([[10, lost]], 30), 'faults')).toEqual([
      [10, 10, 'response lost', 'generic, nobody answers with a flow control (N_TIMEOUT_Bs)', 'bad'],
    ]);
  });

  it('draws S3 as one thing from the first answer of a session to its end, whatever the number of requests', () => {
    const timeline = recorded(
      [
        [1, { kind: 'session', session: 'extended' }],
        [2, [timer('s3', 2, 5_000_002)]],
        [100, []],
        [200, [timer('s3', 200, 5_000_200)]],
        [5_000_200, { kind: 'session', session: 'default' }],
        [5_000_200, []],
      ],
      6_000_000,
    );
    expect(lane(timeline, 'timers')).toEqual([[2, 5_000_200, 'S3 5 s', 'deadline 5.0002 s, reached', 'wait']]);
  });

  it('VEH-4 ends all timers with the supply', () => {
    const timeline = recorded(
      [
        [3, [timer('reset', 3, 960_000_003), timer('s3', 2, 5_000_002)]],
        [1_000_003, { kind: 'ecu', state: 'off' }],
        [1_000_003, []],
      ],
      2_000_000,
    );
    expect(lane(timeline, 'timers')).toEqual([
      [2, 1_000_003, 'S3 5 s', 'deadline 5.000002 s, ended 3.999999 s before', 'muted'],
      [3, 1_000_003, 'reset 960 s', 'deadline 960.000003 s, ended 959 s before', 'muted'],
    ]);
  });

  it('VEH-1 keeps doors open, the supply low and the power mode as long as they are', () => {
    const timeline = recorded(
      [
        [10, { kind: 'vehicle-changed', change: { doors: { driver: true }, batteryMv: 10_500 } }],
        [20, { kind: 'vehicle-changed', change: { doors: { driver: false }, powerMode: 'off' } }],
        [30, { kind: 'power-cut' }],
        [40, { kind: 'power-back' }],
      ],
      50,
    );
    expect(lane(timeline, 'doors')).toEqual([[10, 20, "driver's door", 'open', 'active']]);
    expect(lane(timeline, 'power')).toEqual([
      [0, 20, 'ON', '', 'plain'],
      [10, 50, '10.5 V', '', 'wait'],
      [20, 50, 'power off', '', 'plain'],
      [30, 40, 'no supply', '', 'bad'],
    ]);
  });

  it('KEY-1 KEY-6 shows keys that are made, carried and removed, and their batteries', () => {
    const timeline = recorded(
      [
        [1_000, { kind: 'key-made', keyId: 0x1234, life: 'blank', batteryMv: 3000 }],
        [2_000, { kind: 'key-battery-set', keyId: 0xa100_0001, batteryMv: 2150 }],
        [3_000, { kind: 'key-moved', keyId: 0x1234, to: 'cabin' }],
        [4_000, { kind: 'key-removed', keyId: 0x1234 }],
      ],
      5_000,
    );
    expect(lane(timeline, 'keys')).toEqual([
      [1_000, 1_000, 'new key 00001234', '', 'muted'],
      [2_000, 2_000, 'battery of master: 2.15 V', '', 'muted'],
      [3_000, 3_000, '00001234 cabin', '', 'muted'],
      [4_000, 4_000, '00001234 removed', '', 'muted'],
    ]);
  });

  it('decodes requests with their answers, and shows seeds and pass-codes beside the dealer', () => {
    const key = [...new TextEncoder().encode('294211')];
    const timeline = recorded(
      [
        [1500, exchange(1000, [0x27, 0x01], [0x67, 0x01, 1, 2, 3, 4, 5, 6, 7, 8])],
        [2500, exchange(2000, [0x27, 0x02, ...key], [0x67, 0x02])],
        [3500, exchange(3000, [0x31, 0x01, 0x02, 0x01, 0x01], [0x7f, 0x31, 0x22])],
      ],
      4000,
    );
    expect(lane(timeline, 'uds').map(([from, to, label, , tone]) => [from, to, label, tone])).toEqual([
      [1000, 1500, 'request a seed, level 1: seed 0102030405060708', 'good'],
      [2000, 2500, 'send the pass-code, level 1: unlocked', 'good'],
      [3000, 3500, 'Smart Code Reset: arm: refused, 0x22 conditionsNotCorrect', 'wait'],
    ]);
    expect(lane(timeline, 'dealer')).toEqual([
      [1500, 1500, 'seed, level 1', 'seed 0102030405060708', 'plain'],
      [2500, 2500, 'pass-code, level 1: unlocked', '294211', 'good'],
    ]);
  });

  it('DLR-3 DLR-4 shows requests, approvals and declines of the dealer, and why something was refused', () => {
    const asked = { kind: 'dealer-asked', by: 'mike', requestNumber: '19070100001', refusal: null } as const;
    const timeline = recorded(
      [
        [1, { ...asked, action: 'request-reset', by: 'tina', outcome: 'requested' }],
        [2, { ...asked, action: 'approve', outcome: null, refusal: 'not-chosen' }],
        [3, { ...asked, action: 'approve', outcome: 'approved' }],
        [4, { ...asked, action: 'decline', outcome: 'declined' }],
        [5, { ...asked, action: 'issue-key-pass-code', by: 'tina', requestNumber: null, outcome: 'key-pass-code' }],
      ],
      10,
    );
    expect(lane(timeline, 'dealer')).toEqual([
      [1, 1, 'reset requested', 'by tina, request 19070100001', 'good'],
      [2, 2, 'not approved: not-chosen', 'by mike, request 19070100001', 'bad'],
      [3, 3, 'approved', 'by mike, request 19070100001', 'good'],
      [4, 4, 'declined', 'by mike, request 19070100001', 'wait'],
      [5, 5, 'pass-code issued', 'by tina', 'good'],
    ]);
  });

  it('makes one long thing of a tool that polls', () => {
    const polls = Array.from(
      { length: 100 },
      (_, n) => [n * 1000 + 500, exchange(n * 1000, [0x3e, 0x00], [0x7e, 0x00])] as const,
    );
    const uds = lane(recorded(polls, 100_000), 'uds');
    expect(uds).toHaveLength(6);
    expect(uds.at(-1)?.slice(0, 3)).toEqual([5000, 99_500, '95 × tester present: done']);
  });

  it('keeps entries up to its limit, and counts the rest', () => {
    const touches = Array.from(
      { length: 50 },
      (_, n) => [n, { kind: 'key-touched', keyId: n, reaction: 'none', reason: null }] as const,
    );
    const keys = recorded(touches, 50, 10).lanes.find(({ id }) => id === 'keys');
    expect(keys?.items).toHaveLength(10);
    expect(keys?.omitted).toBe(40);
  });

  it('has at most 1000 items in a lane', () => {
    const recorder = new TimelineRecorder({ car: 'car' });
    for (let at = 0; at < 1001; at++) {
      const event = { kind: 'key-touched', keyId: at, reaction: 'none', reason: null } as const;
      recorder.event({ timeUs: at, source: 'smart-key', event });
    }
    const keys = recorder.build(2000).lanes.find(({ id }) => id === 'keys');
    expect([keys?.items.length, keys?.omitted]).toEqual([1000, 1]);
  });

  it('measures the load of the bus in as many bins whatever the length of the run', () => {
    const recorder = new TimelineRecorder({ car: 'car' });
    const frame = dataFrame(0x123, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    // About 250 µs of each millisecond at 500 kbit/s.
    for (let timeUs = 1000; timeUs <= 3_600_000; timeUs += 1000) recorder.frame(timeUs, frame);
    const { load } = recorder.build(3_600_000);
    expect(load.frames).toBe(3600);
    expect(load.permille.length).toBeLessThanOrEqual(256);
    expect(load.binUs).toBe(16_000);
    expect(Math.min(...load.permille.slice(1, -1))).toBeGreaterThan(200);
    expect(Math.max(...load.permille)).toBeLessThan(300);
  });
});
