import { AssertionError } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { StallError } from '../../../../can-bus/time/stall-error.ts';
import type { Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import type { Interceptor } from '../../../../can-bus/virtual-bus/interceptor.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import { LineObserver, ScriptedNode } from './scripted-node.ts';
import type { Note } from './scripted-node.ts';

const NO_DATA = new Uint8Array(0);
/** 100 µs at 500 kbit/s. */
const SHORT = dataFrame(0x000, NO_DATA);
const LOW = dataFrame(0x100, NO_DATA);
const EXTENDED = dataFrame(0x18da_10f1, NO_DATA);
const EXTENDED_SMALL = dataFrame(0x100, NO_DATA, { extended: true });

function bench(...nodes: readonly ScriptedNode[]): { network: VirtualNetwork<Note>; seen: LineObserver } {
  const seen = new LineObserver();
  const network = new VirtualNetwork<Note>({}, seen);
  for (const node of nodes) network.attach(node);
  return { network, seen };
}

describe('network: order of events', () => {
  it('fires deadlines before a frame that ends at the same instant, in order of attachment', () => {
    const order: string[] = [];
    const [a, b, c] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b'), new ScriptedNode('c')];
    const quiet = dataFrame(0x7ff, NO_DATA);
    c.sends(100, quiet);
    b.sends(100, quiet);
    const { network } = bench(a, c, b);
    for (const node of [b, c]) {
      const push = node.reported.push.bind(node.reported);
      node.reported.push = (...lines) => {
        order.push(...lines.map((line) => `${node.name} ${line}`));
        return push(...lines);
      };
    }
    network.advanceTo(100);
    expect(order).toEqual(['c 100 deadline', 'b 100 deadline', 'c 100 frame 0', 'b 100 frame 0']);
  });

  it('delivers in order of attachment to all that listen but the sender, and then confirms to the sender', () => {
    const reported: string[] = [];
    const nodes = ['a', 'b', 'c'].map((name) => new ScriptedNode(name));
    nodes[1]?.sends(0, SHORT);
    const { network } = bench(...nodes);
    for (const node of nodes) {
      node.reported.push = (...lines) => reported.push(`${node.name} ${lines.join()}`);
    }
    network.advanceTo(100);
    expect(reported).toEqual(['b 0 deadline', 'a 100 frame 0', 'c 100 frame 0', 'b 100 sent 0']);
  });

  it('puts an answer given at the end of a frame on the wire after the intermission', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    b.reply = SHORT;
    const { network, seen } = bench(a, b);
    network.advanceTo(1_000);
    expect(seen.lines).toEqual(['100 a 0', '100 b replied', '206 b 0']);
  });

  it('fires at once a deadline that a node sets for the present or the past', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    b.reply = SHORT;
    b.replyAtOnce = false;
    const { network } = bench(a, b);
    network.advanceTo(100);
    expect(b.reported).toEqual(['100 frame 0', '100 deadline']);
  });
});

describe('network: who receives', () => {
  it('goes by the ids a node listens to, base and extended apart', () => {
    const some = new ScriptedNode('some', [0x100, 0x18da_10f1, 0x100]);
    const all = new ScriptedNode('all');
    const none = new ScriptedNode('none', []);
    const sender = new ScriptedNode('sender', [0x100]).sends(0, SHORT, LOW, EXTENDED, EXTENDED_SMALL);
    const { network } = bench(some, all, none, sender);
    network.advanceTo(10_000);
    const ids = (node: ScriptedNode): string[] => node.reported.map((line) => line.split(' ')[2] ?? '');
    expect(ids(some)).toEqual(['100', '18da10f1']);
    expect(ids(all)).toEqual(['0', '100', '18da10f1', '100']);
    expect(none.reported).toEqual([]);
    expect(sender.reported.filter((line) => line.includes('frame'))).toEqual([]);
  });

  it('forgets a detached node and what it had queued', () => {
    const [a, b, c] = [new ScriptedNode('a').sends(0, LOW, LOW), new ScriptedNode('b'), new ScriptedNode('c')];
    const { network, seen } = bench(a, b, c);
    network.advanceTo(10);
    network.detach(a);
    network.detach(b);
    network.advanceTo(10_000);
    expect(seen.lines).toEqual(['50 a frame-aborted']);
    network.apply(c, (outbox) => outbox.send(LOW));
    network.attach(b);
    network.advanceTo(20_000);
    expect(b.reported.length).toBe(1);
    expect(() => network.detach(a)).toThrow(/^node a is not attached$/);
  });

  it('refuses two nodes of one name', () => {
    const { network } = bench(new ScriptedNode('a'));
    expect(() => network.attach(new ScriptedNode('a'))).toThrow(/a node called a/);
  });
});

