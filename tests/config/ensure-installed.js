// Runs before each script of package.json, also right after a clone and on the system's own Node, whatever its age:
// plain JavaScript. What comes after it is a script of its own: a shell that has found a Node once does not look for the
// one just installed.
import { spawnSync } from 'node:child_process';
import { isBuilt, isInstalled, whyNot } from '../../hil/cli/check-clone.js';

const root = new URL('../../', import.meta.url);

if (!isInstalled()) {
  console.error('Nothing is installed yet: running npm ci first.');
  const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
}
// A built command starts without them: "npm prune --omit=dev" leaves it.
const isReady = process.env.npm_lifecycle_event === 'prestart' && isBuilt();
const why = process.exitCode || isReady ? null : whyNot();
if (why !== null) {
  console.error(why);
  process.exitCode = 5;
}
