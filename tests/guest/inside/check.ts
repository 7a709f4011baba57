/** One thing to find out on a kernel with CAN. It throws where it is not so. */
export interface Check {
  /** A sentence; unique. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A line of what the program in the guest prints. */
export interface CheckResult {
  readonly name: string;
  /** Null where it holds. */
  readonly failure: string | null;
}
