import { globSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import typescript from 'typescript';

import { scenarioDataSchema } from '../../hil/scenario/schema.ts';
import { bundleForNode, type BundledFile } from './bundle-for-node.ts';
import { printCarState } from './car-state-types.ts';
import { printScenarioTypes } from './scenario-types.ts';
import {
  bundledPackage,
  noticesComment,
  packageFolders,
  thirdPartyNotices,
  withDependencies,
  type BundledPackage,
} from './third-party-notices.ts';

// The published command is JavaScript: Node refuses to strip types inside node_modules.

const root = join(import.meta.dirname, '../..');
const outdir = join(root, 'dist');
const entryName = 'smartkey';
/** What the package exports; each is a file that looks at the Node first, and the module behind it. */
const EXPORTS = { scenario: 'hil/scenario/define-scenario.ts', testing: 'hil/testing/testing.ts' };
/** Their declarations, by the name in the output folder: each file, and what its declarations import. */
const DECLARATIONS = {
  ...EXPORTS,
  'car-under-test': 'hil/testing/car-under-test.ts',
  'start-car': 'hil/testing/start-car.ts',
  'use-car': 'hil/testing/use-car.ts',
};

const { metafile, files } = await bundleForNode({
  // Each worker is a file of its own, which threads are started with.
  entryPoints: {
    [entryName]: 'hil/cli/main.ts',
    'run-worker': 'hil/run/worker.ts',
    'module-worker': 'hil/scenario/module-worker.ts',
    'explore-worker': 'hil/explore/exhaustive/worker.ts',
    'swarm-worker': 'hil/explore/swarm/group-worker.ts',
    ...Object.fromEntries(Object.entries(EXPORTS).map(([name, source]) => [moduleBehind(name), source])),
  },
  outdir,
});
await writeAll(files);
// By itself, so that it is evaluated first, and in lines: Node shows the one that throws.
const needsNode = join(outdir, 'needs-node.js');
const { outputFiles: needsNodeFiles } = await build({
  absWorkingDir: root,
  entryPoints: { 'needs-node': 'hil/testing/needs-node.ts' },
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node18',
  write: false,
});
await writeAll(needsNodeFiles);
const exported = Object.keys(EXPORTS).map((name) => ({ name, path: join(outdir, `${name}.js`) }));
for (const { name, path } of exported) {
  await writeWhole(path, Buffer.from(`import './needs-node.js';\nexport * from './${moduleBehind(name)}.js';\n`));
}
// Scripts and style sheets of pages: a file each, complete in itself.
const pages = await build({
  absWorkingDir: root,
  entryPoints: globSync('hil/browser/*.{ts,tsx,css}', { cwd: root }),
  outdir: join(outdir, 'browser'),
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
});
// A script of a page is passed on by itself as well, within a report: each begins with the licences of what is in it.
const scriptInputs = new Map(
  Object.entries(pages.metafile.outputs).map(([path, output]) => [join(root, path), Object.keys(output.inputs)]),
);
for (const { path, contents } of pages.outputFiles) {
  const notices = noticesComment(packagesOf(scriptInputs.get(path) ?? []));
  await writeWhole(path, Buffer.concat([Buffer.from(notices), contents]));
}
// What draws the description of the API comes as one file, complete in itself.
const apiExplorer = join(outdir, 'browser/openapi-explorer.js');
const explorerFolder = join(root, 'node_modules/openapi-explorer');
await writeWhole(apiExplorer, await readFile(join(explorerFolder, 'dist/browser/openapi-explorer.min.js')));
// Types of what is exported: a declaration of each file by itself, without a compiler's run over the whole program.
const declarations = Object.entries(DECLARATIONS).map(([name, source]) => ({
  source,
  path: join(outdir, `${name}.d.ts`),
}));
for (const { source, path } of declarations) {
  const fileName = join(root, source);
  const { outputText } = typescript.transpileDeclaration(await readFile(fileName, 'utf8'), { fileName });
  // They lie beside each other there, and declarations name the files that run.
  await writeWhole(path, Buffer.from(outputText.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")));
}
// The types of scenarios and of the car's state follow from their schemas; the source has no declaration of them.
const printed = [
  { path: join(outdir, 'scenario-input.d.ts'), text: printScenarioTypes(scenarioDataSchema()) },
  { path: join(outdir, 'car-state.d.ts'), text: printCarState() },
];
for (const { path, text } of printed) await writeWhole(path, Buffer.from(text));
// What is bundled is shipped, though package.json calls it a development package: for the list of what ships.
const bundledPackages = join(outdir, 'bundled-packages.json');
const bundled = [
  ...packagesOf([...Object.keys(metafile.inputs), ...Object.keys(pages.metafile.inputs)]),
  bundledPackage(explorerFolder),
];
const shipped = [...new Set(bundled.map(({ name }) => name))].sort();
await writeWhole(bundledPackages, Buffer.from(JSON.stringify(shipped)));
// With their licences, those in the explorer's one file included.
const noticesFile = join(outdir, 'THIRD-PARTY-NOTICES.txt');
const licensed = [...bundled, ...withDependencies(explorerFolder).map(bundledPackage)];
await writeWhole(noticesFile, Buffer.from(noticesPage(licensed)));
// Afterwards, and only what is of an earlier build: a command that runs meanwhile still finds its parts.
const outputs = [...Object.keys(metafile.outputs), ...Object.keys(pages.metafile.outputs)];
const declared = [...[...declarations, ...printed].map(({ path }) => path), apiExplorer, bundledPackages, noticesFile];
const entries = [needsNode, ...exported.map(({ path }) => path)];
const written = new Set([...outputs.map((path) => join(root, path)), ...declared, ...entries]);
for (const entry of await readdir(outdir, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !written.has(path)) await rm(path);
}
await chmod(join(outdir, `${entryName}.js`), 0o755);

function packagesOf(paths: readonly string[]): readonly BundledPackage[] {
  return packageFolders(paths).map((folder) => bundledPackage(join(root, folder)));
}

function noticesPage(packages: readonly BundledPackage[]): string {
  const ordered = packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return (
    'The files in this folder contain code of the packages below, each under its own licence. The licence of Virtual\n' +
    `Smart Key itself is in the file LICENSE of the package.\n\n${'-'.repeat(78)}\n\n${thirdPartyNotices(ordered)}`
  );
}

function moduleBehind(name: string): string {
  return `${name}-module`;
}

async function writeAll(files: readonly BundledFile[]): Promise<void> {
  for (const { path, contents } of files) await writeWhole(path, contents);
}

/** A command that runs meanwhile reads the file as it was or as it is; what is the same gets a new date alone. */
async function writeWhole(path: string, contents: Uint8Array): Promise<void> {
  const before = await readFile(path).catch(() => null);
  if (before?.equals(contents) === true) {
    const now = new Date();
    return utimes(path, now, now);
  }
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
}
