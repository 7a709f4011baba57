import type { DataPath, DataProblem } from './data-problem.ts';

/** JavaScript objects cannot be asked for this name, so that schemas ignore it silently. */
const UNUSABLE_NAME = '__proto__';

/** Every location in data with a name that cannot be looked up. */
export function findUnusableNames(root: unknown): readonly DataProblem[] {
  const seen = new Set<object>();
  const search = (value: unknown, path: DataPath): readonly DataProblem[] => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return [];
    seen.add(value);
    if (Array.isArray(value)) return value.flatMap((item: unknown, index) => search(item, [...path, index]));
    return Object.entries(value).flatMap(([name, item]) => {
      const here = [...path, name];
      const inside = search(item, here);
      if (name !== UNUSABLE_NAME) return inside;
      return [{ path: here, atKey: true, found: `"${name}"`, expected: 'another name', meant: null }, ...inside];
    });
  };
  return search(root, []);
}
