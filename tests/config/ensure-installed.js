// Runs before `npm start` and `npm test`, also right after a clone and on the system's own Node, whatever its age: plain
// JavaScript. What comes after it is a script of its own: a shell that has found a Node once does not look for the one
// just installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

if (!existsSync(new URL('node_modules/.package-lock.json', root))) {
  console.error('Nothing is installed yet: running npm ci first.');
  const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
}

/** What the install scripts leave: without them there is neither the Node this project runs on nor the command. */
const made = process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node';
// Before a test the command is built anyway.
const needed = process.argv.includes('--built') ? [made, 'dist/smartkey.js'] : [made];
const missing = needed.filter((path) => !existsSync(new URL(path, root)));
if (process.exitCode === undefined && missing.length > 0) {
  console.error(
    `error: missing: ${missing.join(', ')}; the install scripts have not run (npm's --ignore-scripts)\n` +
      'hint: run "npm rebuild && npm run prepare", or "npm ci" without --ignore-scripts; they install Node 24 and build\n' +
      '      the command (package.json, "allowScripts", lists the packages that have one)',
  );
  process.exitCode = 5;
}
