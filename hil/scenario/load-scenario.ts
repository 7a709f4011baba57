import { explainIssue, findVerbMistakes, type DataMistake, type DataPath } from './explain-issue.ts';
import { ScenarioFileError } from './mistake.ts';
import { resolveScenario, type ScenarioSource } from './resolve-scenario.ts';
import { losesCapture, salvage } from './salvage.ts';
import type { Scenario } from './scenario.ts';
import { scenarioJsonSchema, scenarioSchema } from './schema.ts';
import { YamlSource } from './yaml-source.ts';

/**
 * A scenario from the text of its file.
 *
 * @param file how the file is called in messages
 * @throws ScenarioFileError listing every mistake with line and column
 */
export function loadScenario(text: string, file: string): Scenario {
  const source = new YamlSource(text, file);
  if (source.mistakes.length > 0) throw new ScenarioFileError(source.mistakes);
  const parsed = scenarioSchema.safeParse(source.value, { reportInput: true });
  const names = { file, positionOf: (path: DataPath) => source.positionOf(path) };
  const result = parsed.success
    ? resolveScenario(parsed.data, names)
    : allMistakes(source.value, mistakesOf(source.value, parsed.error.issues), names);
  if ('steps' in result) return result;
  const located = result.map((mistake) => source.locate(mistake));
  throw new ScenarioFileError(located.toSorted((a, b) => a.line - b.line || a.column - b.column));
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
  const schema = scenarioJsonSchema('inline');
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
