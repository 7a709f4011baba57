import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { fdWireBits } from '../../../../can-bus/virtual-bus/fd-bit-length.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import type { BusFaultPlan } from '../../../../can-bus/virtual-bus/fault-plan.ts';
import { LineObserver, ScriptedNode } from './scripted-node.ts';
import type { Note } from './scripted-node.ts';

const NO_DATA = new Uint8Array(0);
/** 50 bits: 100 µs at 500 kbit/s (see the bit length tests). */
const SHORT = dataFrame(0x000, NO_DATA);
const LOW = dataFrame(0x100, NO_DATA);
const MIDDLE = dataFrame(0x200, NO_DATA);
const HIGH = dataFrame(0x300, NO_DATA);

interface Bench {
  readonly network: VirtualNetwork<Note>;
  readonly seen: LineObserver;
}

function bench(nodes: readonly ScriptedNode[], options: VirtualBusOptions = {}): Bench {
  const seen = new LineObserver();
  const network = new VirtualNetwork<Note>(options, seen);
  for (const node of nodes) network.attach(node);
  return { network, seen };
}

function ids(seen: LineObserver): string[] {
  return seen.frames.map(({ frame }) => frame.id.toString(16));
}

function durationUs(frame: CanFrame): number {
  return wireBits(frame) * 2;
}

