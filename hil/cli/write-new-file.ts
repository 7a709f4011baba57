import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { benchError, usageError } from '../../can-bus/errors/operation-error.ts';
import { writeHint } from '../run/write-hint.ts';

/**
 * Writes a file; one that is there is only replaced with `--force`.
 *
 * @throws OperationError (usage) where it is there, (bench) where it cannot be written
 */
export async function writeNewFile(path: string, content: string | Uint8Array, force: boolean): Promise<void> {
  try {
    // A folder in its place is not replaced either way.
    const replaces = force || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    await writeFile(path, content, { flag: replaces ? 'w' : 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EEXIST') throw usageError(`${path} already exists`, 'name another file, or use --force');
    throw benchError(`${path} cannot be written: ${error.message}`, writeHint(error, 'file'));
  }
}
