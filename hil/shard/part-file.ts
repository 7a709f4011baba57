import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { MAX_DATA_BYTES, notFound, readInput } from '../read-input.ts';
import { problemWords } from '../issue-words.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import {
  endSchema,
  headSchema,
  PART_FILE,
  PART_FORMAT,
  PART_VERSION,
  unitSchema,
  type FileHashes,
  type Part,
  type PartHead,
  type PartKind,
  type PartUnit,
  type Sameness,
} from './part.ts';
import type { Shard } from './shard.ts';

export const RUN_AGAIN = 'run this shard again: the others stay valid';

/** The head of a part that is written now. */
export function newHead(
  kind: PartKind,
  shard: Shard,
  sameness: Sameness,
  units: number,
  about: unknown,
  files: FileHashes = {},
): PartHead {
  return { format: PART_FORMAT, version: PART_VERSION, kind, shard, sameness, units, files, about };
}

/** The lines of a part: its head, each unit, and the hash of them all. */
export function* partLines(head: PartHead, units: Iterable<PartUnit>): Generator<string, void, undefined> {
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  yield line(head);
  for (const unit of units) yield line(unit);
  yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`;
}

/**
 * All parts in what was named: a part's file, its folder, or a folder of such folders.
 *
 * @throws OperationError (usage/part) for a part that is damaged or of another format, (nothing-selected) where there
 *   is none
 */
export async function readParts(paths: readonly string[]): Promise<readonly Part[]> {
  const folders: string[] = [];
  for (const path of paths) folders.push(...(await foldersIn(path)));
  // A part's file and its folder are the same part, whatever way leads there.
  const named = new Map(folders.map((path) => [resolve(basename(path) === PART_FILE ? dirname(path) : path), path]));
  return [...named.values()].map(readPart);
}

async function foldersIn(path: string): Promise<readonly string[]> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw partError(notFound('part', path), 'name the folders that the shards wrote');
  if (!stat.isDirectory()) return [path];
  if (hasPart(path)) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  const found = folders.filter(hasPart).sort();
  if (found.length > 0) return found;
  throw new OperationError('nothing-selected', `there is no part of a shard in ${path}`, {
    hint: `name folders with a file ${PART_FILE}, or the folder they are in`,
  });
}

function hasPart(folder: string): boolean {
  return statSync(join(folder, PART_FILE), { throwIfNoEntry: false })?.isFile() === true;
}

function readPart(path: string): Part {
  const isFolder = statSync(path).isDirectory();
  const file = isFolder ? join(path, PART_FILE) : path;
  const text = readInput(file, MAX_DATA_BYTES).toString('utf8');
  const [first = '', ...others] = text.trimEnd().split('\n');
  const head = headOf(first, file);
  const end = endSchema.safeParse(jsonOf(others.pop() ?? ''));
  if (!end.success) throw partError(`${file} is incomplete: its last line is missing`, RUN_AGAIN);
  const units = others.map((line, index): PartUnit => {
    const unit = unitSchema.safeParse(jsonOf(line));
    if (!unit.success) throw partError(`${file} is damaged at line ${index + 2}`, RUN_AGAIN);
    return unit.data;
  });
  const hash = createHash('sha256');
  for (const line of [first, ...others]) hash.update(`${line}\n`);
  if (hash.digest('hex') !== end.data.sha256) {
    throw partError(`${file} is damaged: its content does not match its hash`, RUN_AGAIN);
  }
  return { folder: isFolder ? path : join(file, '..'), file, head, units };
}

/** Of a part's first line. */
const PART_START = JSON.stringify({ format: PART_FORMAT }).slice(0, -1);

function headOf(line: string, file: string): PartHead {
  const value = jsonOf(line);
  const head = headSchema.safeParse(value);
  if (head.success) return head.data;
  if (value === null && (line.startsWith(PART_START) || PART_START.startsWith(line))) {
    throw partError(`${file} is incomplete: its first line is cut off`, RUN_AGAIN);
  }
  const isPart = typeof value === 'object' && value !== null && 'format' in value && value.format === PART_FORMAT;
  if (!isPart) throw partError(`${file} is not a part of a shard`, `name the folder of a shard: it has a ${PART_FILE}`);
  const [issue] = head.error.issues;
  const where = issue === undefined ? '' : `: ${problemWords(issue)}`;
  throw partError(
    `${file} is not of part format ${PART_VERSION}${where}`,
    'use one version of the program for all shards and for the merge',
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The schemas refuse it, and the message names the line.
    return null;
  }
}

/** Something is not a part, or does not go with the others. */
export function partError(message: string, hint: string): OperationError {
  return new OperationError('usage/part', message, { hint });
}
