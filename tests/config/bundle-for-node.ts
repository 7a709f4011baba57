import { join, relative } from 'node:path';
import { build, type Metafile, type OutputFile } from 'esbuild';
import { inFunctionScope } from './function-scope.ts';

export interface BundledFile {
  readonly path: string;
  readonly contents: Uint8Array;
}

interface Bundle {
  readonly metafile: Metafile;
  /** Not yet written. */
  readonly files: readonly BundledFile[];
}

const root = join(import.meta.dirname, '../..');
/** Where the code of the car is: its files are written for V8's compiler. */
const CAR_FOLDERS = ['can-bus/', 'ecu-sim/'];

/**
 * JavaScript as it is published: one file for each entry and one for each part that is loaded when it is needed, so that
 * `--help` reads little.
 *
 * @param entryPoints source files by the names of their outputs, from the project's folder
 */
export async function bundleForNode(options: {
  readonly entryPoints: Readonly<Record<string, string>>;
  readonly outdir: string;
}): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    ...options,
    absWorkingDir: root,
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
    // The licences of what is bundled are in a file of their own.
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  const isOfCar = ({ path }: OutputFile): boolean =>
    Object.keys(metafile.outputs[relative(root, path)]?.inputs ?? {}).some((input) =>
      CAR_FOLDERS.some((folder) => input.startsWith(folder)),
    );
  const files = outputFiles.map((file) =>
    isOfCar(file) ? { path: file.path, contents: Buffer.from(inFunctionScope(file.text)) } : file,
  );
  return { metafile, files };
}
