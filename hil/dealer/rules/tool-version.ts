/** The oldest scan tool software that gets pass-codes (DLR-6, DLR-7). */
export const OLDEST_TOOL_VERSION = '13.10.019';

/**
 * Compares two versions by their parts as numbers, left to right; a missing part counts as 0, so `13.9.500` is older
 * than `13.10.019` and `13.10` is too.
 *
 * @returns negative, 0 or positive as `one` is older than, the same as or newer than `other`; null when either is not
 * a list of numbers with dots between them
 */
export function compareVersions(one: string, other: string): number | null {
  const ones = parseVersion(one);
  const others = parseVersion(other);
  if (ones === null || others === null) return null;
  for (let index = 0; index < Math.max(ones.length, others.length); index += 1) {
    const difference = (ones[index] ?? 0) - (others[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parseVersion(text: string): readonly number[] | null {
  return /^\d{1,9}(\.\d{1,9}){0,7}$/.test(text) ? text.split('.').map(Number) : null;
}