describe('network: time', () => {
  it('is exactly at the limit, with a frame left on the wire', () => {
    const { network, seen } = bench(new ScriptedNode('a').sends(0, SHORT));
    network.advanceTo(99);
    expect([network.nowUs, seen.lines.length, network.bus.isIdle()]).toEqual([99, 0, false]);
    expect(network.deadlineUs()).toBe(100);
    network.advanceTo(100);
    expect(network.deadlineUs()).toBe(NEVER_US);
  });

  it('runs one thing at a time with runNext, up to its limit', () => {
    const { network } = bench(new ScriptedNode('a').sends(10, SHORT));
    expect([network.runNext(9), network.nowUs]).toEqual([false, 0]);
    expect([network.runNext(10), network.nowUs]).toEqual([true, 10]);
    expect([network.runNext(1_000), network.nowUs]).toEqual([true, 110]);
    expect([network.runNext(NEVER_US), network.nowUs]).toEqual([false, 110]);
  });

  it('applies an input after the deadlines of the present instant', () => {
    const [first, second] = [new ScriptedNode('a').sends(30, SHORT), new ScriptedNode('b').sends(30, LOW)];
    const { network } = bench(first, second);
    network.runNext(30);
    expect([network.nowUs, first.reported, second.reported]).toEqual([30, ['30 deadline'], []]);
    const result = network.apply(second, (_outbox, nowUs) => {
      second.reported.push(`${nowUs} input`);
      return 'done';
    });
    expect(result).toBe('done');
    expect(second.reported).toEqual(['30 deadline', '30 input']);
  });

  it('notifies the observer of an event before apply returns', () => {
    const node = new ScriptedNode('a');
    const { network, seen } = bench(node);
    network.advanceTo(5);
    network.apply(node, (outbox) => outbox.emit({ kind: 'note', text: 'touched' }));
    expect(seen.lines).toEqual(['5 a touched']);
  });

  it('settles when the bus is idle, nothing is queued and no node has pending work', () => {
    const node = new ScriptedNode('a').sends(0, SHORT).sends(5_000, SHORT).sends(90_000, SHORT);
    node.busyUntilUs = 5_000;
    const { network } = bench(node);
    expect(network.settle()).toBe(5_100);
    expect(network.isIdle()).toBe(true);
  });

  it('settles no further than its limit, and says so by isIdle', () => {
    const node = new ScriptedNode('a').sends(0, SHORT).sends(5_000, SHORT);
    node.busyUntilUs = 5_000;
    const { network } = bench(node);
    expect([network.settle(4_999), network.isIdle()]).toEqual([100, false]);
  });

  it('refuses to go back', () => {
    const { network } = bench();
    network.advanceTo(10);
    expect(() => network.advanceTo(9)).toThrow(AssertionError);
  });

  it('names the node whose deadline does not move', () => {
    const stuck = new ScriptedNode('stuck');
    stuck.deadlineUs = () => 50;
    stuck.onDeadline = () => undefined;
    const { network } = bench(new ScriptedNode('fine'), stuck);
    expect(() => network.advanceTo(60)).toThrow(StallError);
    expect(() => network.advanceTo(60)).toThrow(/node stuck ran at 50 µs/);
  });

  it('refuses to be driven from inside a node, and works on after a node has thrown', () => {
    const node = new ScriptedNode('a');
    const { network, seen } = bench(node);
    expect(() => network.apply(node, () => network.advanceTo(5))).toThrow(/advanceTo from inside/);
    expect(() => network.apply(node, () => network.clearQueue(node))).toThrow(/clearQueue from inside/);
    const fail = (): void =>
      network.apply(node, (outbox) => {
        outbox.send(LOW);
        throw new Error('node broke');
      });
    expect(fail).toThrow('node broke');
    network.apply(node, (outbox) => outbox.send(SHORT));
    network.advanceTo(1_000);
    expect(seen.lines).toEqual(['100 a 0']);
  });
});

