import type { CanFrame } from '../frame/can-frame.ts';
import { MAX_BASE_ID } from '../frame/can-frame.ts';
import type { BusNode } from './bus-node.ts';

/**
 * Which nodes listen to which frame, by index in order of attachment: a dense table for 11-bit ids, a map for 29-bit
 * ones. In a node's `listensTo`, ids up to 7FF mean base frames and higher ones extended frames; an extended frame with
 * an id up to 7FF reaches those that listen to all.
 */
export class ReceiverTable {
  /** Undefined: only those that listen to all. */
  private readonly base = new Array<readonly number[] | undefined>(MAX_BASE_ID + 1);
  private readonly extended = new Map<number, readonly number[]>();
  private readonly listenToAll: readonly number[];

  constructor(nodes: readonly Pick<BusNode, 'listensTo'>[]) {
    const toAll: number[] = [];
    const byId = new Map<number, number[]>();
    for (const [index, node] of nodes.entries()) {
      if (node.listensTo === 'all') toAll.push(index);
      else for (const id of new Set(node.listensTo)) byId.set(id, [...(byId.get(id) ?? []), index]);
    }
    this.listenToAll = toAll;
    for (const [id, indexes] of byId) {
      const receivers = [...indexes, ...toAll].sort((a, b) => a - b);
      if (id <= MAX_BASE_ID) this.base[id] = receivers;
      else this.extended.set(id, receivers);
    }
  }

  /** Indexes of the nodes that listen to it, possibly including its sender. */
  of(frame: CanFrame): readonly number[] {
    if (!frame.extended) return this.base[frame.id] ?? this.listenToAll;
    return this.extended.get(frame.id) ?? this.listenToAll;
  }
}
