// Is read by the system's own Node, whatever its age: plain JavaScript.
import { existsSync } from 'node:fs';

const modules = new URL('../../node_modules/', import.meta.url);
const ownNode = process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node';

/** Why the scripts of package.json cannot run, with what to do; null where they can: on the Node of the project. */
export function whyNot() {
  const isThere = (path) => existsSync(new URL(path, modules));
  if (!isThere('node/package.json') || !isThere('esbuild/package.json')) {
    return (
      "error: missing: the development packages, the Node 24 of this project among them (npm's --omit=dev)\n" +
      'hint: run "npm ci" without --omit=dev; after that "npm prune --omit=dev" removes them again'
    );
  }
  if (isThere(ownNode)) return null;
  return (
    `error: missing: node_modules/${ownNode}; the install scripts have not run (npm's --ignore-scripts)\n` +
    'hint: run "npm rebuild && npm run prepare", or "npm ci" without --ignore-scripts; they install Node 24 and build\n' +
    '      the command (package.json, "allowScripts", lists the packages that have one)'
  );
}
