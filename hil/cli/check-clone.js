// Is read by the system's own Node, whatever its age: plain JavaScript. Only a clone has it: a package is built.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const ownNode = process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node';
const isThere = (path) => existsSync(new URL(path, root));

export const isInstalled = () => isThere('node_modules/.package-lock.json');
export const isBuilt = () => isThere('dist/smartkey.js');

/** Why the scripts of package.json cannot run, with what to do; null where they can: on the Node of the project. */
export function whyNot() {
  if (!isThere('node_modules/node/package.json') || !isThere('node_modules/esbuild/package.json')) {
    return (
      'error: the development packages are missing: npm ran with --omit=dev, or with NODE_ENV=production.\n' +
      '       The command is built with them, and runs on the Node 24 among them\n' +
      `hint: run "npm ci --include=dev"${here()}. Once the command is built, "npm prune --omit=dev" may remove them again:\n` +
      '      it then runs on the Node of the system'
    );
  }
  if (isThere(ownNode)) return null;
  return (
    `error: ${ownNode} is missing: npm ran with --ignore-scripts.\n` +
    '       Install scripts fetch Node 24, prepare native packages (package.json, "allowScripts") and build the command\n' +
    `hint: run "npm ci --ignore-scripts=false"${here()}; or keep what is installed, and run\n` +
    '      "npm rebuild --ignore-scripts=false" for Node 24 and the native packages, then "npm run prepare" to build'
  );
}

/** Why there is no command to run, with what to do. */
export function whyNotBuilt() {
  if (!isInstalled()) {
    return `error: nothing is installed yet, and the command is not built\nhint: run "npm ci"${here()}; it does both`;
  }
  return whyNot() ?? `error: the command is not built: dist/smartkey.js is missing\nhint: run "npm run build"${here()}`;
}

/** Where to do it, for those who are elsewhere. */
function here() {
  const folder = fileURLToPath(root).replace(/[\\/]$/, '');
  return process.cwd() === folder ? '' : ` in ${folder}`;
}
