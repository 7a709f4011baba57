import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Folders beside scenarios whose YAML files are something else. */
const OTHER_FOLDERS: readonly string[] = ['profiles', 'benches', 'fragments', 'node_modules'];
/** YAML, and code that is named as what it is: other code lies in folders too. */
const SCENARIO_FILE = /\.(ya?ml|scenario\.[cm]?[jt]s)$/;
const MAX_DEPTH = 20;
const MAX_FILES = 10_000;

export const NAME_FILES = 'name the scenario files, or a folder of them';

/** All scenario files in a folder and below, in the order of their names; links are not followed. */
export async function scenarioFilesIn(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  await collect(folder, 0, files);
  return files;
}

async function collect(folder: string, depth: number, files: string[]): Promise<void> {
  if (depth > MAX_DEPTH) return;
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isOther = entry.name.startsWith('.') || OTHER_FOLDERS.includes(entry.name);
    if (entry.isDirectory() && !isOther) await collect(path, depth + 1, files);
    else if (entry.isFile() && SCENARIO_FILE.test(entry.name)) files.push(path);
    if (files.length > MAX_FILES) {
      const message = `${folder} holds more than ${MAX_FILES} scenario files`;
      throw new OperationError('usage/too-many-scenarios', message, { hint: NAME_FILES });
    }
  }
}

/** What a word of the command line names in the file system. */
export function kindOfPath(path: string): 'file' | 'folder' | 'nothing' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'nothing';
  return stats.isDirectory() ? 'folder' : 'file';
}

/**
 * Where scenarios are looked for by tag: the folder `scenarios` here, or else the one this package comes with.
 * Relative to `here` where it lies below.
 */
export function scenarioFolder(here: string): string {
  const own = join(here, 'scenarios');
  if (existsSync(own)) return 'scenarios';
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'scenarios', 'scenario.schema.json')) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  const shipped = join(folder, 'scenarios');
  const path = relative(here, shipped);
  return path.startsWith('..') || isAbsolute(path) ? shipped : path;
}
