import { isEarlier, type Failure, type Level, type Node } from './level.ts';
import type { PartFigures, PartPort, PartSnapshot } from './part-port.ts';

/** What is known between two levels. */
export interface SearchFigures {
  readonly states: number;
  readonly transitions: number;
  /** Levels that are complete: the number of inputs on the longest of the shortest paths. */
  readonly depth: number;
  /** States whose inputs are still to be tried. */
  readonly frontier: number;
  /** Of the set of states, 32 hexadecimal digits: the same in every order. */
  readonly hash: string;
  /** Bytes of the tables of states. */
  readonly bytes: number;
}

type SearchEnd = 'complete' | 'failed' | 'depth' | 'interrupted';

export interface SearchResult extends SearchFigures {
  readonly end: SearchEnd;
  readonly failure: Failure | null;
}

/** A search between two levels, to continue from: on any number of threads. */
export interface SearchSnapshot {
  readonly transitions: number;
  readonly depth: number;
  readonly words: readonly Uint32Array[];
  readonly frontier: readonly Node[];
}

interface SearchOptions {
  /** Null: no limit. */
  readonly depth: number | null;
  readonly signal: AbortSignal;
  /** Lets signals and other work of this thread have their turn. */
  readonly turn: () => Promise<void>;
  /** After each level, and within long ones. */
  readonly onProgress: (figures: SearchFigures) => void;
  /** After each level: may save the snapshot. */
  readonly onLevel: (snapshot: () => Promise<SearchSnapshot>) => Promise<void>;
}

/** States of a level that are tried before an interruption is noticed. */
const SLICE = 500;
/** A thread with this many times the states of another gives some away. */
const UNEVEN = 1.5;
/** Below this a level is over before states could be moved. */
const FEW_STATES = 64;

/**
 * Breadth-first: all states at one depth before those at the next, so that the first path to a broken rule is a shortest
 * one. Every part tries the inputs of its states; the owner of a state, by its hash, says whether it is new.
 */
export class Search {
  readonly #parts: readonly PartPort[];
  readonly #options: SearchOptions;
  #transitions = 0;
  #depth = 0;
  #figures: readonly PartFigures[] = [];

  constructor(parts: readonly PartPort[], options: SearchOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** From the beginning: every part knows the start, and one tries it. */
  async begin(): Promise<void> {
    await this.#each((part) => part.begin());
  }

  /** Continues an earlier search. The parts must be empty. */
  async resume({ transitions, depth, words, frontier }: SearchSnapshot): Promise<void> {
    this.#transitions = transitions;
    this.#depth = depth;
    for (const owned of words) await this.#each((part) => part.load(owned));
    const share = Math.ceil(frontier.length / this.#parts.length);
    for (const [index, part] of this.#parts.entries()) {
      await part.take(frontier.slice(index * share, (index + 1) * share));
    }
  }

  /** Until every state is visited, a rule is broken, the depth is reached, or the operator stops it. */
  async run(): Promise<SearchResult> {
    const { depth: limit, signal, onProgress, onLevel } = this.#options;
    this.#figures = await this.#each((part) => part.figures());
    for (;;) {
      await this.#balance();
      const before = this.#sum();
      if (before.frontier === 0) return { ...before, end: 'complete', failure: null };
      if (this.#depth === limit) return { ...before, end: 'depth', failure: null };
      if (!(await this.#expand())) {
        await onLevel(() => this.#snapshot());
        return { ...before, end: 'interrupted', failure: null };
      }
      const levels = await this.#each((part) => part.report());
      const failure = firstFailure(levels);
      await this.#exchange(levels);
      this.#transitions += levels.reduce((sum, level) => sum + level.transitions, 0);
      this.#depth++;
      const after = this.#sum();
      if (failure !== null) return { ...after, end: 'failed', failure };
      onProgress(after);
      await onLevel(() => this.#snapshot());
      if (signal.aborted) return { ...after, end: 'interrupted', failure: null };
    }
  }

  async #each<Value>(call: (part: PartPort, index: number) => Promise<Value>): Promise<readonly Value[]> {
    return await Promise.all(this.#parts.map(call));
  }

  /** @returns false where the operator stopped it: then nothing of this level has counted */
  async #expand(): Promise<boolean> {
    const { signal, turn } = this.#options;
    const until = async (part: PartPort): Promise<void> => {
      for (let left = Infinity; left > 0 && !signal.aborted;) {
        left = await part.expand(SLICE);
        await turn();
      }
    };
    await this.#each(until);
    return !signal.aborted;
  }

  async #exchange(levels: readonly Level[]): Promise<void> {
    const admitted = await this.#each((owner, index) =>
      owner.admit(levels.map(({ batches }) => batches[index] ?? new Uint32Array(0))),
    );
    this.#figures = await this.#each((part, index) =>
      part.advance(admitted.map((accepted) => accepted[index] ?? new Uint32Array(0))),
    );
  }

  /** Moves states from the part that has most to the one that has fewest. */
  async #balance(): Promise<void> {
    if (this.#parts.length === 1) return;
    for (let rounds = this.#parts.length; rounds > 0; rounds--) {
      const counts = this.#figures.map(({ frontier }) => frontier);
      const [most, least] = [Math.max(...counts), Math.min(...counts)];
      if (most < FEW_STATES || most < least * UNEVEN) return;
      const [giver, taker] = [this.#parts[counts.indexOf(most)], this.#parts[counts.indexOf(least)]];
      if (giver === undefined || taker === undefined) return;
      await taker.take(await giver.give(Math.floor((most - least) / 2)));
      this.#figures = await this.#each((part) => part.figures());
    }
  }

  async #snapshot(): Promise<SearchSnapshot> {
    const parts: readonly PartSnapshot[] = await this.#each((part) => part.snapshot());
    return {
      transitions: this.#transitions,
      depth: this.#depth,
      words: parts.map(({ words }) => words),
      frontier: parts.flatMap(({ frontier }) => frontier),
    };
  }

  #sum(): SearchFigures {
    const sum = (value: (figures: PartFigures) => number): number =>
      this.#figures.reduce((total, figures) => total + value(figures), 0);
    const lanes = [0, 1, 2, 3].map((lane) => sum(({ hash }) => hash[lane] ?? 0) % 2 ** 32);
    return {
      states: sum(({ states }) => states),
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: sum(({ frontier }) => frontier),
      hash: lanes.map((lane) => lane.toString(16).padStart(8, '0')).join(''),
      bytes: sum(({ bytes }) => bytes),
    };
  }
}

function firstFailure(levels: readonly Level[]): Failure | null {
  return levels.reduce<Failure | null>((first, { failure }) => {
    if (failure === null) return first;
    return first === null || isEarlier(failure, first) ? failure : first;
  }, null);
}
