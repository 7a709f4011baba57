#!/usr/bin/env node
// The command's entry point. It is executed by whichever Node is first on the path, so it imports nothing newer than
// that Node may support, and loads the program only where it can run.
import { existsSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { nodeProblem } from '../doctor/node-problem.ts';

const EXIT_BENCH = 5;

const { node: range } = packageJson.engines;
const { node: version } = process.versions;
const isClone = existsSync(new URL('../hil/cli/check-clone.js', import.meta.url));
const problem = nodeProblem('smartkey', { version, range, isClone });
if (problem === null) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { writeWholeOutput } = await import('./standard-output.ts');
  for (const stream of [process.stdout, process.stderr]) writeWholeOutput(stream);
  const { runProcess } = await import('./run-process.ts');
  await runProcess(process);
} else {
  process.stderr.write(`error: ${problem}\n`);
  process.exitCode = EXIT_BENCH;
}
