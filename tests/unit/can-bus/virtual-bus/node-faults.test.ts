import { describe, expect, it } from 'vitest';
import { parseByteMask } from '../../../../can-bus/bytes/byte-mask.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable } from '../../../../can-bus/frame/frame-table.ts';
import { BabblingNode } from '../../../../can-bus/virtual-bus/babbling-node.ts';
import type { Interceptor, InterceptorOutput } from '../../../../can-bus/virtual-bus/interceptor.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

const NO_DATA = new Uint8Array(0);
/** 100 µs at 500 kbit/s, and 6 µs of intermission. */
const SHORT = dataFrame(0x000, NO_DATA);
/** 96 µs. */
const LOW = dataFrame(0x100, NO_DATA);
/** 128 times 11 bits of 2 µs. */
const RECOVERY_US = 2816;

function bench(...nodes: readonly ScriptedNode[]): { network: VirtualNetwork<Note>; seen: LineObserver } {
  const seen = new LineObserver();
  const network = new VirtualNetwork<Note>({}, seen);
  for (const node of nodes) network.attach(node);
  return { network, seen };
}

describe('bounds of the frame faults', () => {
  it('lets as many pass as it says, and hits no more than it says', () => {
    const node = new ScriptedNode('a').sends(0, LOW, LOW, LOW, LOW, LOW);
    const { network, seen } = bench(node, new ScriptedNode('b'));
    network.bus.setFaults({ drop: 1, skip: 1, count: 2 });
    network.advanceTo(10_000);
    expect(seen.busEvents.map(({ event }) => event.kind)).toEqual(['frame-dropped', 'frame-dropped']);
    expect(network.bus.snapshot(new FrameTable()).faults.ends).toEqual({ seen: 5, struck: 2 });
  });

  it('hits only frames with such data', () => {
    const [one, two] = [dataFrame(0x10, Uint8Array.of(1, 2)), dataFrame(0x10, Uint8Array.of(2, 2))];
    const { network, seen } = bench(new ScriptedNode('a').sends(0, one, two), new ScriptedNode('b'));
    network.bus.setFaults({ drop: 1, data: parseByteMask('02 ..') });
    network.advanceTo(10_000);
    expect(seen.busEvents.map(({ event }) => 'frame' in event && event.frame)).toEqual([two]);
  });

  it('delays no more requests than it says', () => {
    const { network, seen } = bench(new ScriptedNode('a').sends(0, LOW, LOW), new ScriptedNode('b').sends(0, SHORT));
    network.bus.setFaults({ delayMs: 1, ids: [0x100], count: 1 });
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['100 b 0', '1096 a 100', '1198 a 100']);
  });

  it('draws the same again from the same seed, and otherwise from another', () => {
    const run = (seed: number): readonly string[] => {
      const { network, seen } = bench(new ScriptedNode('a').sends(0, ...Array.from({ length: 40 }, () => LOW)));
      network.bus.setFaults({ drop: 0.5 }, seed);
      network.advanceTo(100_000);
      return seen.lines;
    };
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });
});

describe('bus-off by force', () => {
  it('silences a node on a bus at rest, which recovers after 128 times 11 recessive bits', () => {
    const node = new ScriptedNode('a').sends(500, LOW).sends(5_000, LOW);
    const { network, seen } = bench(node);
    network.advanceTo(200);
    network.forceBusOff(node, false);
    network.advanceTo(20_000);
    expect(seen.lines).toEqual([
      '200 a error-state bus-off',
      `${200 + RECOVERY_US} a error-state error-active`,
      '5096 a 100',
    ]);
  });

  it('ends its frame on the wire as an error frame, and does not send it again', () => {
    const node = new ScriptedNode('a').sends(0, LOW);
    const { network, seen } = bench(node, new ScriptedNode('b'));
    network.advanceTo(40);
    network.forceBusOff(node, false);
    network.advanceTo(20_000);
    expect(seen.lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'a error-state bus-off',
      'a frame-aborted',
      'a error-state error-active',
    ]);
    expect(network.isIdle()).toBe(true);
  });

  it('forgets that its frame was delivered once already: the next one can be delivered twice again', () => {
    const node = new ScriptedNode('a').sends(0, LOW).sends(10_000, SHORT);
    const { network, seen } = bench(node, new ScriptedNode('b'));
    network.bus.setFaults({ duplicate: 1 });
    network.advanceTo(150);
    expect(seen.lines).toEqual(['96 a 100']);
    network.forceBusOff(node, false);
    network.advanceTo(20_000);
    expect(seen.lines.filter((line) => line.endsWith(' a 0'))).toEqual(['10100 a 0', '10206 a 0']);
  });

  it('lasts, where it is held, until it is released', () => {
    const node = new ScriptedNode('a').sends(100, LOW).sends(1_500_000, LOW);
    const other = new ScriptedNode('b').sends(300, SHORT);
    const { network, seen } = bench(node, other);
    network.forceBusOff(node, true);
    network.advanceTo(1_000_000);
    expect(seen.lines).toEqual(['0 a error-state bus-off', '400 b 0']);
    expect(node.reported).toEqual(['100 deadline']);
    network.releaseBusOff(node);
    network.advanceTo(2_000_000);
    expect(seen.lines.slice(2)).toEqual([`${1_000_000 + RECOVERY_US} a error-state error-active`, '1500096 a 100']);
  });
});

