/** How often each cell of a table was reached, by a key whose parts are separated by `|`. */
export type CoverageCounts = Readonly<Record<string, number>>;

/** The tables, and what the parts of their keys are. */
export const COVERAGE_TABLES = {
  /** An input within a microsecond of a deadline. */
  deadline: ['rule', 'state', 'input', 'offsetUs'],
  /** Three states of a procedure one after the other. */
  transition: ['from', 'over', 'to'],
  /** Events of the history. */
  history: ['procedure', 'outcome', 'reason'],
  /** Negative responses. */
  response: ['service', 'session', 'nrc'],
  /** What a key touched to the engine switch brought about. */
  touch: ['state', 'reaction', 'reason'],
  /** Everything else that happens now and then. */
  event: ['what'],
} as const;
type CoverageTable = keyof typeof COVERAGE_TABLES;

export class CoverageCounter {
  readonly #counts = new Map<string, number>();

  count(table: CoverageTable, ...parts: readonly (string | number)[]): void {
    const key = [table, ...parts].join('|');
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** In order of the keys, so that equal runs give equal files. */
  get counts(): CoverageCounts {
    return sortedCounts(this.#counts);
  }
}

export function sortedCounts(counts: ReadonlyMap<string, number>): CoverageCounts {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The sum of several runs. */
export function mergeCounts(all: readonly CoverageCounts[]): CoverageCounts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [key, count] of Object.entries(counts)) sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sortedCounts(sums);
}
