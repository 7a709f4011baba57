import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import type { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import type { ScriptedNode } from './scripted-node.ts';
import { type Note } from './scripted-node.ts';
import { bench } from './two-node-bench.ts';

/** 50 bits: 100 µs at 500 kbit/s. */
const SHORT = dataFrame(0x000, new Uint8Array(0));
/** 48 bits: 96 µs. */
const LOW = dataFrame(0x100, new Uint8Array(0));
/** 128 times 11 recessive bits of 2 µs. */
const RECOVERY_US = 2_816;

function send(network: VirtualNetwork<Note>, node: ScriptedNode, ...frames: readonly (typeof SHORT)[]): void {
  network.apply(node, (outbox) => {
    for (const frame of frames) outbox.send(frame);
  });
}

describe('a sender after an error', () => {
  it('repeats its frame and sends its next as soon as the bus is free, while it is error-active', () => {
    const { network, seen, a } = bench();
    network.bus.setFaults({ corrupt: 1, count: 1 });
    send(network, a, SHORT, SHORT);
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['116 a error-frame', '222 a 0', '328 a 0']);
  });

  it('waits 8 bits more while it is error-passive, also where another node is reset before and all is elected anew', () => {
    const { network, seen, a, b } = bench();
    network.bus.setFaults({ corrupt: 1, count: 16 });
    send(network, a, SHORT);
    network.advanceTo(1_950);
    expect(seen.lines.slice(-2)).toEqual(['1946 a error-frame', '1946 a error-state error-passive']);
    send(network, b, LOW);
    network.advanceTo(1_951);
    network.clearQueue(b);
    network.advanceTo(10_000);
    expect(seen.lines.at(-1)).toBe('2068 a 0');
  });

  it('waits no longer because another node goes bus-off meanwhile', () => {
    const { network, seen, a, b } = bench();
    network.bus.setFaults({ corrupt: 1, count: 16 });
    send(network, a, SHORT);
    network.advanceTo(1_960);
    network.forceBusOff(b, true);
    send(network, b, LOW);
    network.clearQueue(b);
    network.advanceTo(10_000);
    expect(seen.lines.at(-1)).toBe('2068 a 0');
  });
});

describe('a sender that is reset during its frame', () => {
  it('and once more does not make the error frame longer', () => {
    const { network, seen, a } = bench();
    send(network, a, SHORT);
    for (const resetUs of [40, 50]) {
      network.advanceTo(resetUs);
      network.clearQueue(a);
    }
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['80 a frame-aborted']);
  });

  it('sends its next frame as a new one, not as the repetition of the old', () => {
    const { network, seen, a } = bench();
    network.bus.setFaults({ duplicate: 1, ids: [0x100] });
    send(network, a, SHORT);
    network.advanceTo(90);
    network.clearQueue(a);
    send(network, a, LOW);
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['100 a 0', '202 a 100', '304 a 100']);
  });
});

describe('a bus-off on a bus at rest', () => {
  it('of two nodes ends for each in its time', () => {
    const { network, seen, a, b } = bench();
    network.advanceTo(1_000);
    network.forceBusOff(a, false);
    network.advanceTo(1_500);
    network.forceBusOff(b, false);
    network.advanceTo(10_000);
    expect(seen.lines.slice(2)).toEqual(['3816 a error-state error-active', '4316 b error-state error-active']);
  });

  it.each(['before', 'after'])('ends while a frame waits for its start: asked for %s the bus-off began', (order) => {
    const { network, seen, a, b } = bench();
    network.bus.setFaults({ delayMs: 5, ids: [0x100] });
    network.advanceTo(1_000);
    if (order === 'before') send(network, b, LOW);
    network.forceBusOff(a, false);
    if (order === 'after') send(network, b, LOW);
    expect(network.deadlineUs()).toBe(1_000 + RECOVERY_US);
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['1000 a error-state bus-off', '3816 a error-state error-active', '6096 b 100']);
    expect(a.reported).toEqual(['6096 frame 100']);
  });

  it.each([
    [2.815, ['3911 b 100', '3917 a error-state error-active']],
    [2.816, ['3816 a error-state error-active', '3912 b 100']],
  ])('that ends in 2816 µs, and a frame that waits %f ms for its start', (delayMs, lines) => {
    const { network, seen, a, b } = bench();
    network.bus.setFaults({ delayMs, ids: [0x100] });
    network.advanceTo(1_000);
    network.forceBusOff(a, false);
    send(network, b, LOW);
    network.advanceTo(10_000);
    // 2815 µs are 1407 bits and a half: 127 sequences. The last one consists of 8 bits of the frame's end and 3 more.
    expect(seen.lines.slice(1)).toEqual(lines);
  });

  it('is counted from where it is asked for again, but no longer to be held', () => {
    const { network, seen, a } = bench();
    network.forceBusOff(a, true);
    network.advanceTo(10_000);
    network.forceBusOff(a, false);
    network.advanceTo(20_000);
    expect(seen.lines).toEqual(['0 a error-state bus-off', '12816 a error-state error-active']);
  });
});

