/** A location in data: names in mappings, indexes in lists. */
export type DataPath = readonly (string | number)[];

/** A problem found in data; its location in the text is not known yet. */
export interface DataProblem {
  readonly path: DataPath;
  /** The last part of the path is an invalid name; the problem is at the name, not at the value. */
  readonly atKey: boolean;
  readonly found: string;
  readonly expected: string;
  readonly meant: string | null;
}
