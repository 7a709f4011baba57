#!/usr/bin/env node
// The command's entry. It is read by whatever Node is first on the path, so it imports nothing newer than that
// Node may know, and loads the program only where it can run.

/** The oldest Node of package.json's `engines`; from its major version on the program can be loaded. */
export const OLDEST_NODE = '22.22.2';
const EXIT_BENCH = 5;

const major = Number(process.versions.node.split('.')[0]);
if (major < Number(OLDEST_NODE.split('.')[0])) {
  process.stderr.write(
    `error: smartkey needs Node ${OLDEST_NODE} or newer, and this is Node ${process.versions.node}\n` +
      'hint: in the project folder "npx smartkey" and "npm start" take the Node that npm ci has installed;\n' +
      '      elsewhere put a newer one first on the path (https://nodejs.org)\n',
  );
  process.exitCode = EXIT_BENCH;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { runProcess } = await import('./run-process.ts');
  await runProcess();
}
