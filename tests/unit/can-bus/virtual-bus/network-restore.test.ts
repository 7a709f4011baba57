import { describe, expect, it } from 'vitest';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

/** 100 µs at 500 kbit/s. */
const SHORT = dataFrame(0x000, new Uint8Array(0));
const LOW = dataFrame(0x100, new Uint8Array(0));

function networkOf(...nodes: readonly ScriptedNode[]): VirtualNetwork<Note> {
  const network = new VirtualNetwork<Note>({}, new LineObserver());
  for (const node of nodes) network.attach(node);
  return network;
}

function restoreFrom(network: VirtualNetwork<Note>, source: VirtualNetwork<Note>): void {
  const frames = new FrameTable();
  const snapshot = source.snapshot(frames);
  network.restore(snapshot, restoreFrames(frames.entries));
}

const namesIn = (network: VirtualNetwork<Note>): readonly string[] =>
  network.snapshot(new FrameTable()).nodes.map(({ name }) => name);

describe('a network that is restored', () => {
  it('has its nodes in the order of the snapshot, and delivers to them in it', () => {
    const [a, b] = [new ScriptedNode('a', [0x100]), new ScriptedNode('b', [0x000])];
    const network = networkOf(b, a);
    network.apply(a, (outbox) => outbox.send(SHORT));
    network.advanceTo(100);
    expect([a.reported, b.reported]).toEqual([['100 sent 0'], ['100 frame 0']]);
    restoreFrom(network, networkOf(new ScriptedNode('a'), new ScriptedNode('b')));
    expect([namesIn(network), network.nowUs]).toEqual([['a', 'b'], 0]);
    network.apply(a, (outbox) => outbox.send(SHORT));
    network.advanceTo(200);
    expect(b.reported).toEqual(['100 frame 0', '100 frame 0']);
  });

  it('keeps no place for a node that was absent, where the next snapshot does not know it', () => {
    const network = networkOf(new ScriptedNode('a'));
    restoreFrom(network, networkOf(new ScriptedNode('a'), new ScriptedNode('b')));
    expect(namesIn(network)).toEqual(['a', 'b']);
    restoreFrom(network, networkOf(new ScriptedNode('a')));
    expect(namesIn(network)).toEqual(['a']);
  });
});

describe('a node whose deadline was past when it said so', () => {
  it('is called at the present instant: time does not go back', () => {
    class Late extends ScriptedNode {
      override onFrame(_frame: CanFrame, nowUs: number): void {
        this.sends(nowUs - 10, LOW);
      }
    }
    const late = new Late('late', [0x000]);
    const network = networkOf(new ScriptedNode('a').sends(0, SHORT), late);
    network.advanceTo(1_000);
    // 106 µs, and 48 bits.
    expect(late.reported).toEqual(['100 deadline', '202 sent 100']);
  });
});
