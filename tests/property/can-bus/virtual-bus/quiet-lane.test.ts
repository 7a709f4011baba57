import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameBytes } from '../../../../can-bus/bytes/same-bytes.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable } from '../../../../can-bus/frame/frame-table.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import type { BusNode, Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import type { Interceptor } from '../../../../can-bus/virtual-bus/interceptor.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { QuietLane } from '../../../../can-bus/virtual-bus/quiet-lane.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import { LineObserver, passing, type Note } from '../../../unit/can-bus/virtual-bus/scripted-node.ts';

const NO_DATA = new Uint8Array(0);

/** What a node does on the frame of this number. */
interface Habit {
  readonly heard: number;
  readonly does: 'reply' | 'note' | 'plan' | 'restart' | 'together' | 'end' | 'vary';
}

interface NodePlan {
  readonly cyclesUs: readonly number[];
  readonly ids: readonly number[];
  readonly startUs: number;
  readonly listensTo: 'all' | readonly number[];
  readonly confirmed: boolean;
  /** From one change of content to the next, and from one silence to the next, in frames; 0: never. */
  readonly changes: number;
  readonly silences: number;
  /** Each second frame of an index has another identifier. */
  readonly alternates: boolean;
  /** Of frames that do not change otherwise: the time after which they do, and until when they are settled; 0: never. */
  readonly steadyUs: number;
  /** Of a frame that comes again it only notes when it came last. */
  readonly attentive: boolean;
  /** After this time without the frame it does not know it any more. */
  readonly forgetsUs: number;
  /** With each frame that it does not know it forgets all others. */
  readonly forgetful: boolean;
  readonly othersUs: readonly number[];
  readonly habits: readonly Habit[];
}

/** Repeats frames, answers some, and has deadlines besides. */
class RepeatingNode implements BusNode<Note> {
  readonly name: string;
  readonly listensTo: 'all' | readonly number[];
  readonly confirms?: readonly number[];
  readonly repeats?: RepeatedFrames;
  readonly heard: string[] = [];
  readonly #own: RepeatedFrames;
  readonly #plan: NodePlan;
  readonly #frames: CanFrame[];
  readonly #others: readonly CanFrame[];
  readonly #askedOf: number[];
  readonly #known = new Map<number, { readonly frame: CanFrame; lastUs: number }>();
  #version = 0;
  readonly hearsAgain?: (frame: CanFrame, nowUs: number) => boolean;
  readonly #othersUs: number[];
  #asked = 0;
  #count = 0;

  constructor(name: string, plan: NodePlan, shortWay: boolean) {
    this.name = name;
    this.#plan = plan;
    this.listensTo = plan.listensTo;
    if (!plan.confirmed) this.confirms = [];
    this.#frames = plan.ids.map((id) => dataFrame(id, Uint8Array.of(0)));
    this.#others = plan.ids.map((id) => dataFrame(id ^ 0x155, Uint8Array.of(1)));
    this.#askedOf = plan.ids.map(() => 0);
    this.#othersUs = [...plan.othersUs];
    this.#own = new RepeatedFrames(plan.cyclesUs, (index, nowUs) => this.#frameAt(index, nowUs));
    this.#own.startAt(plan.startUs);
    this.#update();
    if (plan.attentive) this.hearsAgain = (frame, nowUs) => this.#notes(frame, nowUs);
    if (shortWay) this.repeats = this.#own;
  }

  deadlineUs(): number {
    return this.#own.deadlineUs();
  }

  onDeadline(nowUs: number, outbox: Outbox<Note>): void {
    while ((this.#othersUs[0] ?? NEVER_US) <= nowUs) {
      this.#othersUs.shift();
      outbox.send(dataFrame(0x123, Uint8Array.of(this.#othersUs.length)));
    }
    this.#own.sendDue(nowUs, outbox);
    this.#update();
  }

  /** What it knows of the frames that it has heard: not to be seen in the network. */
  get known(): readonly string[] {
    return [...this.#known].map(([id, { frame, lastUs }]) => `${id.toString(16)} ${frame.data.join()} ${lastUs}`);
  }

  onFrame(frame: CanFrame, nowUs: number, outbox: Outbox<Note>): void {
    if (this.#plan.attentive && this.#notes(frame, nowUs)) return;
    if (this.#plan.forgetful) this.#known.clear();
    this.#known.set(frame.id, { frame, lastUs: nowUs });
    this.heard.push(`${nowUs} ${frame.id.toString(16)} ${frame.data.join()}`);
    this.#count++;
    for (const { heard, does } of this.#plan.habits) {
      if (heard !== this.#count) continue;
      if (does === 'reply') outbox.send(dataFrame(0x50, Uint8Array.of(heard)));
      else if (does === 'note') outbox.emit({ kind: 'note', text: `heard ${heard}` });
      else if (does === 'plan') this.#othersUs.unshift(nowUs + heard * 60);
      else if (does === 'vary') {
        this.#version++;
        this.#own.unsettle();
      } else if (does === 'together') this.#own.startAt(this.#own.nextUs);
      else this.#own.startAt(does === 'end' ? NEVER_US : nowUs + heard);
    }
    this.#update();
  }

  onFrameSent(frame: CanFrame, nowUs: number): void {
    this.heard.push(`${nowUs} sent ${frame.id.toString(16)}`);
  }

  hasPendingWork(): boolean {
    return false;
  }

  /** A frame that came too long ago is news again. */
  #notes(frame: CanFrame, nowUs: number): boolean {
    const known = this.#known.get(frame.id);
    if (known?.frame !== frame || nowUs - known.lastUs >= this.#plan.forgetsUs) return false;
    known.lastUs = nowUs;
    return true;
  }

  #frameAt(index: number, nowUs: number): CanFrame | null {
    const { changes, silences, alternates, ids, steadyUs } = this.#plan;
    this.#asked++;
    const asked = (this.#askedOf[index] ?? 0) + 1;
    this.#askedOf[index] = asked;
    if (silences > 0 && this.#asked % silences === 0) return null;
    if (alternates && asked % 2 === 0) return this.#others[index] ?? null;
    if (changes > 0 && this.#asked % changes === 0) {
      this.#frames[index] = dataFrame(ids[index] ?? 0, Uint8Array.of(this.#asked & 0xff));
    }
    if (changes + silences === 0 && !alternates) this.#settle(index, nowUs, steadyUs);
    return this.#frames[index] ?? null;
  }

  /** Its content depends on the time, and on what it has heard. */
  #settle(index: number, nowUs: number, steadyUs: number): void {
    const period = steadyUs === 0 ? 0 : Math.floor(nowUs / steadyUs);
    const data = Uint8Array.of(this.#version, period & 0xff);
    if (!sameBytes(this.#frames[index]?.data ?? NO_DATA, data)) {
      this.#frames[index] = dataFrame(this.#plan.ids[index] ?? 0, data);
    }
    this.#own.settle(index, steadyUs === 0 ? NEVER_US : (period + 1) * steadyUs);
  }

  #update(): void {
    this.#own.otherUs = this.#othersUs[0] ?? NEVER_US;
  }
}

/** What happens between two advances. */
type Deed = 'nothing' | 'step' | 'mute' | 'faults' | 'bus-off' | 'release' | 'clear' | 'relay' | 'stop' | 'detach';

interface Act {
  readonly afterUs: number;
  readonly node: number;
  readonly deed: Deed;
}

interface Traffic {
  readonly bitRate: number;
  readonly queueLimit: number;
  readonly inGroups: boolean;
  readonly nodes: readonly NodePlan[];
  readonly acts: readonly Act[];
}

class NoteCounter extends LineObserver {
  notes = 0;

  override event(timeUs: number, nodeName: string, event: Note): void {
    super.event(timeUs, nodeName, event);
    this.notes++;
  }
}

/** All that can be seen of a run: after each act the state of the network, at the end what everybody has noticed. */
function run({ bitRate, queueLimit, inGroups, nodes: plans, acts }: Traffic, shortWay: boolean): unknown {
  const seen = new NoteCounter();
  seen.inGroups = inGroups;
  const network = new VirtualNetwork<Note>({ bitRate, queueLimit, seed: 5 }, seen);
  const nodes = plans.map((plan, index) => new RepeatingNode(`node ${index}`, plan, shortWay));
  for (const node of nodes) network.attach(node);
  const states: unknown[] = [];
  const detached = new Set<RepeatingNode>();
  for (const { afterUs, node: index, deed } of acts) {
    const node = nodes[index % nodes.length];
    if (node === undefined || detached.has(node)) continue;
    if (deed === 'step') for (let i = 0; i < index; i++) network.runNext(network.nowUs + afterUs);
    else if (deed === 'mute') network.mute(node, afterUs % 2 === 0);
    else if (deed === 'faults') network.bus.setFaults({ corrupt: (afterUs % 3) / 10, drop: (afterUs % 2) / 10 });
    else if (deed === 'bus-off') network.forceBusOff(node, afterUs % 2 === 0);
    else if (deed === 'release') network.releaseBusOff(node);
    else if (deed === 'clear') network.clearQueue(node);
    else if (deed === 'relay') network.interpose(node, afterUs % 2 === 0 ? passing : null);
    else if (deed === 'detach') {
      network.detach(node);
      detached.add(node);
    }
    // Only what a node does is seen at once on both ways.
    const notes = seen.notes + (deed === 'stop' ? 1 : Infinity);
    network.advanceTo(network.nowUs + afterUs, () => seen.notes >= notes);
    const table = new FrameTable();
    states.push(network.snapshot(table), table.entries, network.bus.figures(), network.deadlineUs());
  }
  return { lines: seen.lines, heard: nodes.map(({ heard, known }) => [heard, known]), states };
}

const nodePlan: fc.Arbitrary<NodePlan> = fc
  .record({
    frames: fc.array(fc.record({ id: fc.nat(0x7ff), cycleUs: fc.constantFrom(700, 1000, 1500, 5000, NEVER_US) }), {
      minLength: 1,
      maxLength: 3,
    }),
    startUs: fc.constantFrom(0, 100, 350, 1000),
    listensTo: fc.oneof(fc.constant('all' as const), fc.array(fc.nat(0x7ff), { maxLength: 4 })),
    confirmed: fc.constantFrom(false, false, false, true),
    changes: fc.constantFrom(0, 0, 0, 1, 2, 7),
    silences: fc.constantFrom(0, 0, 0, 3),
    alternates: fc.constantFrom(false, false, false, true),
    steadyUs: fc.constantFrom(0, 1, 900, 1300, 4000),
    attentive: fc.constantFrom(true, true, false),
    forgetsUs: fc.constantFrom(900, 2_500, 12_000, NEVER_US),
    forgetful: fc.boolean(),
    othersUs: fc.array(fc.nat(20_000), { maxLength: 3 }).map((list) => list.sort((a, b) => a - b)),
    habits: fc.array(
      fc.record({
        heard: fc.integer({ min: 1, max: 40 }),
        does: fc.constantFrom<Habit['does']>('reply', 'note', 'plan', 'restart', 'together', 'end', 'vary'),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ frames, ...rest }) => ({
    ...rest,
    ids: frames.map(({ id }) => id),
    cyclesUs: frames.map(({ cycleUs }) => cycleUs),
  }));

const traffic: fc.Arbitrary<Traffic> = fc.record({
  bitRate: fc.constantFrom(500_000, 1_000_000, 83_300, 33_333),
  queueLimit: fc.constantFrom(1, 2, 100),
  inGroups: fc.constantFrom(true, true, false),
  nodes: fc.array(nodePlan, { minLength: 1, maxLength: 4 }),
  acts: fc.array(
    fc.record({
      afterUs: fc.oneof(fc.nat(4_000), fc.constantFrom(0, 1, 700, 1000, 1500, 10_000)),
      node: fc.nat(3),
      deed: fc.constantFrom<Deed>(
        ...(['nothing', 'nothing', 'nothing', 'step', 'mute', 'faults', 'bus-off'] as const),
        ...(['release', 'clear', 'relay', 'stop', 'stop', 'detach'] as const),
      ),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

describe('frames on the short way', () => {
  it('and everything around them are the same as on the long one', () => {
    fc.assert(
      fc.property(traffic, (each) => {
        expect(run(each, true)).toEqual(run(each, false));
      }),
      { numRuns: 500 },
    );
  });

  it('take it, unless something is between a node and the bus', () => {
    const passed = (relay: Interceptor | null): number => {
      const network = new VirtualNetwork<Note>({}, new LineObserver());
      const plan = { startUs: 0, listensTo: [], confirmed: false, changes: 0, silences: 0, alternates: false };
      const idle = { othersUs: [], habits: [], steadyUs: 0, attentive: false, forgetsUs: 0, forgetful: false };
      const node = new RepeatingNode('node', { ...plan, ...idle, cyclesUs: [1000], ids: [0x100] }, true);
      network.attach(node);
      network.interpose(node, relay);
      let steps = 0;
      network.advanceTo(10_500, () => ++steps < 0);
      return steps;
    };
    expect(QuietLane.name).toBe('QuietLane');
    // The short way asks at its end; the long one after each deadline and each frame.
    expect(passed(null)).toBe(1);
    expect(passed(passing)).toBe(22);
  });
});
