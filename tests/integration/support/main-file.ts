import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** What is started as `smartkey`, by the Node that runs the tests: the bundle, which starts three times as fast as its sources. */
export const MAIN = 'dist/smartkey.js';

/** A bundle that is older than its sources would be tested in their place. */
function checkThatItIsBuilt(): void {
  const built = statSync(join(ROOT, MAIN), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync('{can-bus,ecu-sim,hil}/**/*.{ts,css}', { cwd: ROOT });
  const newer = sources.find((path) => statSync(join(ROOT, path)).mtimeMs > built);
  if (newer !== undefined) throw new Error(`${MAIN} is older than ${newer}: npm run build`);
}

// Outside of vitest, in the guest, the files are those of the host, which has just looked at them.
if (process.env['VITEST'] !== undefined) checkThatItIsBuilt();
