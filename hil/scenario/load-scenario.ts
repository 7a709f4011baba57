import type { DataSource } from './data-source.ts';
import { expandScenario, parameterAt, readTextFile, type ExpandedScenario, type ReadText } from './expand-scenario.ts';
import { explainIssue, findVerbMistakes, type DataMistake, type DataPath } from './explain-issue.ts';
import { formatMistake, ScenarioFileError, type ScenarioMistake } from './mistake.ts';
import { resolveScenario, type ScenarioSource } from './resolve-scenario.ts';
import { losesCapture, salvage } from './salvage.ts';
import type { Scenario } from './scenario.ts';
import { scenarioDataSchema, scenarioSchema } from './schema.ts';
import { YamlSource } from './yaml-source.ts';

/**
 * A scenario from the text of its file, which has no table of variants.
 *
 * @param file how the file is called in messages
 * @throws ScenarioFileError listing every mistake with line and column
 */
export function loadScenario(text: string, file: string): Scenario {
  const [scenario, ...others] = loadScenarios(text, file);
  if (scenario === undefined || others.length > 0) throw new Error(`${file} holds several scenarios`);
  return scenario;
}

/**
 * The scenarios of a file: one, or one for each row of its table of variants.
 *
 * @param file how the file is called in messages; fragments are looked for beside it
 * @param read gives the text of a fragment
 * @throws ScenarioFileError listing every mistake with line and column, each once
 */
export function loadScenarios(text: string, file: string, read: ReadText = readTextFile): readonly Scenario[] {
  return scenariosOf(new YamlSource(text, file), read);
}

/** The same for data that is read already. @throws ScenarioFileError */
export function scenariosOf(source: DataSource, read: ReadText = readTextFile): readonly Scenario[] {
  if (source.mistakes.length > 0) throw new ScenarioFileError(source.mistakes);
  const results = expandScenario(source, read).map((expanded) => readOne(expanded));
  const mistakes = results.flatMap((result) => ('steps' in result ? [] : result));
  if (mistakes.length > 0) throw new ScenarioFileError(inOrder(mistakes, source.file));
  return results.flatMap((result) => ('steps' in result ? [result] : []));
}

function readOne(expanded: ExpandedScenario): Scenario | readonly ScenarioMistake[] {
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
    : allMistakes(value, mistakesOf(value, parsed.error.issues), names);
  if ('steps' in result) return expanded.mistakes.length === 0 ? result : expanded.mistakes;
  // What could not be replaced is no value either: told once.
  const told = new Set(expanded.mistakes.map(placeOf));
  const others = result.map((mistake) => located(mistake, expanded));
  return [...expanded.mistakes, ...others.filter((mistake) => !told.has(placeOf(mistake)))];
}

/** A value that a parameter stands for is told with the parameter and the variant. */
function located(mistake: DataMistake, { originOf, variant }: ExpandedScenario): ScenarioMistake {
  const origin = originOf(mistake.path);
  const { source, path } = origin;
  const parameter = parameterAt(origin);
  const row = variant === null ? '' : ` in the variant "${variant}"`;
  const found = parameter === null ? mistake.found : `${mistake.found} for \${${parameter}}${row}`;
  return source.locate({ ...mistake, path, found });
}

/** In the order of the file, then of the fragments; what is wrong in each variant alike is told once. */
function inOrder(mistakes: readonly ScenarioMistake[], file: string): readonly ScenarioMistake[] {
  const once = new Map(mistakes.map((mistake) => [formatMistake(mistake), mistake]));
  return [...once.values()].toSorted(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function placeOf({ file, line, column }: ScenarioMistake): string {
  return `${file}:${line}:${column}`;
}

/** Beside the mistakes of form those of names and profiles in what is left without them. */
function allMistakes(value: unknown, mistakes: readonly DataMistake[], source: ScenarioSource): readonly DataMistake[] {
  const rest = scenarioSchema.safeParse(salvage(value, mistakes));
  const others = rest.success ? resolveScenario(rest.data, source) : [];
  if ('steps' in others) return mistakes;
  const missesCapture = losesCapture(value, mistakes);
  return [...mistakes, ...others.filter(({ found }) => !(missesCapture && found.startsWith('"{')))];
}

type Issues = Parameters<typeof explainIssue>[0][];

/** A step without its one verb is told once, and what stands in it not at all. */
function mistakesOf(value: unknown, issues: Issues): readonly DataMistake[] {
  const verbMistakes = findVerbMistakes(value);
  const schema = scenarioDataSchema();
  const others = issues
    .flatMap((issue) => explainIssue(issue, value, schema))
    .filter(({ path }) => !verbMistakes.some((mistake) => isWithin(path, mistake.path.slice(0, 2))));
  const mistakes = [...verbMistakes, ...others];
  return mistakes.filter((mistake) => !isConsequence(mistake, mistakes));
}

function isWithin(path: DataPath, around: DataPath): boolean {
  return around.every((part, index) => path[index] === part);
}

/** "Nothing is set" only repeats that what is set has a wrong name. */
function isConsequence(mistake: DataMistake, all: readonly DataMistake[]): boolean {
  const { path } = mistake;
  return all.some(
    (other) => other.atKey && !mistake.atKey && other.path.length === path.length + 1 && isWithin(other.path, path),
  );
}
