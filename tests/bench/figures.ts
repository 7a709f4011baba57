/** One measured figure with what it has to reach. A negative value means: less is better. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast: number;
  readonly goal: number | null;
}

export function row(what: string, value: number, unit: string, atLeast: number, goal: number | null = null): Row {
  return { what, value, unit, atLeast, goal };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function shown(value: number): string {
  const size = Math.abs(value);
  return size >= 1000 ? Math.round(size).toLocaleString('en-US') : size.toPrecision(3);
}

function bound(value: number): string {
  return `${value < 0 ? '<' : '≥'} ${shown(value)}`;
}

/** The figures as a table; the last column says whether what is asked for is reached. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, value, unit, atLeast, goal }) => [
    what,
    `${shown(value)} ${unit}`,
    bound(atLeast),
    goal === null ? '' : bound(goal),
    value >= atLeast ? 'reached' : 'MISSED',
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
