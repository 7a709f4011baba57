#!/usr/bin/env node
// The command as npm links it: plain JavaScript that is there before anything is built, for any Node.
import { existsSync } from 'node:fs';

const built = new URL('../../dist/smartkey.js', import.meta.url);

if (existsSync(built)) await import(built.href);
else {
  const { whyNotBuilt } = await import('./check-clone.js');
  process.stderr.write(`${whyNotBuilt()}\n`);
  process.exitCode = 5;
}
