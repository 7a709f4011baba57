import type { DataSource } from './data-source.ts';
import { expandScenario, parameterAt, readTextFile, type ExpandedScenario, type ReadText } from './expand-scenario.ts';
import { explainIssue, findVerbProblems } from './explain-issue.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { formatProblem, ScenarioFileError, type ScenarioProblem } from './scenario-problem.ts';
import { resolveScenario, type ScenarioSource } from './resolve-scenario.ts';
import { losesCapture, dropInvalidParts } from './drop-invalid-parts.ts';
import type { Scenario } from './scenario.ts';
import { scenarioDataSchema, scenarioSchema } from './schema.ts';
import type { Action } from './verbs/verbs.ts';
import { YamlSource } from './yaml-source.ts';

/**
 * A scenario from the text of its file, which has no table of variants.
 *
 * @param file the file's name in messages
 * @throws ScenarioFileError listing every problem with line and column
 */
export function loadScenario(text: string, file: string): Scenario<Action> {
  const [scenario, ...others] = loadScenarios(text, file);
  if (scenario === undefined || others.length > 0) throw new Error(`${file} holds several scenarios`);
  return scenario;
}

/**
 * The scenarios of a file: one, or one for each row of its table of variants.
 *
 * @param file the file's name in messages; fragments are relative to it
 * @param read returns the text of a fragment
 * @throws ScenarioFileError listing every problem with line and column, each once
 */
export function loadScenarios(text: string, file: string, read: ReadText = readTextFile): readonly Scenario<Action>[] {
  return scenariosOf(new YamlSource(text, file), read);
}

/** The same for data that is read already. @throws ScenarioFileError */
export function scenariosOf(source: DataSource, read: ReadText = readTextFile): readonly Scenario<Action>[] {
  if (source.problems.length > 0) throw new ScenarioFileError(source.problems);
  const results = expandScenario(source, read).map((expanded) => readOne(expanded));
  const problems = results.flatMap((result) => ('steps' in result ? [] : result));
  if (problems.length > 0) throw new ScenarioFileError(inOrder(problems, source.file));
  return results.flatMap((result) => ('steps' in result ? [result] : []));
}

function readOne(expanded: ExpandedScenario): Scenario<Action> | readonly ScenarioProblem[] {
  const { value, variant, originOf } = expanded;
  const parsed = scenarioSchema.safeParse(value, { reportInput: true });
  const names: ScenarioSource = {
    file: originOf([]).source.file,
    variant,
    positionOf: (path: DataPath) => {
      const origin = originOf(path);
      return { file: origin.source.file, ...origin.source.positionOf(origin.path) };
    },
  };
  const result = parsed.success
    ? resolveScenario(parsed.data, names)
    : allProblems(value, problemsOf(value, parsed.error.issues), names);
  if ('steps' in result) return expanded.problems.length === 0 ? result : expanded.problems;
  // A parameter that could not be replaced is not a valid value either: reported once.
  const reported = new Set(expanded.problems.map(placeOf));
  const others = result.map((problem) => located(problem, expanded));
  return [...expanded.problems, ...others.filter((problem) => !reported.has(placeOf(problem)))];
}

/** A value from a parameter is reported with the parameter and the variant. */
function located(problem: DataProblem, { originOf, variant }: ExpandedScenario): ScenarioProblem {
  const origin = originOf(problem.path);
  const { source, path } = origin;
  const parameter = parameterAt(origin);
  const row = variant === null ? '' : ` in the variant "${variant}"`;
  const found = parameter === null ? problem.found : `${problem.found} for \${${parameter}}${row}`;
  return source.locate({ ...problem, path, found });
}

/** In the order of the file, then of the fragments; a problem of every variant is reported once. */
function inOrder(problems: readonly ScenarioProblem[], file: string): readonly ScenarioProblem[] {
  const once = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...once.values()].toSorted(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function placeOf({ file, line, column }: ScenarioProblem): string {
  return `${file}:${line}:${column}`;
}

/** In addition to the problems of form, those of names and profiles in the valid rest. */
function allProblems(value: unknown, problems: readonly DataProblem[], source: ScenarioSource): readonly DataProblem[] {
  const rest = scenarioSchema.safeParse(dropInvalidParts(value, problems));
  const others = rest.success ? resolveScenario(rest.data, source) : [];
  if ('steps' in others) return problems;
  const missesCapture = losesCapture(value, problems);
  return [...problems, ...others.filter(({ found }) => !(missesCapture && found.startsWith('"{')))];
}

type Issues = Parameters<typeof explainIssue>[0][];

/** A step without exactly one verb is reported once, and its contents are not checked. */
function problemsOf(value: unknown, issues: Issues): readonly DataProblem[] {
  const verbProblems = findVerbProblems(value);
  const schema = scenarioDataSchema();
  const others = issues
    .flatMap((issue) => explainIssue(issue, value, schema))
    .filter(({ path }) => !verbProblems.some((problem) => isWithin(path, problem.path.slice(0, 2))));
  const problems = [...verbProblems, ...others];
  return problems.filter((problem) => !isConsequence(problem, problems));
}

function isWithin(path: DataPath, around: DataPath): boolean {
  return around.every((part, index) => path[index] === part);
}

/** "Nothing is set" only repeats that what is set has a wrong name. */
function isConsequence(problem: DataProblem, all: readonly DataProblem[]): boolean {
  const { path } = problem;
  return all.some(
    (other) => other.atKey && !problem.atKey && other.path.length === path.length + 1 && isWithin(other.path, path),
  );
}
