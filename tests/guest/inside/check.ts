/** One thing to find out on a kernel with CAN. It throws where it is not so. */
export interface Check {
  /** A sentence; unique within its group. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Checks that belong together. */
export interface CheckGroup {
  readonly about: string;
  readonly checks: readonly Check[];
}

/** The first line that the program in the guest prints. */
export const LOADED_LINE: string = JSON.stringify({ loaded: true });

/** A line of what the program in the guest prints. */
export interface CheckResult {
  readonly about: string;
  readonly name: string;
  /** Null where it holds. */
  readonly failure: string | null;
  /** How long it took, to find what slows the suite; no limit applies. */
  readonly seconds: number;
}
