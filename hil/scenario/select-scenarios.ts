import { readFile } from 'node:fs/promises';

import { nearestName } from '../../ecu-sim/profile/nearest-name.ts';
import { kindOfPath, scenarioFilesIn } from './find-scenario-files.ts';
import { loadScenarios } from './load-scenario.ts';
import { ScenarioFileError, type ScenarioMistake } from './mistake.ts';
import { MODULE_FILE } from './module-file.ts';
import type { Scenario } from './scenario.ts';

/** What the words of a command line select. */
export interface Selection {
  /** In the order of the words, each file once. */
  readonly scenarios: readonly Scenario[];
  /** Of the files among them that are no scenarios. */
  readonly mistakes: readonly ScenarioMistake[];
  /** Words that are neither a path nor a tag of any scenario, with the nearest tag. */
  readonly unknown: readonly { readonly word: string; readonly meant: string | null }[];
}

/** A scenario cannot be read from the disk. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  readonly code = 'UNREADABLE_FILE';
}

/**
 * Files, one variant of a file (`file.yaml#variant`), folders, and tags (`@name`, or a name that is no path). No word at
 * all selects the whole folder.
 *
 * @param folder where scenarios are looked for by tag
 * @throws UnreadableFileError, TooManyFilesError
 */
export async function selectScenarios(words: readonly string[], folder: string): Promise<Selection> {
  const reader = new Reader();
  const chosen: Loaded[] = [];
  const unknown: { word: string; meant: string | null }[] = [];
  for (const word of words.length === 0 ? [folder] : words) {
    const kind = word.startsWith('@') ? 'nothing' : kindOfPath(word);
    const [, file = '', variant = ''] = VARIANT_OF_FILE.exec(word) ?? [];
    if (kind === 'file') chosen.push(await reader.load(word));
    else if (kind === 'folder') chosen.push(...(await reader.loadAll(word)));
    else if (kindOfPath(file) === 'file') {
      const { scenarios, mistakes } = await reader.load(file);
      const wanted = scenarios.filter((scenario) => scenario.variant === variant);
      if (wanted.length > 0 || mistakes.length > 0) chosen.push({ scenarios: wanted, mistakes });
      else unknown.push({ word, meant: nearestVariant(file, variant, scenarios) });
    } else {
      const tag = word.replace(/^@/, '');
      const all = kindOfPath(folder) === 'folder' ? await reader.loadAll(folder) : [];
      const tagged = all.filter(({ scenarios }) => scenarios.some(({ tags }) => tags.includes(tag)));
      const tags = [...new Set(all.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.tags)))];
      if (tagged.length === 0) unknown.push({ word, meant: nearestName(tag, tags) });
      chosen.push(...tagged);
    }
  }
  return {
    scenarios: [...new Set(chosen.flatMap(({ scenarios }) => scenarios))],
    mistakes: [...new Set(chosen.flatMap(({ mistakes }) => mistakes))],
    unknown,
  };
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
  readonly mistakes: readonly ScenarioMistake[];
}

/** Reads each file once, however many words name it. */
class Reader {
  readonly #files = new Map<string, Loaded>();

  async loadAll(folder: string): Promise<readonly Loaded[]> {
    const loaded: Loaded[] = [];
    for (const file of await scenarioFilesIn(folder)) loaded.push(await this.load(file));
    return loaded;
  }

  async load(file: string): Promise<Loaded> {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const loaded = await loadFile(file);
    this.#files.set(file, loaded);
    return loaded;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableFileError(`${file} cannot be read: ${reason}`, { cause: error });
  }
}

async function loadFile(file: string): Promise<Loaded> {
  try {
    if (!MODULE_FILE.test(file)) return { scenarios: loadScenarios(await readText(file), file), mistakes: [] };
    const { loadScenarioModule } = await import('./scenario-module.ts');
    return { scenarios: await loadScenarioModule(file), mistakes: [] };
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    return { scenarios: [], mistakes: error.mistakes };
  }
}
