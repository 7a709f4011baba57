import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import type { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import type { ScriptedNode } from './scripted-node.ts';
import { type Note } from './scripted-node.ts';
import { bench, type TwoNodeBench } from './two-node-bench.ts';

/** 50 bits: 100 µs at 500 kbit/s. */
const SHORT = dataFrame(0x000, new Uint8Array(0));
const LOW = dataFrame(0x100, new Uint8Array(0));
/** 128 times 11 recessive bits of 2 µs. */
const RECOVERY_US = 2_816;

function send(network: VirtualNetwork<Note>, node: ScriptedNode, frame = SHORT): void {
  network.apply(node, (outbox) => outbox.send(frame));
}

describe('an idle bus', () => {
  it('has nothing on the wire and nothing queued', () => {
    const { network, a } = bench();
    expect(network.bus.isIdle()).toBe(true);
    send(network, a);
    expect(network.bus.isIdle()).toBe(false);
    network.advanceTo(100);
    expect(network.bus.isIdle()).toBe(true);
  });

  it('may carry frames of a background node, but none of another', () => {
    const { network, a, b } = bench();
    network.setBackground(a);
    send(network, a);
    expect(network.bus.isIdle()).toBe(true);
    network.advanceTo(10);
    send(network, b);
    expect(network.bus.isIdle()).toBe(false);
    network.advanceTo(110);
    send(network, a);
    expect(network.bus.isIdle()).toBe(false);
    network.advanceTo(206);
    expect(network.bus.isIdle()).toBe(true);
  });

  it('is not one on which the frame of a node ends that was reset in the midst of it', () => {
    const { network, a } = bench();
    send(network, a);
    network.advanceTo(10);
    network.clearQueue(a);
    expect(network.bus.isIdle()).toBe(false);
    network.advanceTo(50);
    expect(network.bus.isIdle()).toBe(true);
  });

  it('is one on which only a node in bus-off wants to send', () => {
    const { network, a, b } = bench();
    send(network, a);
    expect(network.bus.isIdle()).toBe(false);
    network.setBackground(a);
    expect(network.bus.isIdle()).toBe(true);
    network.forceBusOff(b, true);
    send(network, b);
    network.advanceTo(1_000);
    expect(network.bus.isIdle()).toBe(true);
  });
});

describe('what the bus starts with', () => {
  it('is room for 4096 frames of a node', () => {
    const { network, seen, a } = bench();
    network.apply(a, (outbox) => {
      for (let count = 0; count < 4_097; count++) outbox.send(SHORT);
    });
    expect(network.stationOf(a).queue.length).toBe(4_096);
    expect(seen.lines).toEqual(['0 a queue-overflow']);
  });

  it('is the time of its options', () => {
    const { network, seen, a } = bench({ startUs: 1_000 });
    expect(network.nowUs).toBe(1_000);
    send(network, a);
    network.advanceTo(2_000);
    expect(seen.lines).toEqual(['1100 a 0']);
  });

  it('is seed 1 for its faults', () => {
    const lines = (options: VirtualBusOptions): readonly string[] => {
      const { network, seen, a } = bench(options);
      network.bus.setFaults({ corrupt: 0.5 });
      for (let count = 0; count < 20; count++) send(network, a);
      network.advanceTo(20_000);
      return seen.lines;
    };
    expect(lines({})).toEqual(lines({ seed: 1 }));
    expect(lines({})).not.toEqual(lines({ seed: 0 }));
    expect(lines({})).not.toEqual(lines({ seed: 2 }));
  });
});

describe('a frame whose start is still to come', () => {
  it('gives way at its very start to one that wins arbitration, and not a microsecond later', () => {
    const ends = (requestUs: number): readonly string[] => {
      const { network, seen, a, b } = bench();
      send(network, b, LOW);
      network.advanceTo(requestUs);
      send(network, a);
      network.advanceTo(1_000);
      return seen.frames.map(({ sender }) => sender);
    };
    expect(ends(0)).toEqual(['a', 'b']);
    expect(ends(1)).toEqual(['b', 'a']);
  });

  it('is withdrawn without a trace where its node is reset at its start, and breaks off a microsecond later', () => {
    const lines = (resetUs: number): readonly string[] => {
      const { network, seen, a } = bench();
      send(network, a);
      network.advanceTo(resetUs);
      network.clearQueue(a);
      network.advanceTo(1_000);
      return seen.lines;
    };
    expect(lines(0)).toEqual([]);
    expect(lines(1)).toEqual(['41 a frame-aborted']);
  });

  it('waits no longer for the intermission than 3 bits, to the microsecond', () => {
    for (const requestUs of [105, 106, 107]) {
      const { network, seen, a, b } = bench();
      send(network, a);
      network.advanceTo(requestUs);
      send(network, b);
      network.advanceTo(1_000);
      expect(seen.lines).toEqual(['100 a 0', `${Math.max(106, requestUs) + 100} b 0`]);
    }
  });

  it('ends whole where only its recessive trailer of 10 bits is missing', () => {
    const lines = (resetUs: number): readonly string[] => {
      const { network, seen, a } = bench();
      send(network, a);
      network.advanceTo(resetUs);
      network.clearQueue(a);
      network.advanceTo(1_000);
      return seen.lines;
    };
    expect(lines(79)).toEqual(['119 a frame-aborted']);
    expect(lines(80)).toEqual(['100 a 0']);
  });
});

describe('bus-off', () => {
  it('ends after 128 times 11 recessive bits on a bus at rest; what waited, and what came meanwhile, is lost', () => {
    const { network, seen, a, b } = bench();
    network.advanceTo(1_000);
    send(network, b);
    for (let count = 0; count < 3; count++) send(network, a);
    network.forceBusOff(a, false);
    send(network, a);
    expect(network.stationOf(a).queue.length).toBe(0);
    network.advanceTo(1_000 + 100 + RECOVERY_US);
    send(network, a);
    network.advanceTo(10_000);
    expect(seen.lines.filter((line) => /^\d+ a/.test(line))).toEqual([
      '1000 a error-state bus-off',
      expect.stringMatching(/^\d+ a error-state error-active$/),
      `${1_000 + 100 + RECOVERY_US + 100} a 0`,
    ]);
  });

  it('of two nodes ends for each in its time', () => {
    const { network, seen, a, b } = bench();
    network.forceBusOff(a, false);
    network.advanceTo(500);
    network.forceBusOff(b, false);
    network.advanceTo(10_000);
    expect(seen.lines.slice(2)).toHaveLength(2);
    expect(seen.lines.slice(2).every((line) => line.endsWith('error-state error-active'))).toBe(true);
    expect(network.stationOf(a).busOff || network.stationOf(b).busOff).toBe(false);
    expect(network.deadlineUs()).toBe(Infinity);
  });

  it('is left by a node that is reset', () => {
    const { network, seen, a } = bench();
    network.forceBusOff(a, false);
    network.advanceTo(100);
    network.clearQueue(a);
    expect(network.deadlineUs()).toBe(Infinity);
    send(network, a);
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['0 a error-state bus-off', '200 a 0']);
  });

  it('is held until it is released', () => {
    const { network, seen, a } = bench();
    network.forceBusOff(a, true);
    network.advanceTo(1_000_000);
    expect(network.deadlineUs()).toBe(Infinity);
    network.releaseBusOff(a);
    network.advanceTo(2_000_000);
    expect(seen.lines.at(-1)).toBe(`${1_000_000 + RECOVERY_US} a error-state error-active`);
  });

  it('does not receive, and counts recessive bits between the frames of others', () => {
    const { network, a, b } = bench();
    network.forceBusOff(a, false);
    send(network, b);
    network.advanceTo(10_000);
    expect(a.reported).toEqual([]);
    expect(network.stationOf(a).busOff).toBe(false);
  });

  it('is near for an error-passive sender, which waits 8 bits more before its next frame', () => {
    const { network, seen, a } = bench();
    network.bus.setFaults({ corrupt: 1 });
    send(network, a);
    network.advanceTo(1_946);
    network.bus.setFaults({ corrupt: 0 });
    network.advanceTo(10_000);
    // An error frame each 122 µs: 50 bits, 8 bits of error and 3 of intermission; the sixteenth makes it passive.
    expect(seen.lines.slice(-4)).toEqual([
      '1946 a error-frame',
      '1946 a error-state error-passive',
      '2068 a error-state error-active',
      '2068 a 0',
    ]);
    expect(network.stationOf(a).transmitErrors).toBe(127);
  });
});

