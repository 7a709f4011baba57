import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { usageError } from '../../can-bus/errors/operation-error.ts';
import { STANDARD_STREAM } from '../trace/standard-stream.ts';

/** A file by what it is to the command: a flag, or a word. Without a path the flag is not given. */
type NamedFile = readonly [name: string, path: string | undefined];

/**
 * Checks, before anything is opened, that no output replaces an input or another output: however each is written, and
 * through links.
 *
 * @throws OperationError (usage)
 */
export function checkDifferentFiles(inputs: readonly NamedFile[], outputs: readonly NamedFile[]): void {
  const names = new Map<string, string>();
  for (const [name, path] of inputs) {
    const identity = identityOf(path);
    if (identity !== null) names.set(identity, name);
  }
  for (const [name, path] of outputs) {
    const identity = identityOf(path);
    if (identity === null) continue;
    const other = names.get(identity);
    if (other !== undefined) throw usageError(`${other} and ${name} are the same file`, 'name another file');
    names.set(identity, name);
  }
}

/** Null for what is no file: nothing is lost in a device, a pipe or a folder. */
function identityOf(path: string | undefined): string | null {
  if (path === undefined || path === STANDARD_STREAM) return null;
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats !== undefined) return stats.isFile() ? `${stats.dev}:${stats.ino}` : null;
  const absolute = resolve(path);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch {
    // Its folder does not exist: opening it says so.
    return absolute;
  }
}
