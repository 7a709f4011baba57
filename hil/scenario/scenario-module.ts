import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { DataSource, Position } from './data-source.ts';
import type { DefinedScenario } from './define-scenario.ts';
import { describe, isMapping } from './explain-issue.ts';
import { scenariosOf } from './load-scenario.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { firstTooDeep, TOO_DEEP } from './nesting.ts';
import { runModule, type ModuleEnd, type ModuleOptions } from './run-module.ts';
import { ScenarioFileError, type ScenarioProblem } from './scenario-problem.ts';
import type { Scenario } from './scenario.ts';
import { findUnusableNames } from './unusable-names.ts';

/** The expected default export of a scenario file. */
const EXPECTED = 'defineScenario({…}) of "virtual-smart-key/scenario", or a list of them, as default export';
const ONLY_DEFINES = 'code that defines scenarios and then ends by itself';

/** Real time for the code of a file. */
const LIMIT_S = 60;

/**
 * The scenarios of a TypeScript or JavaScript file, which is executed for this in a thread of its own. What its code
 * prints goes to stderr: stdout is for results.
 *
 * @throws ScenarioFileError: it cannot be loaded, or what it defines is invalid
 */
export async function loadScenarioModule(
  file: string,
  options: Partial<ModuleOptions> = {},
): Promise<readonly Scenario[]> {
  const end = await runModule(pathToFileURL(resolve(file)).href, { print: printToStderr, limitS: LIMIT_S, ...options });
  if (end.kind !== 'exported') throw new ScenarioFileError([{ file, line: 1, column: 1, ...whyNot(end), meant: null }]);
  const defined: readonly unknown[] = Array.isArray(end.value) ? end.value : [end.value];
  if (defined.length === 0 || !defined.every(isDefined)) {
    const found = describeExport(end.value);
    throw new ScenarioFileError([{ file, line: 1, column: 1, found, expected: EXPECTED, meant: null }]);
  }
  return defined.flatMap((one) => scenariosOf(new DefinedSource(one, file)));
}

function printToStderr(text: string): void {
  process.stderr.write(text);
}

function describeExport(value: unknown): string {
  if (!Array.isArray(value)) return `${describe(value)} as default export`;
  const list: readonly unknown[] = value;
  if (list.length === 0) return 'an empty list as default export';
  const index = list.findIndex((one) => !isDefined(one));
  return `${describe(list[index])} as entry ${index + 1} of the list`;
}

type Failure = Exclude<ModuleEnd, { readonly kind: 'exported' }>;

function whyNot(end: Failure): { readonly found: string; readonly expected: string } {
  switch (end.kind) {
    case 'exit':
      return { found: `process.exit(${end.exitCode}), which ends the program`, expected: ONLY_DEFINES };
    case 'unsettled':
      return { found: 'a top-level await that never ends', expected: ONLY_DEFINES };
    case 'endless':
      return { found: `code that still runs after ${end.limitS} s`, expected: ONLY_DEFINES };
    case 'not-data':
      return { found: `a default export that is not plain data (${end.reason})`, expected: EXPECTED };
    case 'failed':
      return whyNotLoaded(end.code, end.reason);
  }
}

function whyNotLoaded(code: string, reason: string): { readonly found: string; readonly expected: string } {
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return {
      found: `TypeScript, which Node ${process.version} does not run here`,
      expected: 'a file outside of node_modules, or JavaScript',
    };
  }
  // The file itself is asked for by the thread that runs it.
  if (code === 'ERR_MODULE_NOT_FOUND' && !/imported from .*module-worker\.[jt]s$/.test(reason)) {
    return {
      found: `an import that cannot be loaded (${reason})`,
      expected: 'imports that exist: a path to a file with its ending, or a package that is installed in the folder',
    };
  }
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
    this.value = input;
    this.#position = { line, column };
    const isTooDeep = firstTooDeep<unknown>(input, partsOf) !== null;
    const problems = isTooDeep ? [{ path: [], atKey: false, meant: null, ...TOO_DEEP }] : findUnusableNames(input);
    this.problems = problems.map((problem) => this.locate(problem));
  }

  positionOf(): Position {
    return this.#position;
  }

  locate({ path, found, expected, meant }: DataProblem): ScenarioProblem {
    return { file: this.file, ...this.#position, found: `${formatPath(path)}: ${found}`, expected, meant };
  }
}

function partsOf(value: unknown): readonly unknown[] | null {
  return typeof value === 'object' && value !== null ? Object.values(value) : null;
}

/** `steps[3].touch.key`. */
function formatPath(path: DataPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'the scenario' : text.replace(/^\./, '');
}
