/** Exit codes of commands, for scripts and CI. */
export const EXIT = {
  passed: 0,
  /** A scenario failed or a rule broke. */
  failed: 1,
  /** Invalid usage, or an invalid file. */
  usage: 2,
  inconclusive: 3,
  nothingSelected: 4,
  /** Bench or infrastructure: a port in use, a missing adapter. */
  bench: 5,
  notDeterministic: 6,
  gateMissed: 7,
  /** Internal error. */
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
