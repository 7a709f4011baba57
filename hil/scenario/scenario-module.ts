import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { DataSource, Position } from './data-source.ts';
import type { DefinedScenario } from './define-scenario.ts';
import { isMapping } from './explain-issue.ts';
import { scenariosOf } from './load-scenario.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { ScenarioFileError, type ScenarioProblem } from './scenario-problem.ts';
import type { Scenario } from './scenario.ts';
import { findUnusableNames } from './unusable-names.ts';

/** The expected default export of a scenario file. */
const EXPECTED = 'defineScenario({…}) of "virtual-smart-key/scenario", or a list of them, as default export';

/**
 * The scenarios of a TypeScript or JavaScript file, which is executed for this.
 *
 * @throws ScenarioFileError: it cannot be loaded, or what it defines is invalid
 */
export async function loadScenarioModule(file: string): Promise<readonly Scenario[]> {
  const exported = await importDefault(file);
  const defined = Array.isArray(exported) ? exported : [exported];
  if (defined.length === 0 || !defined.every(isDefined)) {
    throw new ScenarioFileError([
      { file, line: 1, column: 1, found: 'something else', expected: EXPECTED, meant: null },
    ]);
  }
  return defined.flatMap((one) => scenariosOf(new DefinedSource(one, file)));
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(resolve(file)).href);
    return isMapping(module) || typeof module === 'object' ? Reflect.get(module ?? {}, 'default') : undefined;
  } catch (error) {
    throw new ScenarioFileError([{ file, line: 1, column: 1, ...whyNot(error), meant: null }]);
  }
}

function whyNot(error: unknown): { readonly found: string; readonly expected: string } {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return {
      found: `TypeScript, which Node ${process.version} does not run here`,
      expected: 'a file outside of node_modules, or JavaScript',
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { found: `a file that cannot be loaded (${reason})`, expected: EXPECTED };
}

function isDefined(value: unknown): value is DefinedScenario {
  return isMapping(value) && value['kind'] === 'virtual-smart-key/scenario' && isMapping(value['input']);
}

/** Code has no locations for its data: problems are reported where the scenario is defined, with their path. */
class DefinedSource implements DataSource {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly ScenarioProblem[];
  readonly #position: Position;

  constructor({ input, line, column }: DefinedScenario, file: string) {
    this.file = file;
    // The same as from YAML: plain data.
    this.value = structuredClone(input);
    this.#position = { line, column };
    this.problems = findUnusableNames(this.value).map((problem) => this.locate(problem));
  }

  positionOf(): Position {
    return this.#position;
  }

  locate({ path, found, expected, meant }: DataProblem): ScenarioProblem {
    return { file: this.file, ...this.#position, found: `${formatPath(path)}: ${found}`, expected, meant };
  }
}

/** `steps[3].touch.key`. */
function formatPath(path: DataPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'the scenario' : text.replace(/^\./, '');
}