describe('a bus-off that begins while the wire is driven, after a long rest', () => {
  it('is counted from the end of the frame', () => {
    const { network, seen, a, b } = bench();
    network.advanceTo(10_000);
    send(network, a, LOW);
    network.advanceTo(10_050);
    network.forceBusOff(b, false);
    network.advanceTo(20_000);
    expect(seen.lines).toEqual([
      '10050 b error-state bus-off',
      '10096 a 100',
      `${10_096 + RECOVERY_US} b error-state error-active`,
    ]);
    expect(b.reported).toEqual([]);
  });

  it('is counted from the end of the frame during which it was released', () => {
    const { network, seen, a, b } = bench();
    network.forceBusOff(b, true);
    network.advanceTo(10_000);
    send(network, a, LOW);
    network.advanceTo(10_050);
    network.releaseBusOff(b);
    network.advanceTo(20_000);
    expect(seen.lines.slice(1)).toEqual(['10096 a 100', `${10_096 + RECOVERY_US} b error-state error-active`]);
  });

  it("is counted from the end of another node's error frame", () => {
    const { network, seen, a, b } = bench();
    network.bus.setFaults({ corrupt: 1, count: 1 });
    network.advanceTo(10_000);
    send(network, b, LOW);
    network.advanceTo(10_100);
    network.forceBusOff(a, false);
    network.clearQueue(b);
    network.advanceTo(20_000);
    expect(seen.lines).toEqual([
      '10100 a error-state bus-off',
      '10112 b frame-aborted',
      `${10_112 + RECOVERY_US} a error-state error-active`,
    ]);
  });
});

describe('a bus-off on a bus that never rests', () => {
  it.each([
    [500_000, 13_674],
    [83_333, 82_045],
  ])('ends at %i bit/s with the intermission after 129 frames: the first had begun before', (bitRate, backUs) => {
    const { network, seen, a, b } = bench({ bitRate });
    send(network, b, ...Array.from({ length: 140 }, () => SHORT));
    network.advanceTo(1);
    network.forceBusOff(a, false);
    network.advanceTo(1_000_000);
    expect(seen.lines[130]).toBe(`${backUs} a error-state error-active`);
    expect(a.reported).toHaveLength(140 - 129);
  });
});

describe('a snapshot of a bus with an error-passive sender', () => {
  it('continues in another network: it waits, also where all is elected anew', () => {
    const { network, a, b } = bench();
    network.bus.setFaults({ corrupt: 1, count: 16 });
    send(network, b, SHORT);
    network.advanceTo(1_950);
    const frames = new FrameTable();
    const snapshot = network.snapshot(frames);
    expect(snapshot.bus.suspended).toBe(network.stationOf(b).order);
    const other = bench();
    other.network.restore(snapshot, restoreFrames(frames.entries));
    send(other.network, other.a, LOW);
    other.network.advanceTo(1_951);
    other.network.clearQueue(other.a);
    other.network.advanceTo(10_000);
    expect(other.seen.lines.at(-1)).toBe('2068 b 0');
    expect(network.stationOf(a).errorState).toBe('error-active');
  });
});

describe('a snapshot of a bus with a node in bus-off', () => {
  it('continues in another network: its bits count on from the frame on the wire', () => {
    const { network, a, b } = bench();
    network.advanceTo(1_000);
    network.forceBusOff(a, false);
    network.advanceTo(2_000);
    send(network, b, SHORT);
    network.advanceTo(2_050);
    const frames = new FrameTable();
    const snapshot = network.snapshot(frames);
    const { network: other, seen } = bench();
    other.restore(snapshot, restoreFrames(frames.entries));
    other.advanceTo(10_000);
    // 500 bits before the frame are 45 sequences; 83 more, less 8 bits of the frame's end, follow from 2100 on.
    expect(seen.lines).toEqual(['2100 b 0', `${2_100 + (83 * 11 - 8) * 2} a error-state error-active`]);
  });
});
