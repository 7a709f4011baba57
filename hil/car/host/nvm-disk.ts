import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { kindOfFile } from '../../read-input.ts';
import { NvmFileError } from './nvm-file-error.ts';

/** Twice the largest possible memory: 10,000 keys, all of them retired. */
export const MAX_NVM_BYTES: number = 8 * 1024 * 1024;

const MAX_LINKS = 40;
/** Only the owner has access; an existing file keeps its permissions. */
const NEW_FILE_MODE = 0o600;

/**
 * The real path of the memory file: links are followed, also one whose target does not exist yet, so that they stay
 * links.
 *
 * @throws NvmFileError immediately for anything that is not a file: a pipe or a device is not opened
 */
export function findNvmFile(path: string): string {
  const target = followLinks(path);
  const stats = statsOf(target, path);
  if (stats !== null) checkIsFile(path, stats);
  return target;
}

/**
 * Its bytes; null where there is no such file.
 *
 * @param path as {@link findNvmFile} found it
 */
export function readNvmBytes(path: string): Uint8Array | null {
  let file: number;
  try {
    // A link or a pipe that has replaced it meanwhile is not followed and not waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw cannotBeRead(path, error);
  }
  try {
    const stats = fstatSync(file);
    checkIsFile(path, stats);
    if (stats.size > MAX_NVM_BYTES) {
      const size = `${(stats.size / 1e6).toFixed(1)} MB, and a memory file has at most ${MAX_NVM_BYTES / 1024 / 1024} MiB`;
      throw new NvmFileError('usage', path, `it has ${size}`, 'name the memory file of a car, or a new one');
    }
    return Uint8Array.from(readFileSync(file));
  } catch (error) {
    if (error instanceof NvmFileError) throw error;
    throw cannotBeRead(path, error);
  } finally {
    closeSync(file);
  }
}

/**
 * Replaces the file with these bytes. When it returns they are on the disk; at any instant before, the file is either
 * completely the old one or completely the new one, even if the process or the whole machine fails.
 *
 * @param path as {@link findNvmFile} found it
 * @throws NvmFileError (`bench`); then the file is unchanged
 */
export function replaceNvmFile(path: string, bytes: Uint8Array): void {
  const beside = `${temporaryPrefix(path)}${randomBytes(8).toString('hex')}`;
  try {
    const mode = statsOf(path)?.mode ?? NEW_FILE_MODE;
    const file = openSync(
      beside,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      mode & 0o777,
    );
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(beside, { force: true });
    if (error instanceof NvmFileError) throw error;
    throw new NvmFileError('bench', path, `cannot be written: ${messageOf(error)}`, hintForWriting(error), error);
  }
}

/**
 * Removes temporary files that a process left when it was killed during a write. Only the holder of the lock may do so.
 */
export function removeLeftovers(path: string): void {
  const folder = dirname(path);
  const prefix = basename(temporaryPrefix(path));
  const isLeftover = (name: string): boolean =>
    name.startsWith(prefix) && /^[0-9a-f]{16}$/.test(name.slice(prefix.length));
  try {
    for (const name of readdirSync(folder).filter(isLeftover)) rmSync(join(folder, name), { force: true });
  } catch {
    // They take up space, but are harmless.
  }
}

/** The hint for a file that cannot be written. */
export function hintForWriting(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'the directory does not exist: create it, or name another file';
    case 'ENOSPC':
      return 'the disk is full: free disk space, or name another file';
    default:
      return 'the directory is not writable: name a file in another one';
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function temporaryPrefix(path: string): string {
  return join(dirname(path), `.${basename(path)}.new-`);
}

function followLinks(path: string): string {
  let target = resolve(path);
  for (let link = 0; link < MAX_LINKS; link++) {
    const folder = realFolder(dirname(target));
    target = join(folder, basename(target));
    if (statsOf(target, path)?.isSymbolicLink() !== true) return target;
    target = resolve(folder, readlinkSync(target));
  }
  throw new NvmFileError('usage', path, 'its links form a loop', 'name the file itself');
}

/** A missing folder is detected when the file is written. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Of the entry itself, not of a link's target; null where there is none. `named` is named in errors. */
function statsOf(path: string, named: string = path): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    throw cannotBeRead(named, error);
  }
}

function checkIsFile(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  const hint = stats.isDirectory() ? 'give a file in it' : 'give a file';
  throw new NvmFileError('usage', path, `it is ${kindOfFile(stats)}`, hint);
}

function cannotBeRead(path: string, error: unknown): NvmFileError {
  const hint = 'check its permissions, or name another file';
  return new NvmFileError('bench', path, `cannot be read: ${messageOf(error)}`, hint, error);
}

/** Syncs the new name of the file, too. Some file systems do not support syncing folders, which is ignored. */
function syncFolder(folder: string): void {
  const file = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(file);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(codeOf(error))) throw error;
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
