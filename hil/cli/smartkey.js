#!/usr/bin/env node
// The command as npm links it: plain JavaScript that is there before anything is built, for any Node.
import { existsSync } from 'node:fs';

const built = new URL('../../dist/smartkey.js', import.meta.url);
/** Not in a package, which is built; from a Git address npm makes one without a build where scripts must not run. */
const check = new URL('./check-clone.js', import.meta.url);
const NOT_BUILT =
  'error: the command is not built: this package has no dist/smartkey.js\n' +
  'hint: install it again from the npm registry, or from Git without --ignore-scripts';

if (existsSync(built)) await import(built.href);
else {
  const why = existsSync(check) ? (await import(check.href)).whyNotBuilt() : NOT_BUILT;
  process.stderr.write(`${why}\n`);
  process.exitCode = 5;
}
