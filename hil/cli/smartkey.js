#!/usr/bin/env node
// The command as npm links it: plain JavaScript that is there before anything is built, for any Node.
import { existsSync } from 'node:fs';

const built = new URL('../../dist/smartkey.js', import.meta.url);

if (existsSync(built)) await import(built.href);
else {
  process.stderr.write(
    'error: smartkey is not built: npm ran without its scripts (--ignore-scripts) or without development packages (--omit=dev)\n' +
      'hint: run "npm ci" in the project folder; where install scripts must not run, run "npm rebuild && npm run prepare"\n',
  );
  process.exitCode = 5;
}
