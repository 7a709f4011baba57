/** Where something is in data: names in mappings, places in lists. */
export type DataPath = readonly (string | number)[];

/** A problem found in data; its place in the text is not yet known. */
export interface DataProblem {
  readonly path: DataPath;
  /** The last part of the path is a name that should not be there; its place is the name, not the value. */
  readonly atKey: boolean;
  readonly found: string;
  readonly expected: string;
  readonly meant: string | null;
}