describe('network: snapshot', () => {
  it('is a plain value that structured cloning keeps, equal for equal histories and different for others', () => {
    const make = (limitUs: number): unknown => {
      const { network } = bench(
        new ScriptedNode('a').sends(0, SHORT, LOW, EXTENDED),
        new ScriptedNode('b').sends(500, LOW),
      );
      network.bus.setFaults({ corrupt: 0.3 });
      network.advanceTo(limitUs);
      const frames = new FrameTable();
      return { network: network.snapshot(frames), frames: frames.entries };
    };
    const snapshot = make(150);
    expect(structuredClone(snapshot)).toEqual(snapshot);
    expect(
      JSON.parse(JSON.stringify(snapshot, (_, value: unknown) => (value === NEVER_US ? 'never' : value))),
    ).toBeTruthy();
    expect(make(150)).toEqual(snapshot);
    expect(make(151)).not.toEqual(snapshot);
  });

  it('shows the frame on the wire, what waits and the error counters', () => {
    const { network } = bench(new ScriptedNode('a').sends(0, SHORT, LOW));
    network.advanceTo(50);
    const frames = new FrameTable();
    const { nowUs, nodes, bus } = network.snapshot(frames);
    const idOf = (index: number | null): number | undefined => frames.entries[index ?? -1]?.id;
    expect([nowUs, nodes]).toEqual([50, [{ name: 'a', deadlineUs: NEVER_US }]]);
    expect([bus.inError, bus.sender, idOf(bus.frame), bus.end.anchorUs]).toEqual([
      false,
      { name: 'a', order: 0 },
      0,
      100,
    ]);
    expect(bus.stations[0]?.queue.map(({ frame, readyUs }) => [idOf(frame), readyUs])).toEqual([
      [0, 0],
      [0x100, 0],
    ]);
  });
});

