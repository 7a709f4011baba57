import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { LineObserver, ScriptedNode, type Note } from '../../../unit/can-bus/virtual-bus/scripted-node.ts';

/** What happens to a node at an instant. */
type Deed = 'send' | 'bus-off' | 'hold' | 'release' | 'clear';

interface Entry {
  readonly atUs: number;
  readonly node: number;
  readonly id: number;
  readonly deed: Deed;
}

const NODES = 3;
const END_US = 60_000;

function optionsAt(dataBitRate?: number): VirtualBusOptions {
  return { bitRate: 500_000, seed: 7, ...(dataBitRate === undefined ? {} : { dataBitRate }) };
}

const entries: fc.Arbitrary<readonly Entry[]> = fc
  .array(
    fc.record({
      atUs: fc.nat(4_000),
      node: fc.nat(NODES - 1),
      id: fc.nat(0x7ff),
      deed: fc.constantFrom<Deed>('send', 'send', 'send', 'send', 'bus-off', 'hold', 'release', 'clear'),
    }),
    { maxLength: 24 },
  )
  .map((list) => list.sort((a, b) => a.atUs - b.atUs));

class Run {
  readonly seen = new LineObserver();
  readonly network: VirtualNetwork<Note>;
  readonly nodes: readonly ScriptedNode[];

  /** @param order of attachment */
  constructor(order: readonly number[], corrupt: number, dataBitRate?: number) {
    this.network = new VirtualNetwork<Note>(optionsAt(dataBitRate), this.seen);
    this.nodes = Array.from({ length: NODES }, (_, index) => new ScriptedNode(`node ${index}`));
    for (const index of order) this.network.attach(this.node(index));
    this.network.bus.setFaults({ corrupt });
  }

  node(index: number): ScriptedNode {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`no node ${index}`);
    return node;
  }

  perform(list: readonly Entry[], untilUs: number): void {
    for (const { atUs, node, id, deed } of list) {
      if (atUs > untilUs) break;
      this.network.advanceTo(atUs);
      const subject = this.node(node);
      if (deed === 'send') this.network.apply(subject, (outbox) => outbox.send(dataFrame(id, Uint8Array.of(node))));
      else if (deed === 'clear') this.network.clearQueue(subject);
      else if (deed === 'release') this.network.releaseBusOff(subject);
      else this.network.forceBusOff(subject, deed === 'hold');
    }
    this.network.advanceTo(untilUs);
  }

  state(): unknown {
    const frames = new FrameTable();
    return { network: this.network.snapshot(frames), frames: frames.entries.map(({ id }) => id) };
  }
}

describe('a network', () => {
  it('continues from a snapshot as it would have without it: itself, and another whose nodes came in another order', () => {
    fc.assert(
      fc.property(entries, fc.nat(4_500), fc.constantFrom(0, 0.3), (list, atUs, corrupt) => {
        const later = list.filter((entry) => entry.atUs > atUs);
        const run = new Run([0, 1, 2], corrupt);
        run.perform(
          list.filter((entry) => entry.atUs <= atUs),
          atUs,
        );
        const frames = new FrameTable();
        const snapshot = structuredClone(run.network.snapshot(frames));
        const frameAt = restoreFrames(frames.entries);
        const waiting = run.network.waiting();
        const before = run.seen.lines.length;
        run.perform(later, END_US);
        const expected = {
          lines: run.seen.lines.slice(before),
          state: run.state(),
          figures: run.network.bus.figures(),
        };
        for (const other of [run, new Run([0, 1, 2], corrupt), new Run([2, 0, 1], corrupt)]) {
          other.network.restore(snapshot, frameAt);
          expect(other.network.waiting()).toEqual(waiting);
          const start = other.seen.lines.length;
          other.perform(later, END_US);
          expect({
            lines: other.seen.lines.slice(start),
            state: other.state(),
            figures: other.network.bus.figures(),
          }).toEqual(expected);
        }
      }),
    );
  });

  it('carries classical frames, errors and bus-off the same whatever the bit rate of data phases', () => {
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom(0, 0.3),
        fc.constantFrom(1_200_000, 2_000_000),
        (list, corrupt, dataRate) => {
          const [classical, fd] = [new Run([0, 1, 2], corrupt), new Run([0, 1, 2], corrupt, dataRate)];
          for (const run of [classical, fd]) run.perform(list, END_US);
          expect(fd.seen.lines).toEqual(classical.seen.lines);
          const counts = [classical, fd].map(({ network }) => {
            const { frames, errorFrames } = network.bus.figures();
            return [frames, errorFrames];
          });
          expect(counts[1]).toEqual(counts[0]);
        },
      ),
    );
  });
});
