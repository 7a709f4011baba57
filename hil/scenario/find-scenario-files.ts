import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Folders beside scenarios whose YAML files have another purpose. */
const OTHER_FOLDERS: readonly string[] = ['profiles', 'benches', 'fragments', 'node_modules'];
/** YAML files, and code files that are named as scenarios: folders may also contain other code. */
const SCENARIO_FILE = /\.(ya?ml|scenario\.[cm]?[jt]s)$/;
const MAX_DEPTH = 20;
const MAX_FILES = 10_000;

export const NAME_FILES = 'name the scenario files, or a folder of them';

/** All scenario files in a folder and its subfolders, sorted by name; links are not followed. */
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
      const message = `${folder} contains more than ${MAX_FILES} scenario files`;
      throw new OperationError('usage/too-many-scenarios', message, { hint: NAME_FILES });
    }
  }
}

/** What an argument of the command line is in the file system. */
export function kindOfPath(path: string): 'file' | 'folder' | 'nothing' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'nothing';
  return stats.isDirectory() ? 'folder' : 'file';
}

/**
 * The folder in which scenarios are looked for by tag: `scenarios` here, or else the one in this package. Relative to
 * `here` where it is inside.
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