describe('arbitration', () => {
  it('of equal identifiers is won by the node that was attached first, not by the one that asked first', () => {
    const { network, seen, a, b } = bench();
    send(network, b);
    send(network, a);
    network.advanceTo(1_000);
    expect(seen.frames.map(({ sender }) => sender)).toEqual(['a', 'b']);
  });
});

/** Node a has sent its sixteenth error frame by 1946, is error-passive, and repeats its frame from 1968 on. */
function passive(options: VirtualBusOptions = {}): TwoNodeBench {
  const made = bench(options);
  made.network.bus.setFaults({ corrupt: 1 });
  send(made.network, made.a);
  made.network.advanceTo(1_946);
  made.network.bus.setFaults({ corrupt: 0 });
  return made;
}

describe('suspend transmission', () => {
  it('lets another node go first, whatever its identifier', () => {
    const { network, seen, b } = passive();
    network.advanceTo(1_950);
    send(network, b, LOW);
    network.advanceTo(10_000);
    expect(seen.frames.map(({ endUs, sender }) => `${endUs} ${sender}`)).toEqual(['2048 b', '2154 a']);
  });

  it('takes as long whatever the rate of data phases', () => {
    const { network, seen } = passive({ dataBitRate: 2_000_000 });
    network.advanceTo(10_000);
    expect(seen.lines.at(-1)).toBe('2068 a 0');
  });

  it('goes on after a good frame while the sender is still error-passive', () => {
    const { network, seen, a } = bench();
    network.bus.setFaults({ corrupt: 1 });
    send(network, a);
    send(network, a);
    network.advanceTo(2_084);
    network.bus.setFaults({ corrupt: 0 });
    network.advanceTo(10_000);
    expect(network.stationOf(a).transmitErrors).toBe(134);
    expect(seen.frames.map(({ endUs }) => endUs)).toEqual([2_206, 2_328]);
  });

  it('ends with the supply of the sender, not with that of another node', () => {
    const own = passive();
    own.network.clearQueue(own.a);
    send(own.network, own.a);
    own.network.advanceTo(10_000);
    expect(own.seen.lines.at(-1)).toBe('2052 a 0');
    const other = passive();
    other.network.clearQueue(other.b);
    other.network.advanceTo(10_000);
    expect(other.seen.lines.at(-1)).toBe('2068 a 0');
  });

  it('continues from a snapshot', () => {
    const { network } = passive();
    network.advanceTo(1_947);
    const frames = new FrameTable();
    const snapshot = network.snapshot(frames);
    expect(snapshot.bus.suspended).toBe(0);
    const { network: other, seen } = bench();
    other.restore(snapshot, restoreFrames(frames.entries));
    other.advanceTo(10_000);
    expect(seen.lines.at(-1)).toBe('2068 a 0');
  });
});

