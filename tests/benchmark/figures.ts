/** One measured figure with what is asked of it. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** At least (`≥`) or less than (`<`) `bound`. */
  readonly sense: '≥' | '<';
  readonly bound: number;
  /** What we aim at beyond what is asked. */
  readonly goal: number | null;
}

export function atLeast(what: string, value: number, unit: string, bound: number, goal: number | null = null): Row {
  return { what, value, unit, sense: '≥', bound, goal };
}

export function lessThan(what: string, value: number, unit: string, bound: number, goal: number | null = null): Row {
  return { what, value, unit, sense: '<', bound, goal };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function shown(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

function verdictOn({ value, sense, bound, goal }: Row): string {
  const reaches = (limit: number): boolean => (sense === '<' ? value < limit : value >= limit);
  if (!reaches(bound)) return 'MISSED';
  return goal !== null && reaches(goal) ? 'aim reached' : 'reached';
}

/** The figures as a table; the last column says whether what is asked for is reached, and what is aimed at. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    `${shown(row.value)} ${row.unit}`,
    `${row.sense} ${shown(row.bound)}`,
    row.goal === null ? '' : `${row.sense} ${shown(row.goal)}`,
    verdictOn(row),
  ]);
  const lines = [['figure', 'measured', 'asked for', 'aim', ''], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
