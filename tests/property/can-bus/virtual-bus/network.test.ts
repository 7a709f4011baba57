import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable } from '../../../../can-bus/frame/frame-table.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { LineObserver, ScriptedNode } from '../../../unit/can-bus/virtual-bus/scripted-node.ts';
import type { Note } from '../../../unit/can-bus/virtual-bus/scripted-node.ts';

type Script = readonly (readonly [atUs: number, id: number])[];

const BIT_RATES = [83_333, 125_000, 500_000, 1_000_000] as const;
const script: fc.Arbitrary<Script> = fc
  .array(fc.tuple(fc.nat(3_000), fc.nat(0x7ff)), { maxLength: 12 })
  .map((entries) => entries.sort(([a], [b]) => a - b));
const traffic = fc.record({
  scripts: fc.array(script, { minLength: 1, maxLength: 4 }),
  bitRate: fc.constantFrom(...BIT_RATES),
  corrupt: fc.constantFrom(0, 0, 0.2),
  seed: fc.nat(100),
});

interface Traffic {
  readonly scripts: readonly Script[];
  readonly bitRate: number;
  readonly corrupt: number;
  readonly seed: number;
}

function build({ scripts, bitRate, corrupt, seed }: Traffic): { network: VirtualNetwork<Note>; seen: LineObserver } {
  const seen = new LineObserver();
  const network = new VirtualNetwork<Note>({ bitRate, seed }, seen);
  for (const [i, entries] of scripts.entries()) {
    const node = new ScriptedNode(`node ${i}`);
    for (const [atUs, id] of entries) node.sends(atUs, dataFrame(id, Uint8Array.of(i)));
    network.attach(node);
  }
  network.bus.setFaults({ corrupt });
  return { network, seen };
}

const END_US = 2_000_000;

describe('network', () => {
  it('runs the same in one advance as in many, also with steps at a deadline and one microsecond beside it', () => {
    fc.assert(
      fc.property(
        traffic,
        fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 30 }),
        (plan, steps) => {
          const whole = build(plan);
          whole.network.advanceTo(END_US);
          const pieces = build(plan);
          for (const step of steps) {
            const dueUs = pieces.network.deadlineUs();
            if (dueUs > END_US) break;
            pieces.network.advanceTo(Math.max(pieces.network.nowUs, dueUs + step));
          }
          pieces.network.advanceTo(END_US);
          expect(pieces.seen.lines).toEqual(whole.seen.lines);
          expect(pieces.network.snapshot(new FrameTable())).toEqual(whole.network.snapshot(new FrameTable()));
        },
      ),
    );
  });

  it('without faults sends every frame once, one at a time with three bits between, each node in its order', () => {
    fc.assert(
      fc.property(traffic, (plan) => {
        const { network, seen } = build({ ...plan, corrupt: 0 });
        network.advanceTo(END_US);
        for (const [i, entries] of plan.scripts.entries()) {
          const sent = seen.frames.filter(({ sender }) => sender === `node ${i}`).map(({ frame }) => frame.id);
          expect(sent).toEqual(entries.map(([, id]) => id));
        }
        for (const [i, { endUs, frame }] of seen.frames.entries()) {
          const before = seen.frames[i - 1];
          if (before === undefined) continue;
          const bits = wireBits(frame) + 3;
          expect(endUs - before.endUs).toBeGreaterThan((bits * 1_000_000) / plan.bitRate - 1);
        }
      }),
    );
  });

  it('sends the lowest id of those that wait at each start of frame', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(0x7ff), { minLength: 2, maxLength: 6 }), (ids) => {
        const scripts = ids.map((id) => [[0, id]] as const);
        const { network, seen } = build({ scripts, bitRate: 500_000, corrupt: 0, seed: 1 });
        network.advanceTo(END_US);
        expect(seen.frames.map(({ frame }) => frame.id)).toEqual([...ids].sort((a, b) => a - b));
      }),
    );
  });
});
