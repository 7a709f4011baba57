import { CanonicalForm } from '../world/canonical.ts';
import type { Difference } from '../world/difference.ts';
import { Lockstep } from '../world/lockstep.ts';
import { OracleFailure } from '../world/guarded-oracle.ts';
import type { World } from '../world/world.ts';
import type { WorldState } from '../world/world-state.ts';
import {
  compareRanks,
  inputsOf,
  isEarlier,
  ENDINGS,
  ROW_HEAD,
  type Batch,
  type Ending,
  type Failure,
  type Level,
  type Node,
} from './level.ts';
import type { PartCalls, PartFigures, PartSnapshot } from './part-port.ts';
import { hashWords, StateTable } from './state-table.ts';

/**
 * One part of an exhaustive search: it tries the inputs of its states, and keeps the set of those states whose hash is
 * its own. With one part, it is the whole search.
 *
 * Which of several parents a state is reached from does not depend on the number of parts: it is the one of the lowest
 * rank.
 */
export class Part implements PartCalls {
  #frontier: Node[] = [];
  readonly #world: World;
  readonly #part: number;
  readonly #parts: number;
  readonly #width: number;
  readonly #lockstep: Lockstep;
  readonly #form: CanonicalForm;
  readonly #words: Uint32Array;
  readonly #owned: StateTable;
  /** States of other owners that were reported to them. */
  readonly #foreign: StateTable;
  #level: StateTable;
  #candidates: Node[] = [];
  #candidateInputs: number[] = [];
  #candidateParents: Node[] = [];
  #expanded = 0;
  #transitions = 0;
  #failure: Failure | null = null;
  readonly #hash: Uint32Array = new Uint32Array(4);

  constructor(world: World, part: number, parts: number) {
    this.#world = world;
    this.#part = part;
    this.#parts = parts;
    this.#lockstep = new Lockstep(world);
    this.#form = new CanonicalForm(world);
    const { bytes } = this.#form;
    this.#words = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    this.#width = this.#words.length;
    this.#owned = new StateTable(this.#width);
    this.#foreign = new StateTable(this.#width);
    this.#level = new StateTable(this.#width);
  }

