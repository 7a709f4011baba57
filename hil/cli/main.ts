#!/usr/bin/env node
// The command's entry point. It is executed by whichever Node is first on the path, so it imports nothing newer than
// that Node may support, and loads the program only where it can run.
import packageJson from '../../package.json' with { type: 'json' };
import { describeRange, isInRange } from '../doctor/version-range.ts';

const EXIT_BENCH = 5;

const { node: range } = packageJson.engines;
const { node: version } = process.versions;
if (isInRange(version, range)) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { writeWholeOutput } = await import('./standard-output.ts');
  for (const stream of [process.stdout, process.stderr]) writeWholeOutput(stream);
  const { runProcess } = await import('./run-process.ts');
  await runProcess(process);
} else {
  // Only a clone has a Node of its own.
  const hint = import.meta.url.includes('/node_modules/')
    ? 'hint: put another one first on the path (https://nodejs.org)\n'
    : 'hint: in the project folder "npx smartkey" and "npm start" use the Node that npm ci has installed;\n' +
      '      elsewhere put another one first on the path (https://nodejs.org)\n';
  process.stderr.write(`error: smartkey needs Node ${describeRange(range)}; this is Node ${version}\n${hint}`);
  process.exitCode = EXIT_BENCH;
}
