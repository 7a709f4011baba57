import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { decodeText } from '../../can-bus/text/decode-text.ts';
import { readInput, unreadable } from '../read-input.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { kindOfPath, NAME_FILES, refuseBrokenLink, scenarioFilesIn } from './find-scenario-files.ts';
import { loadScenarios } from './load-scenario.ts';
import { ScenarioFileError, type ScenarioProblem } from './scenario-problem.ts';
import { MODULE_FILE } from './module-file.ts';
import type { Scenario } from './scenario.ts';

/** The selection by the arguments of a command line. */
export interface Selection {
  /** In the order of the arguments, each file once. */
  readonly scenarios: readonly Scenario[];
  /** Problems of the files among them that are not valid scenarios. */
  readonly problems: readonly ScenarioProblem[];
  /** Words that are neither a path nor a tag of any scenario, with a suggestion: an existing path, or `@tag`. */
  readonly unknown: readonly { readonly word: string; readonly meant: string | null }[];
  /** TypeScript and JavaScript files that were not read, because reading runs them. */
  readonly notRun: readonly string[];
}

/**
 * Files, one variant of a file (`file.yaml#variant`), folders, and tags (`@name`, or a name that is not a path).
 * Without arguments the whole folder is selected. `scenarios` and paths below it are those of this package where the
 * current folder has none.
 *
 * @param folder where scenarios are looked for by tag
 * @param code `run` reads scenarios in TypeScript and JavaScript, which runs them; `named` only those named as files
 * @throws OperationError (usage) where a file cannot be read, a folder contains too many, or a link leads to nothing
 */
export async function selectScenarios(
  words: readonly string[],
  folder: string,
  code: 'run' | 'named' = 'run',
): Promise<Selection> {
  const reader = new Reader(code === 'run');
  const chosen: Loaded[] = [];
  const unknown: { word: string; meant: string | null }[] = [];
  for (const typed of words.length === 0 ? [folder] : words) {
    const word = pathOf(typed, folder);
    if (!word.startsWith('@')) refuseBrokenLink(word);
    const kind = word.startsWith('@') ? 'nothing' : kindOfPath(word);
    const [, file = '', variant = ''] = VARIANT_OF_FILE.exec(word) ?? [];
    if (kind === 'file') chosen.push(await reader.load(word, true));
    else if (kind === 'folder') chosen.push(...(await reader.loadAll(word)));
    else if (kindOfPath(file) === 'file') {
      const { scenarios, problems } = await reader.load(file, true);
      const wanted = scenarios.filter((scenario) => scenario.variant === variant);
      if (wanted.length > 0 || problems.length > 0) chosen.push({ scenarios: wanted, problems });
      else unknown.push({ word, meant: nearestVariant(file, variant, scenarios) });
    } else {
      const tag = word.replace(/^@/, '');
      const all = kindOfPath(folder) === 'folder' ? await reader.loadAll(folder) : [];
      const tagged = all.filter(({ scenarios }) => scenarios.some(({ tags }) => tags.includes(tag)));
      const tags = [...new Set(all.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.tags)))];
      if (tagged.length === 0) unknown.push({ word, meant: nearestSelection(word, folder, tags) });
      chosen.push(...tagged);
    }
  }
  return {
    scenarios: [...new Set(chosen.flatMap(({ scenarios }) => scenarios))],
    problems: [...new Set(chosen.flatMap(({ problems }) => problems))],
    unknown,
    notRun: reader.notRun,
  };
}

/** The folder's own name selects it from anywhere. */
function pathOf(word: string, folder: string): string {
  const [first, ...rest] = word.split(/[/\\]/);
  return first === basename(folder) && kindOfPath(first) === 'nothing' ? join(folder, ...rest) : word;
}

/** A suggestion for what was typed: a path, the folder's own name, or a tag. */
function nearestSelection(word: string, folder: string, tags: readonly string[]): string | null {
  const tag = (name: string): string => `@${name}`;
  if (word.startsWith('@')) return nearestName(word, tags.map(tag));
  const typed = word.replace(/[/\\]+$/, '');
  const beside = dirname(typed);
  const here = kindOfPath(beside) === 'folder' ? readdirSync(beside) : [];
  const path = nearestName(basename(typed), beside === '.' ? [...here, basename(folder)] : here);
  if (path !== null) return join(beside, path);
  const meant = nearestName(word, tags);
  return meant === null ? null : tag(meant);
}

function nearestVariant(file: string, variant: string, scenarios: readonly Scenario[]): string | null {
  const meant = nearestName(
    variant,
    scenarios.flatMap((scenario) => scenario.variant ?? []),
  );
  return meant === null ? null : `${file}#${meant}`;
}

/** One row of a file's table: `file.yaml#row`. */
const VARIANT_OF_FILE = /^([^#]+)#(.+)$/;

interface Loaded {
  readonly scenarios: readonly Scenario[];
  readonly problems: readonly ScenarioProblem[];
}

/** Reads each file once, for any number of arguments that name it. */
class Reader {
  readonly notRun: string[] = [];
  readonly #files = new Map<string, Loaded>();
  readonly #runsCode: boolean;

  constructor(runsCode: boolean) {
    this.#runsCode = runsCode;
  }

  async loadAll(folder: string): Promise<readonly Loaded[]> {
    const loaded: Loaded[] = [];
    for (const file of await scenarioFilesIn(folder)) loaded.push(await this.load(file, this.#runsCode));
    return loaded;
  }

  async load(file: string, runsCode: boolean): Promise<Loaded> {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    if (!runsCode && MODULE_FILE.test(file)) {
      if (!this.notRun.includes(file)) this.notRun.push(file);
      return { scenarios: [], problems: [] };
    }
    const loaded = await loadFile(file);
    this.#files.set(file, loaded);
    return loaded;
  }
}

function readText(file: string): string {
  try {
    return decodeText(readInput(file));
  } catch (error) {
    throw new OperationError('usage/scenarios-unreadable', unreadable('scenario file', file, error), {
      hint: NAME_FILES,
      cause: error,
    });
  }
}

async function loadFile(file: string): Promise<Loaded> {
  try {
    if (!MODULE_FILE.test(file)) return { scenarios: loadScenarios(readText(file), file), problems: [] };
    const { loadScenarioModule } = await import('./scenario-module.ts');
    return { scenarios: await loadScenarioModule(file), problems: [] };
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    return { scenarios: [], problems: error.problems };
  }
}