  figures(): PartFigures {
    const bytes = this.#owned.bytes + this.#foreign.bytes + this.#level.bytes;
    return { states: this.#owned.size, hash: this.#hash.slice(), bytes, frontier: this.#frontier.length };
  }

  /** The states to be tried next, and those owned. */
  snapshot(): PartSnapshot {
    return { words: this.#owned.words().slice(), frontier: this.#frontier };
  }

  /** Gives states of this level away, before any of them is tried. */
  give(count: number): readonly Node[] {
    return this.#frontier.splice(Math.max(0, this.#frontier.length - count));
  }

  take(nodes: readonly Node[]): void {
    for (const node of nodes) this.#frontier.push(node);
  }

  /** The start of the search: owned by the part whose hash it has. */
  begin(): void {
    const state = this.#world.start;
    this.#form.write(state);
    const hash = hashWords(this.#words, 0, this.#width, 0);
    if (hash % this.#parts === this.#part) this.#own(this.#words, 0, hash);
    const rank = [hash, hashWords(this.#words, 0, this.#width, 1)] as const;
    if (this.#part === 0) this.#frontier.push({ state, path: null, rank });
  }

  /** Takes over the states of an earlier search that this part owns. */
  load(words: Uint32Array): void {
    for (let from = 0; from < words.length; from += this.#width) {
      const hash = hashWords(words, from, this.#width, 0);
      if (hash % this.#parts === this.#part) this.#own(words, from, hash);
    }
  }

  /** Tries the inputs of some more states of this level. @returns how many are left */
  expand(count: number): number {
    const end = Math.min(this.#frontier.length, this.#expanded + count);
    while (this.#expanded < end) {
      const node = this.#frontier[this.#expanded++];
      if (node !== undefined) this.#expandNode(node);
    }
    return this.#frontier.length - this.#expanded;
  }

  /** All inputs of this level's states are tried: what they led to, by owner. */
  report(): Level {
    const rows = Array.from({ length: this.#parts }, (): number[] => []);
    const words = this.#level.words();
    for (let number = 0; number < this.#candidates.length; number++) {
      const from = number * this.#width;
      rows[hashWords(words, from, this.#width, 0) % this.#parts]?.push(number);
    }
    return {
      transitions: this.#transitions,
      failure: this.#failure,
      batches: rows.map((numbers) => this.#batch(numbers)),
    };
  }

  /**
   * As the owner: which candidates are new, each reached from the parent of the lowest rank.
   *
   * @param batches by the part that found them
   * @returns by that part, the numbers of the accepted candidates
   */
  admit(batches: readonly Batch[]): readonly Uint32Array[] {
    const winners = new StateTable(this.#width);
    const best: { part: number; at: number }[] = [];
    const row = ROW_HEAD + this.#width;
    for (const [part, batch] of batches.entries()) {
      for (let at = 0; at < batch.length; at += row) {
        const hash = hashWords(batch, at + ROW_HEAD, this.#width, 0);
        if (this.#owned.find(batch, at + ROW_HEAD, hash) >= 0) continue;
        const number = winners.find(batch, at + ROW_HEAD, hash);
        if (number < 0) {
          winners.add(batch, at + ROW_HEAD, hash);
          best.push({ part, at });
          continue;
        }
        const earlier = best[number];
        const other = earlier === undefined ? undefined : batches[earlier.part];
        if (earlier !== undefined && other !== undefined && isLower(batch, at, other, earlier.at)) {
          best[number] = { part, at };
        }
      }
    }
    const accepted = batches.map((): number[] => []);
    for (const { part, at } of best) {
      const batch = batches[part];
      if (batch === undefined) continue;
      this.#own(batch, at + ROW_HEAD, hashWords(batch, at + ROW_HEAD, this.#width, 0));
      accepted[part]?.push(batch[at] ?? 0);
    }
    return accepted.map((numbers) => Uint32Array.from(numbers));
  }

  /** The next level: this part's candidates that their owners accepted. */
  advance(accepted: readonly Uint32Array[]): PartFigures {
    const words = this.#level.words();
    for (let number = 0; number < this.#candidates.length && this.#parts > 1; number++) {
      const from = number * this.#width;
      const hash = hashWords(words, from, this.#width, 0);
      if (hash % this.#parts !== this.#part) this.#foreign.add(words, from, hash);
    }
    this.#frontier = accepted.flatMap((numbers) => [...numbers].flatMap((number) => this.#candidates[number] ?? []));
    this.#candidates = [];
    this.#candidateInputs = [];
    this.#candidateParents = [];
    this.#level = new StateTable(this.#width);
    this.#expanded = 0;
    this.#transitions = 0;
    return this.figures();
  }

  #own(words: Uint32Array, from: number, hash: number): void {
    this.#owned.add(words, from, hash);
    this.#hash[0] = (this.#hash[0] ?? 0) + hash;
    for (const lane of [1, 2, 3] as const) {
      this.#hash[lane] = (this.#hash[lane] ?? 0) + hashWords(words, from, this.#width, lane);
    }
  }

  #expandNode(node: Node): void {
    const { actions } = this.#world;
    const lockstep = this.#lockstep;
    for (let action = 0; action < actions.length; action++) {
      const chosen = actions[action];
      if (chosen === undefined) continue;
      try {
        const next = lockstep.apply(node.state, chosen);
        if (next === null) continue;
        this.#transitions++;
        if (lockstep.difference !== null) this.#fail('rule', lockstep.difference, node, action);
        // An input that changes nothing leads to the state itself, which is known.
        else if (next !== node.state) this.#offer(next, node, action, 0);
      } catch (error) {
        this.#stop(error, node, action);
        continue;
      }
      for (const cut of lockstep.cuts) {
        this.#transitions++;
        this.#offer(cut.state, node, action, cut.committed ? 2 : 1);
      }
    }
  }

  #stop(error: unknown, node: Node, action: number): void {
    const isOracle = error instanceof OracleFailure;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const what = isOracle ? 'the oracle failed' : 'the firmware failed';
    const difference = { rule: what, what, firmware: isOracle ? '' : text, oracle: isOracle ? error.message : '' };
    this.#fail(isOracle ? 'oracle' : 'rule', difference, node, action);
  }

  #fail(kind: Failure['kind'], difference: Difference, { path, rank }: Node, action: number): void {
    const failure: Failure = { kind, difference, inputs: [...inputsOf(path), action * ENDINGS], rank };
    if (this.#failure === null || isEarlier(failure, this.#failure)) this.#failure = failure;
  }

  #offer(state: WorldState, parent: Node, action: number, ending: Ending): void {
    const words = this.#words;
    this.#form.write(state);
    const hash = hashWords(words, 0, this.#width, 0);
    const isOwn = hash % this.#parts === this.#part;
    if ((isOwn ? this.#owned : this.#foreign).find(words, 0, hash) >= 0) return;
    const input = action * ENDINGS + ending;
    let number = this.#level.find(words, 0, hash);
    if (number < 0) number = this.#level.add(words, 0, hash);
    else {
      const earlier = this.#candidateParents[number];
      const earlierInput = this.#candidateInputs[number] ?? 0;
      if (earlier !== undefined && compareRanks(parent.rank, input, earlier.rank, earlierInput) >= 0) return;
    }
    const rank = [hash, hashWords(words, 0, this.#width, 1)] as const;
    this.#candidates[number] = { state, path: { before: parent.path, input }, rank };
    this.#candidateParents[number] = parent;
    this.#candidateInputs[number] = input;
  }

  #batch(numbers: readonly number[]): Batch {
    const words = this.#level.words();
    const row = ROW_HEAD + this.#width;
    const batch = new Uint32Array(numbers.length * row);
    for (const [index, number] of numbers.entries()) {
      const at = index * row;
      const [high = 0, low = 0] = this.#candidateParents[number]?.rank ?? [];
      batch.set([number, high, low, this.#candidateInputs[number] ?? 0], at);
      batch.set(words.subarray(number * this.#width, (number + 1) * this.#width), at + ROW_HEAD);
    }
    return batch;
  }
}

/** Compares the parents' ranks, then the inputs, of two rows. */
function isLower(one: Batch, at: number, other: Batch, otherAt: number): boolean {
  for (let index = 1; index < ROW_HEAD; index++) {
    const difference = (one[at + index] ?? 0) - (other[otherAt + index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
