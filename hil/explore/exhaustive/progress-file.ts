import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';

import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { MAX_DATA_BYTES, readInput } from '../../read-input.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { SearchSnapshot } from './search.ts';

/** The form of the file; another one is refused. */
const FORMAT = 'smartkey-explore-1';
const CHECKSUM_BYTES = 4;

interface SavedSearch {
  readonly format: string;
  /** The world as JSON: a search can only be continued in the same one. */
  readonly world: string;
  readonly snapshot: SearchSnapshot;
}

/**
 * Saves a search between two levels. The file is replaced only by a complete one: where that fails, the earlier progress
 * is still there.
 *
 * @throws OperationError (bench/progress) where it cannot be written
 */
export async function saveProgress(path: string, world: WorldSpec, snapshot: SearchSnapshot): Promise<void> {
  const saved: SavedSearch = { format: FORMAT, world: JSON.stringify(world), snapshot };
  const body = serialize(saved);
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(crc32(body));
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, [checksum, body], { flush: true });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}

/**
 * The search that was saved; null where there is no file.
 *
 * @throws OperationError (usage/progress) for another file, a damaged one, or one of another world
 */
export async function loadProgress(path: string, world: WorldSpec): Promise<SearchSnapshot | null> {
  const bytes = await readOrNull(path);
  if (bytes === null) return null;
  const body = bytes.subarray(CHECKSUM_BYTES);
  if (bytes.length <= CHECKSUM_BYTES || bytes.readUInt32BE(0) !== crc32(body)) {
    throw unusable(path, 'is damaged, or no progress of an exploration');
  }
  const saved: unknown = deserialize(body);
  if (!isSaved(saved)) throw unusable(path, `has another form; this version reads "${FORMAT}"`);
  if (saved.world !== JSON.stringify(world)) throw unusable(path, 'belongs to another world');
  return saved.snapshot;
}

/** The checksum says that the rest is as it was written. */
function isSaved(value: unknown): value is SavedSearch {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT;
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    // A device may have no end.
    if (!(await stat(path)).isFile()) throw unusable(path, 'is not a regular file');
    return readInput(path, MAX_DATA_BYTES);
  } catch (error) {
    if (error instanceof OperationError && error.code === 'usage/progress') throw error;
    if (codeOf(error) === 'ENOENT') return null;
    throw unusable(path, `cannot be read: ${reasonOf(error)}`);
  }
}

function unusable(path: string, problem: string): OperationError {
  return new OperationError('usage/progress', `progress file ${path} ${problem}`, {
    hint: 'give another file, or delete this one to start from the beginning',
    context: { path },
  });
}

const WRITE_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free disk space, or choose another disk',
  EDQUOT: 'free disk space, or choose another disk',
  EFBIG: 'raise the limit of file sizes (ulimit -f), or choose another disk',
};

function cannotWrite(path: string, error: unknown): OperationError {
  const hint = WRITE_HINTS[codeOf(error) ?? ''] ?? 'choose a file in a writable folder';
  return new OperationError('bench/progress', `progress file ${path} cannot be written: ${reasonOf(error)}`, {
    hint: `${hint}; progress saved earlier is kept`,
    context: { path },
    cause: error,
  });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
