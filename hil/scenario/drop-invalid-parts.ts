import { valueAt } from './explain-issue.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { VERBS } from './verbs/verbs.ts';

/** Fields whose names steps refer to: without them the steps' names cannot be checked. */
const FIELDS_OF_NAMES: readonly (string | number | undefined)[] = ['cars', 'keys'];
/** A valid step without effect. */
const NO_STEP = { advance: 0 };

/**
 * A file's data without its invalid parts, so that the rest can be checked as well: invalid steps are replaced by one
 * without effect, invalid fields are left out.
 *
 * @returns null where too little is left to check
 */
export function dropInvalidParts(root: unknown, problems: readonly DataProblem[]): unknown {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return null;
  if (problems.some(({ path }) => FIELDS_OF_NAMES.includes(path[0]))) return null;
  const rest: Record<string, unknown> = { name: 'x', steps: [NO_STEP], ...root };
  const fields = new Set(problems.filter(({ path }) => !isInStep(path)).map(({ path }) => String(path[0])));
  for (const field of fields) Reflect.deleteProperty(rest, field);
  for (const list of ['given', 'steps']) {
    const steps = valueAt(rest, [list]);
    if (!Array.isArray(steps)) continue;
    const broken = new Set(problems.filter(({ path }) => path[0] === list).map(({ path }) => path[1]));
    rest[list] = steps.map((step: unknown, index) => (broken.has(index) ? NO_STEP : step));
  }
  return { name: 'x', steps: [NO_STEP], ...rest };
}

/** Where steps name the bytes that they capture. */
const CAPTURES: readonly DataPath[] = Object.entries(VERBS).flatMap(([name, { capturesAt }]) =>
  capturesAt === undefined ? [] : [[name, ...capturesAt]],
);

/** Whether an invalid step was to capture something, so that later steps lack the name only for that reason. */
export function losesCapture(root: unknown, problems: readonly DataProblem[]): boolean {
  return problems.some(
    ({ path }) =>
      isInStep(path) && CAPTURES.some((capture) => valueAt(root, [...path.slice(0, 2), ...capture]) !== undefined),
  );
}

function isInStep(path: DataProblem['path']): boolean {
  return path.length >= 2 && (path[0] === 'steps' || path[0] === 'given');
}