describe('network: limits', () => {
  it('says from when to when time cannot go back', () => {
    const { network } = bench();
    network.advanceTo(10);
    expect(() => network.advanceTo(9)).toThrow('time cannot go back from 10 µs to 9 µs');
  });

  it('stops at the instant at which it is asked to', () => {
    const { network, seen } = bench(new ScriptedNode('a').sends(10, SHORT, LOW));
    expect(network.advanceTo(1_000, () => seen.frames.length === 1)).toBe(false);
    expect([network.nowUs, seen.lines]).toEqual([110, ['110 a 0']]);
    expect(network.advanceTo(1_000, () => false)).toBe(true);
    expect([network.nowUs, seen.frames.length]).toEqual([1_000, 2]);
  });

  it('lets a node run 100 000 times at one instant, and not once more', () => {
    const runs = (limit: number): number => {
      const node = new ScriptedNode('a');
      let count = 0;
      node.deadlineUs = () => (count < limit ? 50 : NEVER_US);
      node.onDeadline = () => {
        count++;
      };
      bench(node).network.advanceTo(60);
      return count;
    };
    expect(runs(100_000)).toBe(100_000);
    expect(() => runs(100_001)).toThrow('node a ran at 50 µs again and again (100000 runs');
  });

  it('settles for a minute where no limit is given', () => {
    const settled = (lastUs: number): number => {
      const node = new ScriptedNode('a').sends(lastUs, SHORT);
      node.busyUntilUs = NEVER_US;
      return bench(node).network.settle();
    };
    expect(settled(60_000_000)).toBe(60_000_000);
    expect(settled(60_000_001)).toBe(0);
  });

  it('settles what is due at the present instant, though no node says that it has pending work', () => {
    const node = new ScriptedNode('a').sends(0, SHORT);
    node.busyUntilUs = -1;
    const { network, seen } = bench(node);
    expect(network.settle()).toBe(100);
    expect(seen.lines).toEqual(['100 a 0']);
  });

  it('is not idle while one of its nodes has pending work', () => {
    const [a, b] = [new ScriptedNode('a').sends(500, SHORT), new ScriptedNode('b')];
    a.busyUntilUs = 500;
    for (const nodes of [
      [a, b],
      [b, a],
    ]) {
      expect(bench(...nodes).network.isIdle()).toBe(false);
    }
  });

  it('delivers to the right nodes after one was detached, and fires no deadline of it', () => {
    const [a, b, c] = [new ScriptedNode('a').sends(500, LOW), new ScriptedNode('b', [0]), new ScriptedNode('c')];
    const { network, seen } = bench(a, b, c);
    network.detach(a);
    expect(network.deadlineUs()).toBe(NEVER_US);
    network.apply(c, (outbox) => outbox.send(SHORT));
    network.advanceTo(1_000);
    expect([seen.lines, b.reported]).toEqual([['100 c 0'], ['100 frame 0']]);
  });

  it('names what is refused from inside a node', () => {
    const [node, other] = [new ScriptedNode('a'), new ScriptedNode('b')];
    const { network } = bench(node);
    const frames = new FrameTable();
    const snapshot = network.snapshot(frames);
    const uses: Readonly<Record<string, () => void>> = {
      attach: () => network.attach(other),
      detach: () => network.detach(node),
      runNext: () => network.runNext(10),
      interpose: () => network.interpose(node, null),
      forceBusOff: () => network.forceBusOff(node, false),
      releaseBusOff: () => network.releaseBusOff(node),
      snapshot: () => network.snapshot(frames),
      restore: () => network.restore(snapshot, restoreFrames(frames.entries)),
    };
    for (const [name, use] of Object.entries(uses)) {
      expect(() => network.apply(node, use)).toThrow(`${name} from inside a node or an observer`);
    }
  });

  it('sends what an absent node had queued, and gives its place to a node of its name', () => {
    const { network } = bench(new ScriptedNode('a').sends(0, SHORT, LOW), new ScriptedNode('b'));
    network.advanceTo(50);
    const frames = new FrameTable();
    const snapshot = network.snapshot(frames);
    const late = new ScriptedNode('c');
    const { network: other, seen } = bench(late);
    other.restore(snapshot, restoreFrames(frames.entries));
    expect(other.settle()).toBe(202);
    expect(seen.lines).toEqual(['100 a 0', '202 a 100']);
    expect(late.reported).toEqual(['100 frame 0', '202 frame 100']);
    const [back, last] = [new ScriptedNode('a'), new ScriptedNode('d')];
    other.attach(back);
    other.attach(last);
    expect(other.snapshot(new FrameTable()).nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    other.apply(last, (outbox) => outbox.send(SHORT));
    other.advanceTo(1_000);
    expect(back.reported).toEqual([`${seen.frames.at(-1)?.endUs ?? 0} frame 0`]);
  });

  it('is due at the first deadline of a node or of the wire', () => {
    const { network } = bench(new ScriptedNode('a').sends(700, SHORT), new ScriptedNode('b').sends(500, SHORT));
    expect(network.deadlineUs()).toBe(500);
    network.advanceTo(500);
    expect(network.deadlineUs()).toBe(600);
    network.advanceTo(600);
    expect(network.deadlineUs()).toBe(700);
  });

  it('lists the nodes that have a frame to send, and since when', () => {
    const [a, b] = [new ScriptedNode('a').sends(5, SHORT, LOW), new ScriptedNode('b')];
    const { network } = bench(a, b);
    expect(network.waiting()).toEqual([]);
    for (const timeUs of [50, 150]) {
      network.advanceTo(timeUs);
      expect(network.waiting()).toEqual([{ name: 'a', sinceUs: 5 }]);
    }
    network.advanceTo(1_000);
    expect(network.waiting()).toEqual([]);
  });

  it('confirms only the ids that a node waits for', () => {
    const node = Object.assign(new ScriptedNode('a').sends(0, SHORT, LOW), { confirms: [0x100] });
    bench(node).network.advanceTo(1_000);
    expect(node.reported).toEqual(['0 deadline', '202 sent 100']);
  });

  it('forgets the station of a node that was detached', () => {
    const [a, b] = [new ScriptedNode('a'), new ScriptedNode('b')];
    const { network } = bench(a, b);
    network.detach(b);
    expect(network.snapshot(new FrameTable()).bus.stations.map(({ name }) => name)).toEqual(['a']);
    network.detach(a);
    expect(network.snapshot(new FrameTable()).bus.stations).toEqual([]);
  });

  it('restores no snapshot of a bus with another bit rate', () => {
    const frames = new FrameTable();
    const snapshot = bench(new ScriptedNode('a')).network.snapshot(frames);
    const other = new VirtualNetwork<Note>({ bitRate: 250_000 }, new LineObserver());
    expect(() => other.restore(snapshot, restoreFrames(frames.entries))).toThrow('bit rates 500000 and 500000');
  });

  it('passes frames and deadlines through an interceptor, and waits for its pending work', () => {
    const [a, b] = [new ScriptedNode('a').sends(0, SHORT), new ScriptedNode('b')];
    const { network, seen } = bench(a, b);
    let pending = true;
    let dueUs = 300;
    const passed: string[] = [];
    const interceptor: Interceptor = {
      fromNode: (frame, nowUs, output) => {
        passed.push(`${nowUs} from node`);
        output.toBus(frame);
      },
      fromBus: (frame, nowUs, output) => {
        passed.push(`${nowUs} from bus`);
        output.toNode(frame);
      },
      sent: (frame, nowUs, output) => {
        passed.push(`${nowUs} sent`);
        output.confirm(frame);
      },
      deadlineUs: () => dueUs,
      onDeadline: (_nowUs, output) => {
        dueUs = NEVER_US;
        output.toBus(LOW);
      },
      hasPendingWork: () => pending,
      reset: () => {
        dueUs = 9_000;
      },
    };
    network.interpose(b, interceptor);
    expect(network.deadlineUs()).toBe(0);
    network.advanceTo(200);
    expect(network.deadlineUs()).toBe(300);
    expect(network.isIdle()).toBe(false);
    pending = false;
    expect(network.isIdle()).toBe(true);
    network.advanceTo(1_000);
    expect(seen.lines).toEqual(['100 a 0', '396 b 100']);
    expect(passed).toEqual(['100 from bus', '396 sent']);
    expect(b.reported).toEqual(['100 frame 0', '396 sent 100']);
    network.clearQueue(b);
    expect(network.deadlineUs()).toBe(9_000);
    network.interpose(b, null);
    expect(network.deadlineUs()).toBe(NEVER_US);
  });

  it('keeps the order of what is one microsecond apart: two nodes, and a node and the wire', () => {
    const [a, b] = [new ScriptedNode('a').sends(501, SHORT), new ScriptedNode('b').sends(500, LOW)];
    const { network, seen } = bench(a, b);
    expect(network.deadlineUs()).toBe(500);
    network.runNext(1_000);
    expect([network.nowUs, a.reported, b.reported]).toEqual([500, [], ['500 deadline']]);
    network.advanceTo(600);
    expect(seen.lines).toEqual(['596 b 100']);
    const [c, d] = [new ScriptedNode('c').sends(0, SHORT), new ScriptedNode('d').sends(99, LOW).sends(101, LOW)];
    const { network: other, seen: heard } = bench(c, d);
    other.advanceTo(1_000, () => heard.frames.length > 0);
    expect([other.nowUs, d.reported]).toEqual([100, ['99 deadline', '100 frame 0']]);
    other.advanceTo(101);
    expect(d.reported.at(-1)).toBe('101 deadline');
  });
});

describe('network: restored', () => {
  const stateOf = (network: VirtualNetwork<Note>): [ReturnType<typeof network.snapshot>, FrameTable] => {
    const frames = new FrameTable();
    return [network.snapshot(frames), frames];
  };

  it('delivers to those that listen, where the nodes came in another order', () => {
    const nodes = (): ScriptedNode[] => [new ScriptedNode('x', [0x100]), new ScriptedNode('y', [0x200])];
    const [snapshot, frames] = stateOf(bench(...nodes()).network);
    const [x, y] = nodes();
    if (x === undefined || y === undefined) throw new Error('no node');
    const sender = new ScriptedNode('z', []);
    const { network } = bench(y, x, sender);
    const send = (): void => {
      network.apply(sender, (outbox) => outbox.send(LOW));
      network.settle();
    };
    send();
    network.restore(snapshot, restoreFrames(frames.entries));
    send();
    expect([x.reported.length, y.reported.length]).toEqual([2, 0]);
  });

  it('delivers frames that a node repeats to those that are attached then', () => {
    class Repeater extends ScriptedNode {
      readonly repeats = new RepeatedFrames([1000], () => LOW);
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
    }
    const node = new Repeater('a', []);
    node.repeats.startAt(500);
    const [first, late] = [new ScriptedNode('b'), new ScriptedNode('c')];
    const { network } = bench(node, first);
    network.advanceTo(5_000);
    network.attach(late);
    network.advanceTo(7_000);
    network.detach(first);
    network.advanceTo(9_000);
    expect([first.reported.length, late.reported.length]).toEqual([7, 4]);
  });

  it('goes on with frames that a node repeats', () => {
    class Repeater extends ScriptedNode {
      readonly repeats = new RepeatedFrames([1000], () => LOW);
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
      override onDeadline(nowUs: number, outbox: Outbox<Note>): void {
        this.repeats.sendDue(nowUs, outbox);
      }
    }
    const node = new Repeater('a', []);
    const { network, seen } = bench(node);
    node.repeats.startAt(500);
    network.clearQueue(node);
    const [snapshot, frames] = stateOf(network);
    network.advanceTo(3_000);
    node.repeats.startAt(500);
    network.restore(snapshot, restoreFrames(frames.entries));
    network.mute(node, true);
    network.advanceTo(3_000);
    expect(seen.frames).toHaveLength(3);
    network.mute(node, false);
    network.advanceTo(5_000);
    expect(seen.frames).toHaveLength(5);
  });
});
