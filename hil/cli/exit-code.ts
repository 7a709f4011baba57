/** How a command ends, for scripts and CI. */
export const EXIT = {
  passed: 0,
  /** A scenario failed or a rule broke. */
  failed: 1,
  /** Usage, or an invalid file. */
  usage: 2,
  inconclusive: 3,
  nothingSelected: 4,
  /** Bench or infrastructure: a port in use, an adapter that is not there. */
  bench: 5,
  notDeterministic: 6,
  gateMissed: 7,
  /** Internal error. */
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