describe('virtual bus: timing', () => {
  it('ends a frame of 50 bits 100 µs after its request at 500 kbit/s', () => {
    const { network, seen } = bench([new ScriptedNode('a').sends(1_000, SHORT)]);
    network.advanceTo(1_099);
    expect(seen.lines).toEqual([]);
    network.advanceTo(1_100);
    expect(seen.lines).toEqual(['1100 a 0']);
  });

  it('leaves three bits of intermission between frames, also for a request that comes within it', () => {
    const late = new ScriptedNode('b').sends(101, SHORT);
    const { network, seen } = bench([new ScriptedNode('a').sends(0, SHORT, SHORT), late]);
    network.advanceTo(1_000);
    expect(seen.lines).toEqual(['100 a 0', '206 a 0', '312 b 0']);
  });

  it('starts at once when the intermission is over', () => {
    const { network, seen } = bench([new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b').sends(107, SHORT)]);
    network.advanceTo(1_000);
    expect(seen.lines).toEqual(['100 a 0', '207 b 0']);
  });

  it.each([83_333, 125_000, 333_333, 500_000, 1_000_000])(
    'sends 1000 frames back to back at %i bit/s without collecting rounding, each end rounded up',
    (bitRate) => {
      const { network, seen } = bench([new ScriptedNode('a').sends(7, ...new Array<CanFrame>(1_000).fill(SHORT))], {
        bitRate,
      });
      network.advanceTo(10_000_000);
      const ends = seen.frames.map(({ endUs }) => endUs);
      const exact = ends.map(
        (_, i) => 7 + Number((BigInt(50 * (i + 1) + 3 * i) * 1_000_000n + BigInt(bitRate) - 1n) / BigInt(bitRate)),
      );
      expect(ends).toEqual(exact);
    },
  );

  it('sends the data phase of an FD frame at its own rate, exactly', () => {
    const frame = dataFrame(0x123, new Uint8Array(64).fill(0x5a), { fd: true, bitRateSwitch: true });
    const { network, seen } = bench([new ScriptedNode('a').sends(0, frame, frame)], {
      bitRate: 500_000,
      dataBitRate: 2_000_000,
    });
    network.advanceTo(10_000);
    const { nominal, data } = fdWireBits(frame);
    const once = nominal * 2 + data / 2;
    expect(seen.frames.map(({ endUs }) => endUs)).toEqual([Math.ceil(once), Math.ceil(2 * once + 6)]);
  });

  it('reports how long the bus was occupied, intermissions included', () => {
    const { network } = bench([new ScriptedNode('a').sends(0, SHORT, SHORT)]);
    network.advanceTo(1_000);
    expect(network.bus.figures()).toEqual({ frames: 2, errorFrames: 0, busyUs: 2 * 106 });
  });

  it('refuses bit rates that is not possible', () => {
    for (const bitRate of [0, -1, 1.5, 1_000_001, Number.NaN]) expect(() => bench([], { bitRate })).toThrow(RangeError);
    expect(() => bench([], { bitRate: 500_000, dataBitRate: 400_000 })).toThrow(/data bit rate 400000/);
    expect(() => bench([], { bitRate: 499_999, dataBitRate: 7_999_993 })).toThrow(RangeError);
  });
});

describe('virtual bus: arbitration', () => {
  it('lets all requests of one instant take part, in whatever order they are made', () => {
    const nodes = [
      new ScriptedNode('a').sends(50, HIGH),
      new ScriptedNode('b').sends(50, LOW),
      new ScriptedNode('c').sends(50, MIDDLE),
    ];
    const { network, seen } = bench(nodes);
    network.advanceTo(2_000);
    expect(ids(seen)).toEqual(['100', '200', '300']);
    expect(seen.frames[0]?.endUs).toBe(50 + durationUs(LOW));
  });

  it('does not interrupt a frame that has started one microsecond before', () => {
    const { network, seen } = bench([new ScriptedNode('a').sends(50, HIGH), new ScriptedNode('b').sends(51, LOW)]);
    network.advanceTo(2_000);
    expect(ids(seen)).toEqual(['300', '100']);
  });

  it('lets a request up to the start of frame displace the tentative winner, and none after', () => {
    const first = 100; // end of SHORT; the next start of frame is at 106
    for (const [atUs, order] of [
      [first, ['0', '100', '300']],
      [106, ['0', '100', '300']],
      [107, ['0', '300', '100']],
    ] as const) {
      const { network, seen } = bench([
        new ScriptedNode('a').sends(0, SHORT, HIGH),
        new ScriptedNode('b').sends(atUs, LOW),
      ]);
      network.advanceTo(2_000);
      expect(ids(seen)).toEqual(order);
    }
  });

  it("sends a node's own frames in order, whatever their ids", () => {
    const { network, seen } = bench([
      new ScriptedNode('a').sends(0, HIGH, LOW, MIDDLE),
      new ScriptedNode('b').sends(0, MIDDLE),
    ]);
    network.advanceTo(2_000);
    expect(seen.lines.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual(['b 200', 'a 300', 'a 100', 'a 200']);
  });

  it('breaks the tie of equal ids by order of attachment', () => {
    const { network, seen } = bench([new ScriptedNode('z').sends(0, LOW), new ScriptedNode('a').sends(0, LOW)]);
    network.advanceTo(2_000);
    expect(seen.frames.map(({ sender }) => sender)).toEqual(['z', 'a']);
  });

  it('prefers a data frame to a remote frame of the same id', () => {
    const { network, seen } = bench([
      new ScriptedNode('a').sends(0, remoteFrame(0x100, 0)),
      new ScriptedNode('b').sends(0, LOW),
    ]);
    network.advanceTo(2_000);
    expect(seen.frames.map(({ frame }) => frame.kind)).toEqual(['data', 'remote']);
  });
});

describe('virtual bus: bounds', () => {
  it('loses a frame beyond the queue limit and names the node', () => {
    const { network, seen } = bench([new ScriptedNode('a').sends(0, SHORT, LOW, HIGH)], { queueLimit: 2 });
    network.advanceTo(2_000);
    expect(ids(seen)).toEqual(['0', '100']);
    expect(seen.busEvents).toEqual([{ timeUs: 0, event: { kind: 'queue-overflow', node: 'a', frame: HIGH } }]);
  });
});

describe('virtual bus: a node loses its supply', () => {
  it('drops what is queued and what has not started', () => {
    const node = new ScriptedNode('a').sends(0, SHORT, LOW);
    const { network, seen } = bench([node, new ScriptedNode('b').sends(0, HIGH)]);
    network.advanceTo(103); // in the intermission: LOW is the tentative winner
    network.clearQueue(node);
    network.advanceTo(2_000);
    expect(ids(seen)).toEqual(['0', '300']);
    expect(seen.frames[1]?.endUs).toBe(106 + durationUs(HIGH));
  });

  it('ends its frame on the wire as an error frame 20 bits later, and sends it never again', () => {
    const node = new ScriptedNode('a').sends(0, LOW, LOW);
    const other = new ScriptedNode('b').sends(30, HIGH);
    const { network, seen } = bench([node, other]);
    network.advanceTo(40);
    network.clearQueue(node);
    network.advanceTo(2_000);
    expect(seen.lines).toEqual(['80 a frame-aborted', `${86 + durationUs(HIGH)} b 300`]);
    expect([network.stationOf(other).receiveErrors, network.stationOf(node).transmitErrors]).toEqual([1, 0]);
    expect(network.bus.figures().errorFrames).toBe(1);
  });

  it('goes unnoticed within the last ten bits, which are recessive anyway: the frame is received, and not confirmed', () => {
    for (const [cutUs, lines] of [
      [80, ['100 a 0']],
      [79, ['119 a frame-aborted']],
    ] as const) {
      const node = new ScriptedNode('a').sends(0, SHORT);
      const { network, seen } = bench([node, new ScriptedNode('b')]);
      network.advanceTo(cutUs);
      network.clearQueue(node);
      network.advanceTo(2_000);
      expect(seen.lines).toEqual(lines);
      expect(node.reported).toEqual(['0 deadline']);
    }
  });

  it('lets the node send again after it is back, behind the remains of its old frame', () => {
    const node = new ScriptedNode('a').sends(0, SHORT);
    const { network, seen } = bench([node, new ScriptedNode('b')]);
    network.advanceTo(90);
    network.clearQueue(node);
    network.apply(node, (outbox) => outbox.send(LOW));
    network.advanceTo(2_000);
    expect(seen.lines).toEqual(['100 a 0', `${106 + durationUs(LOW)} a 100`]);
    expect(node.reported.at(-1)).toBe(`${106 + durationUs(LOW)} sent 100`);
    expect(network.bus.isIdle()).toBe(true);
  });
});

describe('virtual bus: faults', () => {
  function faulty(nodes: readonly ScriptedNode[], plan: Partial<BusFaultPlan>, options: VirtualBusOptions = {}): Bench {
    const made = bench(nodes, options);
    made.network.bus.setFaults(plan);
    return made;
  }

  it('dropped: recorded and confirmed, but received by nobody', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    const { network, seen } = faulty([a, b], { drop: 1 });
    network.advanceTo(1_000);
    expect([a.reported, b.reported]).toEqual([['0 deadline', '100 sent 0'], []]);
    expect(seen.lines).toEqual(['100 a frame-dropped', '100 a 0']);
  });

  it('duplicated: received twice, confirmed once', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT, LOW), new ScriptedNode('b')];
    const { network } = faulty([a, b], { duplicate: 1, ids: [0] });
    network.advanceTo(1_000);
    const end = 212 + durationUs(LOW);
    expect(a.reported).toEqual(['0 deadline', '206 sent 0', `${end} sent 100`]);
    expect(b.reported).toEqual(['100 frame 0', '206 frame 0', `${end} frame 100`]);
  });

  it('delayed: held back for that long before it contends', () => {
    const { network, seen } = faulty([new ScriptedNode('a').sends(0, LOW), new ScriptedNode('b').sends(1_000, HIGH)], {
      delayMs: 2,
      ids: [0x100],
    });
    network.advanceTo(10_000);
    expect(seen.lines).toEqual([`${1_000 + durationUs(HIGH)} b 300`, `${2_000 + durationUs(LOW)} a 100`]);
  });

  it.each([['a', 'b'] as const, ['b', 'a'] as const])(
    'delayed: does not take part in an arbitration a fraction of a microsecond before (%s attached first)',
    (...order) => {
      // A bit takes 12.00005 µs: the wire is free again 53 bits after 7 µs, at 643.0025 µs, and 100 waits until 644 µs.
      const nodes = {
        a: new ScriptedNode('a').sends(44, LOW),
        b: new ScriptedNode('b').sends(7, SHORT).sends(100, HIGH),
      };
      const { network, seen } = bench(
        order.map((name) => nodes[name]),
        { bitRate: 83_333 },
      );
      network.bus.setFaults({ delayMs: 0.6, ids: [0x100] });
      network.advanceTo(10_000);
      expect(ids(seen)).toEqual(['0', '300', '100']);
    },
  );

  it("delayed by chance: a node's frames keep their order", () => {
    const frames = Array.from({ length: 20 }, (_, i) => dataFrame(0x700 - i, NO_DATA));
    const { network, seen } = faulty([new ScriptedNode('a').sends(0, ...frames)], { jitterMs: 50 });
    network.advanceTo(10_000_000);
    expect(seen.frames.map(({ frame }) => frame)).toEqual(frames);
    expect(seen.frames.at(-1)?.endUs).toBeGreaterThan(10_000);
  });

  it('damaged: an error frame, TEC +8, REC +1, and sent again after it', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    const { network, seen } = faulty([a, b], { corrupt: 1 });
    network.advanceTo(115); // 100 and eight bits more: 116
    network.bus.setFaults({});
    expect(seen.lines).toEqual([]);
    network.advanceTo(116);
    expect(seen.busEvents).toEqual([
      { timeUs: 116, event: { kind: 'error-frame', node: 'a', frame: SHORT, transmitErrors: 8 } },
    ]);
    expect([network.stationOf(a).transmitErrors, network.stationOf(b).receiveErrors]).toEqual([8, 1]);
    network.advanceTo(1_000);
    expect(b.reported).toEqual(['222 frame 0']);
    expect([network.stationOf(a).transmitErrors, network.stationOf(b).receiveErrors]).toEqual([7, 0]);
  });

  it('damaged 16 times: error-passive, eight bits more before each further attempt, and another node goes first', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    const { network, seen } = faulty([a, b], { corrupt: 1, ids: [0] });
    const attempt = 116 + 6;
    network.advanceTo(16 * attempt - 7);
    expect(network.stationOf(a).errorState).toBe('error-active');
    network.advanceTo(16 * attempt - 6);
    expect(seen.lines.at(-1)).toBe(`${16 * attempt - 6} a error-state error-passive`);
    // Its next start of frame is 16 µs after the intermission; a request before goes first.
    network.advanceTo(16 * attempt + 15);
    network.apply(b, (outbox) => outbox.send(HIGH));
    network.advanceTo(16 * attempt + 15 + durationUs(HIGH));
    expect(seen.lines.at(-1)).toBe(`${16 * attempt + 15 + durationUs(HIGH)} b 300`);
  });

  it('damaged 32 times: bus-off, silent and deaf, and back after 128 times 11 recessive bits with counters at 0', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    const { network, seen } = faulty([a, b], { corrupt: 1 });
    while (network.stationOf(a).errorState !== 'bus-off') network.runNext(1_000_000);
    const offUs = network.nowUs;
    expect(seen.busEvents.filter(({ event }) => event.kind === 'error-frame').length).toBe(32);
    network.bus.setFaults({});
    network.advanceTo(offUs + 1_408 * 2 - 1);
    expect(network.stationOf(a).errorState).toBe('bus-off');
    network.advanceTo(offUs + 1_408 * 2);
    expect(seen.lines.at(-1)).toBe(`${offUs + 2_816} a error-state error-active`);
    expect(network.stationOf(a).transmitErrors).toBe(0);
    network.advanceTo(offUs + 1_000_000);
    expect(b.reported).toEqual([]);
    network.apply(a, (outbox) => outbox.send(SHORT));
    network.advanceTo(offUs + 1_000_100);
    expect(b.reported).toEqual([`${offUs + 1_000_100} frame 0`]);
  });

  it('bus-off: a frame of another node counts as one sequence of 11 and breaks the run; the node does not hear it', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    const { network } = faulty([a, b], { corrupt: 1, ids: [0] });
    while (network.stationOf(a).errorState !== 'bus-off') network.runNext(1_000_000);
    const offUs = network.nowUs;
    const reported = a.reported.length;
    // 100 sequences and 5 bits pass, then b's frame; from its last 8 bits on 28 sequences are missing.
    network.advanceTo(offUs + 1_105 * 2);
    network.apply(b, (outbox) => outbox.send(HIGH));
    const endUs = offUs + 2_210 + durationUs(HIGH);
    const backUs = endUs + (28 * 11 - 8) * 2;
    network.advanceTo(backUs - 1);
    expect([a.reported.length, network.stationOf(a).errorState]).toEqual([reported, 'bus-off']);
    network.advanceTo(backUs);
    expect(network.stationOf(a).errorState).toBe('error-active');
  });

  it('equal seeds give equal runs, another seed another', () => {
    const run = (seed: number): string[] => {
      const node = new ScriptedNode('a');
      for (let i = 0; i < 200; i++) node.sends(i * 1_000, LOW);
      const { network, seen } = faulty(
        [node, new ScriptedNode('b')],
        { corrupt: 0.2, drop: 0.1, duplicate: 0.1, jitterMs: 0.5 },
        { seed },
      );
      network.advanceTo(1_000_000);
      return seen.lines;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('refuses a plan that is not possible, by field', () => {
    const { network } = bench([]);
    for (const plan of [
      { drop: 1.1 },
      { corrupt: -0.1 },
      { duplicate: Number.NaN },
      { delayMs: -1 },
      { jitterMs: 3_600_001 },
    ]) {
      expect(() => network.bus.setFaults(plan)).toThrow(expect.objectContaining({ field: Object.keys(plan)[0] }));
    }
    network.bus.setFaults({ drop: 0.5 });
    expect(network.bus.faults).toMatchObject({
      drop: 0.5,
      corrupt: 0,
      duplicate: 0,
      delayMs: 0,
      jitterMs: 0,
      ids: null,
    });
  });
});
