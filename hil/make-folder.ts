import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Creates a folder with those around it, where they do not exist. @throws the file system's error */
export async function makeFolder(path: string): Promise<void> {
  let first = resolve(path);
  while (!existsSync(dirname(first))) first = dirname(first);
  // Node repeats a recursive mkdir for ever in a folder such as /proc, which says of each new one that it is not there.
  if (!existsSync(first)) await mkdir(first).catch(unlessThere);
  await mkdir(path, { recursive: true });
}

/** Another process has created it meanwhile. */
function unlessThere(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}
