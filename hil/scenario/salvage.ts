import { valueAt, type DataMistake } from './explain-issue.ts';

/** Fields whose names steps refer to: without them nothing can be said of the steps' names. */
const FIELDS_OF_NAMES: readonly (string | number | undefined)[] = ['cars', 'keys'];
/** A step that is always right and does nothing. */
const NO_STEP = { advance: 0 };

/**
 * A file's data with all that is wrong taken out, so that the rest can be looked at as well: broken steps give way to
 * one that does nothing, broken fields are left out.
 *
 * @returns null where too little is left to look at
 */
export function salvage(root: unknown, mistakes: readonly DataMistake[]): unknown {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return null;
  if (mistakes.some(({ path }) => FIELDS_OF_NAMES.includes(path[0]))) return null;
  const rest: Record<string, unknown> = { name: 'x', steps: [NO_STEP], ...root };
  const fields = new Set(mistakes.filter(({ path }) => !isInStep(path)).map(({ path }) => String(path[0])));
  for (const field of fields) Reflect.deleteProperty(rest, field);
  for (const list of ['given', 'steps']) {
    const steps = valueAt(rest, [list]);
    if (!Array.isArray(steps)) continue;
    const broken = new Set(mistakes.filter(({ path }) => path[0] === list).map(({ path }) => path[1]));
    rest[list] = steps.map((step: unknown, index) => (broken.has(index) ? NO_STEP : step));
  }
  return { name: 'x', steps: [NO_STEP], ...rest };
}

/** Where steps say what they keep. */
const CAPTURES: readonly (readonly string[])[] = [
  ['uds', 'capture'],
  ['dealer', 'passCode', 'capture'],
];

/** Whether a broken step was to capture something, so that its name may be missed further on by mistake. */
export function losesCapture(root: unknown, mistakes: readonly DataMistake[]): boolean {
  return mistakes.some(
    ({ path }) =>
      isInStep(path) && CAPTURES.some((capture) => valueAt(root, [...path.slice(0, 2), ...capture]) !== undefined),
  );
}

function isInStep(path: DataMistake['path']): boolean {
  return path.length >= 2 && (path[0] === 'steps' || path[0] === 'given');
}
