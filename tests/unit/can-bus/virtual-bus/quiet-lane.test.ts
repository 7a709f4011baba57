import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { networkMember } from '../../../../can-bus/virtual-bus/network-member.ts';
import { NodeTable } from '../../../../can-bus/virtual-bus/node-table.ts';
import { QuietLane } from '../../../../can-bus/virtual-bus/quiet-lane.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { VirtualBus } from '../../../../can-bus/virtual-bus/virtual-bus.ts';
import type { Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

/** Repeats an empty frame of each id (55 bits with 4 stuff bits or fewer) every millisecond. */
class Repeater extends ScriptedNode {
  readonly repeats: RepeatedFrames;

  constructor(name: string, ids: readonly number[], listensTo: readonly number[] = []) {
    super(name, listensTo);
    const frames = ids.map((id) => dataFrame(id, new Uint8Array(0)));
    const frameAt = (index: number) => frames[index] ?? null;
    this.repeats = new RepeatedFrames(
      ids.map(() => 1000),
      frameAt,
    );
    this.repeats.startAt(0);
  }

  override deadlineUs(): number {
    return Math.min(this.repeats.nextUs, super.deadlineUs());
  }
}

interface LaneBench {
  readonly lane: QuietLane<Note>;
  readonly table: NodeTable<Note>;
  readonly bus: VirtualBus;
  readonly seen: LineObserver;
}

function laneOf(...nodes: readonly ScriptedNode[]): LaneBench {
  return laneWith({}, ...nodes);
}

function laneWith(options: VirtualBusOptions, ...nodes: readonly ScriptedNode[]): LaneBench {
  const bus = new VirtualBus({ bitRate: 1_000_000, ...options }, () => undefined);
  const seen = new LineObserver();
  const table = new NodeTable<Note>(bus, seen, 0);
  for (const node of nodes) table.members.push(networkMember(bus.addStation(node.name), node));
  table.reindex();
  return { lane: new QuietLane(table, bus, seen), table, bus, seen };
}

describe('the short way of repeated frames', () => {
  it('is arbitrated between the first frames of the nodes, and takes the time on the wire', () => {
    const listener = new ScriptedNode('listener', [0x555]);
    const { lane, table, bus, seen } = laneOf(new Repeater('a', [0x600, 0x155]), new Repeater('b', [0x555]), listener);
    expect(lane.run(900)).toBe(true);
    // Behind 600 its sender's 155 has to wait, although it would win.
    expect(seen.frames.map(({ sender, frame }) => [sender, frame.id])).toEqual([
      ['b', 0x555],
      ['a', 0x600],
      ['a', 0x155],
    ]);
    const [first, second, third] = seen.frames.map(({ endUs }) => endUs);
    const [five, six, one] = seen.frames.map(({ frame }) => frame.wireBits);
    expect([first, second, third]).toEqual([
      five,
      (five ?? 0) + 3 + (six ?? 0),
      (five ?? 0) + 3 + (six ?? 0) + 3 + (one ?? 0),
    ]);
    expect(listener.reported).toEqual([`${first} frame 555`]);
    expect([table.timeUs, bus.figures().frames, bus.isIdle()]).toEqual([third, 3, true]);
    expect([...table.deadlines]).toEqual([1000, 1000, Infinity]);
  });

  it('ends before anything else is due, and at the limit', () => {
    const other = new ScriptedNode('other', []).sends(2500, dataFrame(1, new Uint8Array(0)));
    const { lane, seen } = laneOf(new Repeater('a', [0x100]), other);
    expect(lane.run(10_000)).toBe(true);
    expect(seen.frames.map(({ endUs }) => Math.floor(endUs / 1000))).toEqual([0, 1, 2]);
    expect(lane.run(10_000)).toBe(false);

    const limited = laneOf(new Repeater('a', [0x100]));
    expect(limited.lane.run(999)).toBe(true);
    expect(limited.lane.run(999)).toBe(false);
    expect(limited.seen.frames).toHaveLength(1);
  });

  it('leaves a frame that does not end in time to the queue', () => {
    const { lane, table, bus, seen } = laneOf(new Repeater('a', [0x100]));
    expect(lane.run(20)).toBe(true);
    expect(seen.frames).toEqual([]);
    expect([table.timeUs, table.members[0]?.station.queue.length]).toEqual([0, 1]);
    expect(bus.deadlineUs).toBeGreaterThan(20);
    expect(lane.run(10_000)).toBe(false);
  });

  it('ends where a node answers: what is due waits before the answer', () => {
    const listener = new ScriptedNode('listener', [0x100]);
    listener.reply = dataFrame(0x50, new Uint8Array(0));
    const { lane, table, seen } = laneOf(new Repeater('a', [0x100, 0x200]), listener);
    expect(lane.run(10_000)).toBe(true);
    expect(seen.frames.map(({ frame }) => frame.id)).toEqual([0x100]);
    expect(seen.lines[1]).toMatch(/listener replied$/);
    expect(table.members.map(({ station }) => station.queue.length)).toEqual([1, 1]);
  });

  it('is not taken while a node is muted', () => {
    const { lane, table, seen } = laneOf(new Repeater('a', [0x100]), new Repeater('b', [0x200]));
    const station = table.members[1]?.station;
    if (station === undefined) throw new Error('no station');
    station.muted = true;
    expect(lane.run(900)).toBe(false);
    station.muted = false;
    expect(lane.run(900)).toBe(true);
    expect(seen.frames).toHaveLength(2);
  });

  it('shows its frames in groups, each before anything that a node does because of it', () => {
    const groups: string[] = [];
    const { table, bus, seen } = laneOf(new Repeater('a', [0x100, 0x200]), new Repeater('b', [0x300]));
    const listener = new ScriptedNode('listener', [0x200]);
    table.members.push(networkMember(bus.addStation('listener'), listener));
    table.reindex();
    const lane = new QuietLane<Note>(table, bus, {
      frame: () => groups.push('a single frame'),
      takesGroups: () => true,
      frameGroup: (fromUs, { frames }, count) =>
        groups.push(`${fromUs} ${frames.map(({ id }) => id.toString(16)).join(' ')}: ${count}`),
      event: (timeUs, node, event) => seen.event(timeUs, node, event),
      bus: () => groups.push('an event of the bus'),
    });
    lane.run(1_900);
    listener.reply = dataFrame(0x50, new Uint8Array(0));
    lane.run(2_900);
    expect(groups).toEqual(['0 100 200 300: 3', '1000 100 200 300: 3', '2000 100 200 300: 2']);
    expect(seen.lines).toHaveLength(1);
  });

  it('confirms to a sender that wants it', () => {
    const node = new Repeater('a', [0x100]);
    const { lane, seen } = laneOf(node);
    lane.run(900);
    expect(node.reported).toEqual([`${seen.frames[0]?.endUs} sent 100`]);
  });

  it('is not taken while there are faults on the bus, and knows nodes that came later', () => {
    const { lane, table, bus, seen } = laneOf(new Repeater('a', [0x100]));
    bus.setFaults({ drop: 0.5 });
    expect(lane.run(10_000)).toBe(false);
    bus.setFaults({ drop: 0 });
    lane.run(900);
    table.members.push(networkMember(bus.addStation('b'), new Repeater('b', [0x300])));
    table.reindex();
    lane.forget();
    table.members[1]?.repeats?.startAt(500);
    lane.run(999);
    expect(seen.frames.map(({ sender }) => sender)).toEqual(['a', 'b']);
    lane.run(1200);
    expect(seen.frames.map(({ sender }) => sender)).toEqual(['a', 'b', 'a']);
  });

  it('gives its sender no frame of its own, and of equal identifiers sends that of the first node first', () => {
    const [a, b] = [new Repeater('a', [0x100], [0x100]), new Repeater('b', [0x100])];
    const { lane, seen } = laneOf(a, b);
    lane.run(900);
    const [first, second] = seen.frames.map(({ endUs }) => endUs);
    expect(seen.frames.map(({ sender }) => sender)).toEqual(['a', 'b']);
    expect(a.reported).toEqual([`${first} sent 100`, `${second} frame 100`]);
  });

  /** A frame of 0x100 is over, and the wire free again, this long after it is due; one microsecond more for rounding. */
  const OVER_US = 3 + 1 + wireBits(dataFrame(0x100, new Uint8Array(0)));

  it.each([
    [OVER_US - 1, 0],
    [OVER_US, 1],
  ])('passes a frame up to %i µs only where all of it ends by then', (limitUs, passed) => {
    const { lane, seen } = laneOf(new Repeater('a', [0x100]));
    expect(lane.run(limitUs)).toBe(true);
    expect(seen.frames).toHaveLength(passed);
  });

  it.each([
    [0, false, 0],
    [1, true, 0],
    [OVER_US, true, 0],
    [OVER_US + 1, true, 1],
  ])('passes a frame where something else is due at %i µs only if it ends before', (otherUs, taken, passed) => {
    const other = new ScriptedNode('other', []).sends(otherUs, dataFrame(1, new Uint8Array(0)));
    const { lane, seen } = laneOf(new Repeater('a', [0x100]), other);
    expect(lane.run(900)).toBe(taken);
    expect(seen.frames).toHaveLength(passed);
  });

  it.each([
    [OVER_US, 0],
    [OVER_US + 1, 2],
  ])('passes a frame where another is due at %i µs only if it ends before', (nextUs, passed) => {
    const b = new Repeater('b', [0x200]);
    const { lane, table, seen } = laneOf(new Repeater('a', [0x100]), b);
    b.repeats.startAt(nextUs);
    table.readDeadlines();
    expect(lane.run(900)).toBe(true);
    expect(seen.frames).toHaveLength(passed);
  });

  it.each([
    [999, 1000, false],
    [1000, 1000, false],
    [1001, 1000, true],
    [5000, 999, false],
    [5000, 1000, true],
  ])('goes on to the next instant, with something else due at %i µs, up to %i µs: %s', (otherUs, limitUs, taken) => {
    const node = new Repeater('a', [0x100]);
    const other = new ScriptedNode('other', []).sends(otherUs, dataFrame(1, new Uint8Array(0)));
    const { lane, table } = laneOf(node, other);
    expect(lane.run(limitUs)).toBe(true);
    expect([table.timeUs === 1000, node.repeats.nextUs]).toEqual([taken, taken ? 2000 : 1000]);
  });

  it('goes by the first of several instants that are a microsecond apart', () => {
    const frame = dataFrame(1, new Uint8Array(0));
    const [late, early] = [OVER_US + 1, OVER_US].map((atUs) => new ScriptedNode(`at ${atUs}`, []).sends(atUs, frame));
    if (late === undefined || early === undefined) throw new Error('no node');
    const withOthers = laneOf(new Repeater('a', [0x100]), late, early);
    withOthers.lane.run(900);
    expect(withOthers.seen.frames).toEqual([]);

    const [a, b] = [new Repeater('a', [0x100]), new Repeater('b', [0x200])];
    const { lane, table } = laneOf(a, b);
    a.repeats.startAt(1000);
    b.repeats.startAt(999);
    table.readDeadlines();
    expect(lane.run(2_000)).toBe(true);
    expect([table.timeUs, a.repeats.nextUs, b.repeats.nextUs]).toEqual([999, 1000, 1999]);
  });

  it.each([
    ['of those that are not due', [0, 501, 500], 500, [1000, 501, 1500]],
    ['of one that follows and one that is not due', [1001, 0], 1000, [1001, 2000]],
  ])('goes on to the first %s, a microsecond before the other', (_which, startsUs, timeUs, nextUs) => {
    const nodes = startsUs.map((startUs, i) => {
      const node = new Repeater(`node ${i}`, [0x100 + i]);
      node.repeats.startAt(startUs);
      return node;
    });
    const { lane, table } = laneOf(...nodes);
    expect(lane.run(2_000)).toBe(true);
    expect([table.timeUs, nodes.map(({ repeats }) => repeats.nextUs)]).toEqual([timeUs, nextUs]);
  });

  it('takes what is due now, and leaves what is overdue', () => {
    const { lane, table } = laneOf(new Repeater('a', [0x100]));
    expect(lane.run(0)).toBe(true);
    expect(table.members[0]?.station.queue.length).toBe(1);
    const late = laneOf(new Repeater('a', [0x100]));
    late.table.moveTo(1);
    expect(late.lane.run(900)).toBe(false);
  });

  it('ends where a node plans something for later, without a word', () => {
    class Planner extends ScriptedNode {
      override onFrame(frame: CanFrame, nowUs: number): void {
        this.sends(nowUs + 500, frame);
      }
    }
    const { lane, table, seen } = laneOf(new Repeater('a', [0x100]), new Planner('planner', [0x100]));
    expect(lane.run(10_000)).toBe(true);
    expect(seen.frames).toHaveLength(1);
    expect(table.deadlines[1]).toBe((seen.frames[0]?.endUs ?? 0) + 500);
  });

  it('ends where a node that repeats frames plans something between them', () => {
    class Planner extends Repeater {
      override onFrame(_frame: CanFrame, nowUs: number): void {
        this.repeats.otherUs = nowUs + 1_500;
      }
    }
    const planner = new Planner('planner', [0x300], [0x100]);
    planner.repeats.startAt(1_200);
    const { lane, seen } = laneOf(new Repeater('a', [0x100]), planner);
    expect(lane.run(10_000)).toBe(true);
    expect(seen.frames).toHaveLength(1);
  });

  it('ends where a node reports something, which is reported at once', () => {
    class Reporter extends ScriptedNode {
      override onFrame(_frame: CanFrame, _nowUs: number, outbox: Outbox<Note>): void {
        outbox.emit({ kind: 'note', text: 'heard it' });
      }
    }
    const { lane, table, seen } = laneOf(new Repeater('a', [0x100, 0x200]), new Reporter('reporter', [0x100]));
    expect(lane.run(10_000)).toBe(true);
    expect(seen.lines.map((line) => line.replace(/^\d+ /, ''))).toEqual(['a 100', 'reporter heard it']);
    expect(table.members[0]?.station.queue.length).toBe(1);
  });

  it('ends once where two nodes act on the same frame', () => {
    const listeners = ['first', 'second'].map((name, i) => {
      const listener = new ScriptedNode(name, [0x100]);
      listener.reply = dataFrame(0x50 + i, new Uint8Array(0));
      return listener;
    });
    const { lane, table, bus, seen } = laneOf(new Repeater('a', [0x100, 0x200]), ...listeners);
    expect(lane.run(10_000)).toBe(true);
    expect([seen.frames.length, bus.figures().frames]).toEqual([1, 1]);
    expect(table.members.map(({ station }) => station.queue.length)).toEqual([1, 1, 1]);
  });

  class Continuing extends Repeater {
    override onFrameSent(frame: CanFrame, _nowUs: number, outbox: Outbox<Note>): void {
      if (frame.id === 0x100) outbox.send(dataFrame(0x60, new Uint8Array(0)));
    }
  }

  it('ends where the sender goes on after its frame', () => {
    const { lane, table, bus, seen } = laneOf(new Continuing('a', [0x100, 0x200]));
    expect(lane.run(10_000)).toBe(true);
    expect([seen.frames.length, bus.figures().frames]).toEqual([1, 1]);
    expect(table.members[0]?.station.queue.toArray().map(({ frame }) => frame.id)).toEqual([0x200, 0x60]);
  });

  it('ends once where both the sender and a listener act on the same frame', () => {
    const listener = new ScriptedNode('listener', [0x100]);
    listener.reply = dataFrame(0x50, new Uint8Array(0));
    const { lane, table, bus, seen } = laneOf(new Continuing('a', [0x100, 0x200]), listener);
    expect(lane.run(10_000)).toBe(true);
    expect([seen.frames.length, bus.figures().frames]).toEqual([1, 1]);
    expect(table.members.map(({ station }) => station.queue.length)).toEqual([2, 1]);
  });

  it.each([
    [1, false],
    [2, true],
  ])('is taken with two frames of one node where its queue has room for %i: %s', (queueLimit, taken) => {
    const { lane, seen } = laneWith({ queueLimit }, new Repeater('a', [0x100, 0x200]));
    expect(lane.run(900)).toBe(taken);
    expect(seen.frames).toHaveLength(taken ? 2 : 0);
  });

  describe('where a node hears a frame again', () => {
    /** Follows nothing from a frame that it knows but when it came last. */
    class Attentive extends ScriptedNode {
      readonly asked: string[] = [];
      knows: CanFrame | null = null;
      hearsAgain(frame: CanFrame, nowUs: number): boolean {
        this.asked.push(`${Math.floor(nowUs / 1000)} ${frame.id.toString(16)}`);
        return frame === this.knows;
      }
      override onFrame(frame: CanFrame, nowUs: number, outbox: Outbox<Note>): void {
        super.onFrame(frame, nowUs, outbox);
        this.knows = frame;
      }
    }

    it('asks it first, and notifies it only of news', () => {
      const listener = new Attentive('listener', [0x100]);
      const { lane, table, seen } = laneOf(new Repeater('a', [0x100]), listener);
      expect(lane.run(2_900)).toBe(true);
      expect(listener.asked).toEqual(['0 100', '1 100', '2 100']);
      expect(listener.reported).toEqual([`${seen.frames[0]?.endUs} frame 100`]);
      expect(table.timeUs).toBe(seen.frames[2]?.endUs);
    });

    it('goes on, though it had plans that it does not follow from the frame', () => {
      const listener = new Attentive('listener', [0x100]);
      const { lane, table, seen } = laneOf(new Repeater('a', [0x100]), listener);
      lane.run(900);
      listener.sends(5_000, dataFrame(1, new Uint8Array(0)));
      expect(lane.run(1_900)).toBe(true);
      expect(seen.frames).toHaveLength(2);
      expect(table.deadlines[1]).toBe(Infinity);
    });

    it('does not ask it about its own frames', () => {
      class Sending extends Repeater {
        hearsAgain(): boolean {
          return true;
        }
      }
      const node = new Sending('a', [0x100], [0x100]);
      const { lane, seen } = laneOf(node);
      expect(lane.run(1_900)).toBe(true);
      expect(node.reported).toEqual(seen.frames.map(({ endUs }) => `${endUs} sent 100`));
    });

    it('ends where it acts on news, and notifies the others of the same frame, but of no other', () => {
      const [first, second] = [new Attentive('first', [0x100]), new Attentive('second', [0x100, 0x200])];
      first.reply = dataFrame(0x50, new Uint8Array(0));
      const { lane, table } = laneOf(new Repeater('a', [0x100, 0x200]), first, second);
      expect(lane.run(2_900)).toBe(true);
      expect(second.reported).toEqual([`${table.timeUs} frame 100`]);
      expect(table.members.map(({ station }) => station.queue.length)).toEqual([1, 1, 0]);
    });
  });

  it('does not ask for a frame that stays the same', () => {
    const asked: number[] = [];
    class Settled extends Repeater {
      override readonly repeats: RepeatedFrames = new RepeatedFrames([1000], (index, nowUs) => {
        asked.push(nowUs);
        this.repeats.settle(index, 2_500);
        return dataFrame(0x100 + asked.length, new Uint8Array(0));
      });
    }
    const node = new Settled('a', []);
    node.repeats.startAt(0);
    const { lane, seen } = laneOf(node);
    lane.run(4_900);
    expect(asked).toEqual([0, 3_000, 4_000]);
    expect(seen.frames.map(({ frame }) => frame.id)).toEqual([0x101, 0x101, 0x101, 0x102, 0x103]);
  });

  describe('where the timetable is known', () => {
    /** A lane that has passed the frames of five milliseconds. */
    function known(...nodes: readonly ScriptedNode[]): LaneBench {
      const bench = laneOf(...nodes);
      expect(bench.lane.run(4_900)).toBe(true);
      return bench;
    }

    function countOf({ seen }: LaneBench): number {
      return seen.frames.length;
    }

    it.each([
      [5_000 + OVER_US - 1, 5],
      [5_000 + OVER_US, 6],
      [6_000, 6],
      [6_000 + OVER_US, 7],
    ])('passes frames up to %i µs: %i of them', (limitUs, passed) => {
      const bench = known(new Repeater('a', [0x100]));
      expect(bench.lane.run(limitUs)).toBe(true);
      expect(countOf(bench)).toBe(passed);
      const { station, repeats } = bench.table.members[0] ?? {};
      const takenUs = station?.queue.length === 1 ? Math.floor(limitUs / 1_000) * 1_000 : (passed - 1) * 1_000;
      expect(repeats?.nextUs).toBe(takenUs + 1_000);
      expect(bench.table.deadlines[0]).toBe(takenUs + 1_000);
    });

    it.each([
      [6_000, 6, 0],
      [6_001, 6, 1],
      [6_000 + OVER_US, 6, 1],
      [6_000 + OVER_US + 1, 7, 0],
    ])(
      'ends before something else is due at %i µs: after %i frames, with %i in the queue',
      (otherUs, passed, queued) => {
        const node = new Repeater('a', [0x100]);
        const bench = known(node);
        node.repeats.otherUs = otherUs;
        expect(bench.lane.run(9_000)).toBe(true);
        expect([countOf(bench), bench.table.members[0]?.station.queue.length]).toEqual([passed, queued]);
      },
    );

    it.each([20, OVER_US, OVER_US + 1, 500])(
      'leaves no frame out and puts none on a wire that is not free, with another node %i µs later',
      (afterUs) => {
        const seen = new LineObserver();
        const network = new VirtualNetwork<Note>({ bitRate: 1_000_000 }, seen);
        class Sending extends Repeater {
          override onDeadline(nowUs: number, outbox: Outbox<Note>): void {
            this.repeats.sendDue(nowUs, outbox);
          }
        }
        const [a, b] = [new Sending('a', [0x100]), new Sending('b', [0x200])];
        b.repeats.startAt(afterUs);
        for (const node of [a, b]) network.attach(node);
        network.advanceTo(20_900);
        const [one, other] = [a, b].map((node) => wireBits(node.repeats.frameOf(0) ?? dataFrame(1, new Uint8Array(0))));
        const freeUs = (one ?? 0) + 3;
        const expected = Array.from({ length: 21 }, (_, i) => [
          `${1_000 * i + (one ?? 0)} a 100`,
          `${1_000 * i + Math.max(afterUs, freeUs) + (other ?? 0)} b 200`,
        ]).flat();
        expect(seen.lines).toEqual(expected);
      },
    );

    it('leaves a frame to the queue that has become too long to pass before the next one', () => {
      const seen = new LineObserver();
      const network = new VirtualNetwork<Note>({ bitRate: 1_000_000 }, seen);
      const [short, long] = [new Uint8Array(0), new Uint8Array(8)].map((data) => dataFrame(0x100, data));
      class Growing extends ScriptedNode {
        readonly repeats = new RepeatedFrames([1000], (_index, nowUs) => (nowUs < 5_000 ? short : long) ?? null);
        override deadlineUs(): number {
          return this.repeats.nextUs;
        }
        override onDeadline(nowUs: number, outbox: Outbox<Note>): void {
          this.repeats.sendDue(nowUs, outbox);
        }
      }
      const [a, b] = [new Growing('a', []), new Growing('b', [])];
      a.repeats.startAt(0);
      b.repeats.startAt(OVER_US + 1);
      for (const node of [a, b]) network.attach(node);
      network.advanceTo(5_900);
      const bits = wireBits(long ?? dataFrame(1, new Uint8Array(0)));
      expect(seen.lines.slice(-2)).toEqual([`${5_000 + bits} a 100`, `${5_000 + 2 * bits + 3} b 100`]);
      expect(seen.lines).toHaveLength(12);
    });

    it.each([
      ['first', 0],
      ['second', 1],
    ])('ends where the %s node that hears a frame acts on it', (_which, index) => {
      const listeners = ['one', 'two'].map((name) => new ScriptedNode(name, [0x100]));
      const bench = known(new Repeater('a', [0x100, 0x200]), ...listeners);
      const [acting, other] = [listeners[index], listeners[1 - index]];
      if (acting === undefined || other === undefined) throw new Error('no listener');
      acting.reply = dataFrame(0x50, new Uint8Array(0));
      expect(bench.lane.run(9_900)).toBe(true);
      expect(countOf(bench)).toBe(11);
      expect(bench.table.members.map(({ station }) => station.queue.length)).toEqual(
        [1, 0, 0].map((count, i) => (i === index + 1 ? 1 : count)),
      );
      expect(other.reported).toHaveLength(6);
      expect(bench.table.deadlines[0]).toBe(6_000);
    });

    it('goes on where only something that is due later has changed', () => {
      const node = new Repeater('a', [0x100]);
      const bench = known(node);
      node.repeats.otherUs = 20_000;
      expect(bench.lane.run(9_900)).toBe(true);
      expect(countOf(bench)).toBe(10);
      expect(bench.table.timeUs).toBe(bench.seen.frames[9]?.endUs);
    });
  });

  it.each([false, true])(
    'is at the end of each frame when it is shown, and when a node is notified, in groups: %s',
    (inGroups) => {
      const times: string[] = [];
      class Watching extends LineObserver {
        override frame(endUs: number): void {
          times.push(`shown ${endUs === bench.table.timeUs}`);
        }
      }
      class Listener extends ScriptedNode {
        override onFrame(_frame: CanFrame, nowUs: number): void {
          times.push(`heard ${nowUs === bench.table.timeUs}`);
        }
      }
      const nodes = [new Repeater('a', [0x100, 0x101, 0x102]), new Listener('listener', [0x101])];
      const watching = new Watching();
      watching.inGroups = inGroups;
      const bench = laneWith({}, ...nodes);
      const lane = new QuietLane(bench.table, bench.bus, watching);
      lane.run(900);
      expect(times).toEqual(
        inGroups
          ? ['heard true', 'shown false', 'shown false', 'shown true']
          : ['shown true', 'shown true', 'heard true', 'shown true'],
      );
      expect(bench.table.timeUs).toBeGreaterThan(140);
    },
  );

  it('is at the instant at which frames were due, where no node sends one', () => {
    class Silent extends ScriptedNode {
      readonly repeats = new RepeatedFrames([1000], (_index, nowUs) =>
        nowUs < 2_000 ? dataFrame(0x100, new Uint8Array(0)) : null,
      );
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
    }
    const node = new Silent('a', []);
    node.repeats.startAt(0);
    const { lane, table, bus, seen } = laneOf(node);
    expect(lane.run(4_900)).toBe(true);
    expect([table.timeUs, seen.frames.length, bus.figures().frames]).toEqual([4_000, 2, 2]);
    const other = new Silent('a', []);
    other.repeats.startAt(500);
    const beside = laneOf(new Repeater('b', [0x200]), other);
    expect(beside.lane.run(4_900)).toBe(true);
    expect([beside.table.timeUs, beside.seen.frames.length]).toEqual([4_500, 7]);
  });

  it('counts a step for each node whose frames it leaves to the queues', () => {
    const { lane, table } = laneOf(new Repeater('a', [0x100, 0x101]), new Repeater('b', [0x200]));
    expect(lane.run(20)).toBe(true);
    expect(table.stepsAtThisInstant).toBe(2);
    const late = laneOf(new Repeater('a', [0x100]));
    late.lane.run(900);
    expect(late.lane.run(1_000)).toBe(true);
    expect([late.table.timeUs, late.table.stepsAtThisInstant]).toEqual([1_000, 1]);
  });

  it('reaches those that listen to the frame, where one that repeats takes turns between two identifiers', () => {
    const frames = [dataFrame(0x100, new Uint8Array(0)), dataFrame(0x200, new Uint8Array(0))];
    let asked = 0;
    class Alternating extends ScriptedNode {
      readonly repeats = new RepeatedFrames([1000], () => frames[asked++ % 2] ?? null);
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
    }
    const node = new Alternating('a', []);
    node.repeats.startAt(0);
    // Each second one comes together with this one, in a round of its own.
    class Slow extends ScriptedNode {
      readonly repeats = new RepeatedFrames([2000], () => dataFrame(0x300, new Uint8Array(0)));
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
    }
    const slow = new Slow('slow', []);
    slow.repeats.startAt(1000);
    const listeners = [0x100, 0x200].map((id) => new ScriptedNode(`listens to ${id.toString(16)}`, [id]));
    const { lane } = laneOf(node, slow, ...listeners);
    expect(lane.run(7_900)).toBe(true);
    expect(listeners.map(({ reported }) => reported.map((line) => line.replace(/\d\d\d? frame/, '')))).toEqual([
      [' 100', '2 100', '4 100', '6 100'],
      ['1 200', '3 200', '5 200', '7 200'],
    ]);
  });

  it('knows when frames are due where the part of the timetable that it knows has ended', () => {
    const frames = [dataFrame(0x100, new Uint8Array(0)), dataFrame(0x200, new Uint8Array(0))];
    class Uneven extends ScriptedNode {
      readonly repeats = new RepeatedFrames([1000, 1500], (index) => frames[index] ?? null);
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
    }
    const node = new Uneven('a', []);
    node.repeats.startAt(0);
    const { lane, seen, table } = laneOf(node);
    const sent = (): readonly string[] =>
      seen.frames.splice(0).map(({ endUs, frame }) => `${Math.floor(endUs / 100)} ${frame.id.toString(16)}`);
    expect(lane.run(1_900)).toBe(true);
    expect(sent()).toEqual(['0 100', '0 200', '10 100', '15 200']);
    node.repeats.startAt(3_000);
    table.readDeadlines();
    expect(lane.run(6_900)).toBe(true);
    expect(sent()).toEqual(['30 100', '30 200', '40 100', '45 200', '50 100', '60 100', '60 200']);
    expect([node.repeats.dueUs(0), node.repeats.dueUs(1), node.repeats.nextUs]).toEqual([7_000, 7_500, 7_000]);
  });

  it('is arbitrated anew where the same identifier comes in another format', () => {
    const data = dataFrame(0x100, new Uint8Array(0));
    const formats = [
      data,
      dataFrame(0x100, new Uint8Array(0), { fd: true }),
      data,
      dataFrame(0x100, new Uint8Array(0), { extended: true }),
      data,
      remoteFrame(0x100, 0),
      data,
    ];
    let asked = 0;
    class Changing extends ScriptedNode {
      readonly repeats = new RepeatedFrames([1000], () => formats[asked++] ?? null);
      override deadlineUs(): number {
        return this.repeats.nextUs;
      }
    }
    const a = new Changing('a', []);
    a.repeats.startAt(0);
    const listener = new ScriptedNode('listener', [0x100]);
    const { lane, seen } = laneOf(a, new Repeater('b', [0x100]), listener);
    expect(lane.run(6_900)).toBe(true);
    expect(seen.frames.map(({ sender }) => sender).join(' ')).toBe('a b b a a b a b a b b a a b');
    // Who listens to 100 does not listen to the extended one.
    expect(listener.reported).toHaveLength(13);
  });
});
