import { constants, statSync, realpathSync, type Stats } from 'node:fs';
import { chmod, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** A disk is full or broken: another attempt would only destroy the file that is there. */
const LOST: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'];
const PERMISSIONS = 0o7777;
const READER_POLL_MS = 50;

/** Where a file is written before it replaces the one that is there. */
export function besideFile(path: string): string {
  return `${path}.part`;
}

/**
 * Writes a file as a whole or not at all: on a full disk the one that is there stays as it is. A pipe and a device are
 * written as they are, and so is a file that only its own path leads to: in a folder that cannot be written, of another
 * user, or with further names.
 *
 * @param looks how many times, 50 ms apart, a pipe is looked at whether somebody reads it: for 10 s where absent
 * @throws the file system's error; ENXIO for a pipe that nobody reads
 */
export async function replaceFile(path: string, content: string | Uint8Array, looks: number = 200): Promise<void> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFIFO() === true) return writePipe(path, content, looks);
  if (stats !== undefined && !isReplaceable(stats)) return writeFile(path, content);
  const target = stats === undefined ? path : realpathSync(path);
  const beside = besideFile(target);
  try {
    await writeFile(beside, content);
    if (stats !== undefined) await chmod(beside, stats.mode & PERMISSIONS);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (error instanceof Error && 'code' in error && LOST.includes(error.code)) throw error;
    await writeFile(path, content);
  }
}

/** A write waits for a reader for ever, whatever signal comes: so the reader is waited for before it. */
async function writePipe(path: string, content: string | Uint8Array, looks: number): Promise<void> {
  const held = await openRead(path, looks);
  try {
    await writeFile(path, content);
  } finally {
    await held.close();
  }
}

async function openRead(path: string, looks: number): Promise<FileHandle> {
  for (let left = looks; ; left--) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      const isUnread = error instanceof Error && 'code' in error && error.code === 'ENXIO';
      if (!isUnread || left <= 1) throw error;
    }
    await setTimeout(READER_POLL_MS);
  }
}

function isReplaceable(stats: Stats): boolean {
  return stats.isFile() && stats.nlink === 1 && stats.uid === process.getuid?.();
}
