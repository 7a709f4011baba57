import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_VERSION } from '../run/run-info.ts';
import { packageFolder } from '../smartkey.ts';
import type { Build } from './job.ts';

/** They name their parts by the hashes of these, so their own content identifies the whole program. */
const ENTRIES = ['smartkey.js', 'run-worker.js', 'swarm-worker.js'];
const HASH_DIGITS = 12;

/** This program: its version, and a hash of its built files. */
export function thisBuild(): Build {
  const hash = createHash('sha256');
  const folder = join(packageFolder(), 'dist');
  for (const file of ENTRIES.map((name) => join(folder, name))) {
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return { version: PACKAGE_VERSION, hash: hash.digest('hex').slice(0, HASH_DIGITS) };
}
