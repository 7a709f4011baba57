import type { Difference } from '../world/difference.ts';
import type { WorldState } from '../world/world-state.ts';

/** How a state was reached: the last input, and what was before it. */
interface Path {
  readonly before: Path | null;
  /** The number of the input, and how its write ended. */
  readonly input: number;
}

/** A state whose inputs are still to be tried. */
export interface Node {
  readonly state: WorldState;
  readonly path: Path | null;
  /** Two lanes of the hash of its canonical form: the order among the parents of a state. */
  readonly rank: readonly [number, number];
}

/** A rule that broke: on which input, after which path. */
export interface Failure {
  readonly kind: 'rule' | 'oracle';
  readonly difference: Difference;
  readonly inputs: readonly number[];
  readonly rank: readonly [number, number];
}

/** States for one owner: rows of a candidate's number, the rank of its parent, the input, and the canonical form. */
export type Batch = Uint32Array;
export const ROW_HEAD = 4;

/** What a part says of the level it has expanded. */
export interface Level {
  readonly transitions: number;
  readonly failure: Failure | null;
  /** By owner. */
  readonly batches: readonly Batch[];
}

/** How an input ended: as it should, or with a power cut in the middle of its write. */
export const ENDINGS = 3;
export type Ending = 0 | 1 | 2;

export function inputsOf(path: Node['path']): readonly number[] {
  const inputs: number[] = [];
  for (let step = path; step !== null; step = step.before) inputs.push(step.input);
  return inputs.reverse();
}

/** The order of two inputs by the rank of the state they were given in. */
export function compareRanks(
  one: readonly [number, number],
  oneInput: number,
  other: readonly [number, number],
  otherInput: number,
): number {
  return one[0] - other[0] || one[1] - other[1] || oneInput - otherInput;
}

/** Of several failures at one depth the same one is reported, in whichever part it was found. */
export function isEarlier(one: Failure, other: Failure): boolean {
  const [oneInput = 0, otherInput = 0] = [one.inputs.at(-1), other.inputs.at(-1)];
  return compareRanks(one.rank, oneInput, other.rank, otherInput) < 0;
}
