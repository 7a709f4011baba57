import { globSync } from 'node:fs';
import { chmod, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import typescript from 'typescript';

import { scenarioDataSchema } from '../../hil/scenario/schema.ts';
import { printScenarioTypes } from './scenario-types.ts';

// The published command is JavaScript: Node refuses to strip types inside node_modules. One file for the entry and one
// for each part that is loaded when it is needed, so that `--help` reads little.

const root = join(import.meta.dirname, '../..');
const outdir = join(root, 'dist');
const entryName = 'smartkey';
/** What the package exports. */
const EXPORTS = { scenario: 'hil/scenario/define-scenario.ts', testing: 'hil/testing/start-car.ts' };
/** Their declarations, by the name in the output folder: each file, and what its declarations import. */
const DECLARATIONS = { ...EXPORTS, 'car-under-test': 'hil/testing/car-under-test.ts' };

const { metafile } = await build({
  absWorkingDir: root,
  // Each worker is a file of its own, which threads are started with.
  entryPoints: {
    [entryName]: 'hil/cli/main.ts',
    'run-worker': 'hil/run/worker.ts',
    'explore-worker': 'hil/explore/exhaustive/worker.ts',
    'swarm-worker': 'hil/explore/swarm/group-worker.ts',
    ...EXPORTS,
  },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  chunkNames: 'chunks/[name]-[hash]',
  // Native modules are found at run time, where they are installed.
  // Piscina starts its threads with files of its own; selfsigned, in CommonJS, would lose its names.
  external: ['socketcan', '@serialport/*', '@lydell/*', 'argon2', 'bullmq', 'ioredis', 'piscina', 'selfsigned'],
  // ESM before CommonJS; what is CommonJS all the same (yaml) asks for Node's own modules with `require`.
  banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
});
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
});
// What draws the description of the API comes as one file, complete in itself.
const apiExplorer = join(outdir, 'browser/openapi-explorer.js');
await copyFile(join(root, 'node_modules/openapi-explorer/dist/browser/openapi-explorer.min.js'), apiExplorer);
// Types of what is exported: a declaration of each file by itself, without a compiler's run over the whole program.
const declarations = Object.entries(DECLARATIONS).map(([name, source]) => ({
  source,
  path: join(outdir, `${name}.d.ts`),
}));
for (const { source, path } of declarations) {
  const fileName = join(root, source);
  const { outputText } = typescript.transpileDeclaration(await readFile(fileName, 'utf8'), { fileName });
  // They lie beside each other there, and declarations name the files that run.
  await writeFile(path, outputText.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
}
// The types of scenarios follow from their schemas; the source has them as plain data.
const scenarioInput = join(outdir, 'scenario-input.d.ts');
await writeFile(scenarioInput, printScenarioTypes(scenarioDataSchema()));
// Afterwards, and only what is of an earlier build: a command that runs meanwhile still finds its parts.
const outputs = [...Object.keys(metafile.outputs), ...Object.keys(pages.metafile.outputs)];
const declared = [...declarations.map(({ path }) => path), scenarioInput, apiExplorer];
const written = new Set([...outputs.map((path) => join(root, path)), ...declared]);
for (const entry of await readdir(outdir, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !written.has(path)) await rm(path);
}
await chmod(join(outdir, `${entryName}.js`), 0o755);
