import { type Dirent, existsSync, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Folders beside scenarios whose YAML files have another purpose. */
const OTHER_FOLDERS: readonly string[] = ['profiles', 'benches', 'fragments', 'node_modules'];
/** YAML files, and code files that are named as scenarios: folders may also contain other code. */
const SCENARIO_FILE = /\.(ya?ml|scenario\.[cm]?[jt]s)$/;
const MAX_DEPTH = 20;
const MAX_FILES = 10_000;

export const NAME_FILES = 'name the scenario files, or a folder of them';

/**
 * All scenario files in a folder and its subfolders, sorted by name. Links are followed; a folder that several names
 * lead to is read once.
 *
 * @throws OperationError (usage) for too many, and for a scenario's link that leads to nothing
 */
export async function scenarioFilesIn(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  await collect(folder, { depth: 0, files, read: new Set() });
  return files;
}

interface Collection {
  readonly depth: number;
  readonly files: string[];
  /** The folders that have been read, by their real paths: links may lead in a circle. */
  readonly read: Set<string>;
}

async function collect(folder: string, { depth, files, read }: Collection): Promise<void> {
  if (depth > MAX_DEPTH) return;
  const real = await realpath(folder);
  if (read.has(real)) return;
  read.add(real);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isOther = entry.name.startsWith('.') || OTHER_FOLDERS.includes(entry.name);
    const isScenario = SCENARIO_FILE.test(entry.name);
    const kind = entry.isSymbolicLink() ? kindOfPath(path) : kindOfEntry(entry);
    if (kind === 'folder' && !isOther) await collect(path, { depth: depth + 1, files, read });
    else if (kind === 'file' && isScenario) files.push(path);
    else if (kind === 'nothing' && isScenario) refuseBrokenLink(path);
    if (files.length > MAX_FILES) {
      const message = `${folder} contains more than ${MAX_FILES} scenario files`;
      throw new OperationError('usage/too-many-scenarios', message, { hint: NAME_FILES });
    }
  }
}

type PathKind = 'file' | 'folder' | 'nothing';

function kindOfEntry(entry: Dirent): PathKind | 'other' {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

/** What an argument of the command line is in the file system, links followed. */
export function kindOfPath(path: string): PathKind {
  const stats = statsOf(path);
  if (stats === undefined) return 'nothing';
  return stats.isDirectory() ? 'folder' : 'file';
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Links that lead in a circle lead to nothing.
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') return undefined;
    throw error;
  }
}

/** @throws OperationError (usage) where the path is a link that leads to nothing */
export function refuseBrokenLink(path: string): void {
  if (kindOfPath(path) !== 'nothing') return;
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  const message = `${path} is a symbolic link to ${readlinkSync(path)}, which does not exist`;
  throw new OperationError('usage/broken-link', message, { hint: 'correct the link, or remove it' });
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
