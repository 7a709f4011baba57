import type { YamlWords } from './yaml-words.ts';

/** Levels of lists and mappings within each other. */
const MAX_LEVELS = 100;

/** A file with more levels. */
export const TOO_DEEP: YamlWords = {
  found: 'lists or mappings nested too deeply',
  expected: `at most ${MAX_LEVELS} levels`,
};

/**
 * The first value that is nested too deeply, as in data that contains itself; null where there is none.
 *
 * @param partsOf the values within a list or mapping; null for any other value
 */
export function firstTooDeep<Value>(
  root: Value,
  partsOf: (value: Value) => readonly Value[] | null,
): { readonly value: Value } | null {
  const open = [{ value: root, levels: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, levels } = next;
    const parts = partsOf(value);
    if (parts === null) continue;
    if (levels >= MAX_LEVELS) return { value };
    for (const part of parts) open.push({ value: part, levels: levels + 1 });
  }
  return null;
}