describe('bus-off on a bus that is driven', () => {
  it('is counted from the end of the frame on the wire', () => {
    const { network, seen, a, b } = bench();
    send(network, a);
    network.advanceTo(50);
    network.forceBusOff(b, false);
    network.advanceTo(10_000);
    // 1408 bits less the intermission, from its end at 106.
    expect(seen.lines.at(-1)).toBe('2916 b error-state error-active');
  });

  it('counts on over a later frame: 86 sequences before it, and 8 bits of its end', () => {
    const { network, seen, a, b } = bench();
    send(network, a);
    network.advanceTo(50);
    network.forceBusOff(b, false);
    network.advanceTo(2_000);
    send(network, a);
    network.advanceTo(10_000);
    expect(seen.lines.at(-1)).toBe(`${2_106 + (42 * 11 - 8 - 3) * 2} b error-state error-active`);
  });

  it('does not begin anew where it is forced again, and is held from then on where that is asked', () => {
    const { network, seen, a } = bench();
    network.advanceTo(10);
    network.forceBusOff(a, false);
    network.advanceTo(1_000);
    network.forceBusOff(a, false);
    network.advanceTo(10 + RECOVERY_US);
    expect(seen.lines).toEqual(['10 a error-state bus-off', `${10 + RECOVERY_US} a error-state error-active`]);
    network.forceBusOff(a, false);
    network.forceBusOff(a, true);
    expect(network.deadlineUs()).toBe(Infinity);
  });

  it('does not end while a frame is on the wire', () => {
    const { network, seen, a, b } = bench();
    network.advanceTo(10);
    network.forceBusOff(b, false);
    network.advanceTo(2_800);
    send(network, a);
    network.advanceTo(10_000);
    // 1395 bits until the frame are 126 sequences; two more, less 8 bits of the frame's end, follow from 2900 on.
    expect(seen.lines.at(-1)).toBe(`${2_906 + (2 * 11 - 8 - 3) * 2} b error-state error-active`);
  });
});

describe('a node that is reset', () => {
  it('one microsecond after the start of its frame breaks it off, whenever that starts', () => {
    const { network, seen, a } = bench();
    network.advanceTo(1_000);
    send(network, a);
    network.advanceTo(1_001);
    network.clearQueue(a);
    network.advanceTo(5_000);
    expect(seen.lines).toEqual(['1041 a frame-aborted']);
  });

  it('during its error frame does not repeat what was damaged', () => {
    const { network, seen, a } = bench();
    network.bus.setFaults({ corrupt: 1, count: 1 });
    send(network, a);
    network.advanceTo(105);
    network.clearQueue(a);
    network.advanceTo(5_000);
    expect(seen.lines).toEqual(['116 a frame-aborted']);
    expect(network.stationOf(a).transmitErrors).toBe(0);
  });
});