describe('a silent node', () => {
  it('hears, and is not heard; nothing of it is sent later', () => {
    const node = new ScriptedNode('a').sends(0, LOW);
    const { network, seen } = bench(node, new ScriptedNode('b').sends(0, SHORT));
    network.mute(node, true);
    network.advanceTo(1_000);
    expect(node.reported).toEqual(['0 deadline', '100 frame 0']);
    network.mute(node, false);
    network.advanceTo(2_000);
    expect(seen.lines).toEqual(['100 b 0']);
  });
});

describe('a babbling node', () => {
  it('wins every arbitration for its time, and then the others have the bus', () => {
    const victim = new ScriptedNode('a').sends(10, LOW);
    const { network, seen } = bench(victim);
    network.attach(new BabblingNode({ frame: SHORT, periodUs: 0, durationUs: 1_000 }, 0));
    network.advanceTo(5_000);
    const senders = seen.lines.map((line) => line.split(' ')[1]);
    expect(senders).toEqual([...Array.from({ length: 10 }, () => 'babbler'), 'a']);
  });

  it('with a period leaves the rest of the time to others', () => {
    const { network, seen } = bench(new ScriptedNode('a').sends(10, LOW));
    network.attach(new BabblingNode({ frame: SHORT, periodUs: 500, durationUs: 1_200 }, 0));
    network.advanceTo(5_000);
    expect(seen.lines).toEqual(['100 babbler 0', '202 a 100', '600 babbler 0', '1100 babbler 0']);
  });

  it('keeps nobody waiting for a quiet bus', () => {
    const { network } = bench(new ScriptedNode('a'));
    const babbler = new BabblingNode({ frame: SHORT, periodUs: 0, durationUs: 1_000_000 }, 0);
    network.attach(babbler);
    network.setBackground(babbler);
    expect(network.settle()).toBeLessThan(1_000);
  });
});

/** Gives every frame of the node back to it, and sends another in its place. */
class Mirror implements Interceptor {
  resets = 0;
  deadlineUs(): number {
    return Infinity;
  }
  onDeadline(): void {
    // It waits for nothing.
  }
  fromNode(frame: CanFrame, _nowUs: number, output: InterceptorOutput): void {
    output.report('mirrored', frame);
    output.confirm(frame);
    output.toNode(frame);
    output.toBus(SHORT);
  }
  fromBus(): void {
    // The node hears nothing of the bus.
  }
  sent(): void {
    // The node was notified already.
  }
  hasPendingWork(): boolean {
    return false;
  }
  reset(): void {
    this.resets += 1;
  }
}

describe('an interceptor in the line of a node', () => {
  it('controls every frame in both directions', () => {
    const node = new ScriptedNode('a').sends(10, LOW);
    const { network, seen } = bench(node, new ScriptedNode('b').sends(300, LOW));
    network.interpose(node, new Mirror());
    network.advanceTo(1_000);
    expect(node.reported).toEqual(['10 deadline', '10 sent 100', '10 frame 100']);
    expect(seen.lines).toEqual(['10 a fault-struck', '110 a 0', '396 b 100']);
  });

  it('is notified when the node loses its supply, and once taken out is out of the way', () => {
    const node = new ScriptedNode('a').sends(10, LOW);
    const { network, seen } = bench(node);
    const mirror = new Mirror();
    network.interpose(node, mirror);
    network.clearQueue(node);
    network.interpose(node, null);
    network.advanceTo(1_000);
    expect([mirror.resets, seen.lines.length, node.reported.at(-1)]).toEqual([1, 1, '106 sent 100']);
  });
});
