import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import { VirtualNetwork } from '../../../../can-bus/virtual-bus/network.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

export interface TwoNodeBench {
  readonly network: VirtualNetwork<Note>;
  readonly seen: LineObserver;
  readonly a: ScriptedNode;
  readonly b: ScriptedNode;
}

/** Two scripted nodes on a bus, and what is seen there. */
export function bench(options: VirtualBusOptions = {}): TwoNodeBench {
  const seen = new LineObserver();
  const network = new VirtualNetwork<Note>(options, seen);
  const [a, b] = [new ScriptedNode('a'), new ScriptedNode('b')];
  for (const node of [a, b]) network.attach(node);
  return { network, seen, a, b };
}
