import { closeSync, openSync, statSync, unlinkSync } from 'node:fs';

import { traceFileError, type WrittenFile } from '../trace/trace-file-error.ts';

/**
 * Checks before a session that its result can be written to this file. An existing file is not changed, and no file is
 * left behind.
 *
 * @throws TraceFileError
 */
export function checkWritable(path: string, what: WrittenFile): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    // To open a pipe without a reader would block.
    if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) return;
    closeSync(openSync(path, stats === undefined ? 'wx' : 'a'));
    if (stats === undefined) unlinkSync(path);
  } catch (error) {
    throw traceFileError(path, 'written', error, what);
  }
}
