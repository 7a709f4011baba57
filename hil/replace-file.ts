import { statSync, realpathSync, type Stats } from 'node:fs';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';

/** A disk is full or broken: another attempt would only destroy the file that is there. */
const LOST: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'];
const PERMISSIONS = 0o7777;

/** Where a file is written before it replaces the one that is there. */
export function besideFile(path: string): string {
  return `${path}.part`;
}

/**
 * Writes a file as a whole or not at all: on a full disk the one that is there stays as it is. A pipe and a device are
 * written as they are, and so is a file that only its own path leads to: in a folder that cannot be written, of another
 * user, or with further names.
 *
 * @throws the file system's error
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const stats = statSync(path, { throwIfNoEntry: false });
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

function isReplaceable(stats: Stats): boolean {
  return stats.isFile() && stats.nlink === 1 && stats.uid === process.getuid?.();
}
