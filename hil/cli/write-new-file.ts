import { statSync } from 'node:fs';

import { benchError, OperationError, usageError } from '../../can-bus/errors/operation-error.ts';
import { replaceFile } from '../replace-file.ts';
import { writeHint } from '../run/write-hint.ts';

/**
 * Writes a file; one that is there is only replaced with `--force`.
 *
 * @throws OperationError (usage) where it is there, (bench) where it cannot be written
 */
export async function writeNewFile(path: string, content: string | Uint8Array, force: boolean): Promise<void> {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    // A folder in its place is not replaced either way.
    if (stats !== undefined && !force && !stats.isDirectory()) {
      throw usageError(`${path} already exists`, 'name another file, or use --force');
    }
    await replaceFile(path, content);
  } catch (error) {
    if (error instanceof OperationError || !(error instanceof Error && 'code' in error)) throw error;
    throw benchError(`${path} cannot be written: ${error.message}`, writeHint(error, 'file'));
  }
}
