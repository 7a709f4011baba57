// Nothing of the product: mutants of which it is known how they end.

/** A number that is used while the module loads, as most deadlines are. */
const LIMIT_US = 2_000_000;
const TWICE_US: number = LIMIT_US * 2;

/** Tested to the microsecond. */
export function isLate(us: number): boolean {
  return us >= TWICE_US;
}

/** Tested far from its bound alone. */
export function isMany(count: number): boolean {
  return count > 10;
}

/** Never ends where it counts the wrong way. */
export function countDown(from: number): number {
  let left = from;
  while (left > 0) left -= 1;
  return left;
}

/** A value that is worked out once and kept: what one mutant leaves in it must not reach the next. */
let kept: number | undefined;
export function keptAnswer(): number {
  kept ??= 6 * 7;
  return kept;
}

/** Not tested. */
export function isTested(): boolean {
  return false;
}
