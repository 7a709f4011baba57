// All test files of a package and the sources that they use as one script, which can be evaluated anew in milliseconds:
// every evaluation has modules of its own, so a mutant in a module's constants is there from the start, and nothing that
// a mutant left in a module reaches the next one.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { context, type BuildContext, type Plugin } from 'esbuild';

/** Loads one test file of an evaluation. */
export type Loaders = Readonly<Record<string, () => void>>;
export type Evaluate = (require: (id: string) => unknown) => Loaders;

/** Gives the text of a source. */
export type ReadSource = (path: string) => string;

/** Modules keep their own `import.meta`, which a script does not have. */
function withoutImportMeta(path: string, text: string): string {
  if (!text.includes('import.meta')) return text;
  return text
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
    .replaceAll('import.meta.filename', JSON.stringify(path));
}

/** A bundle that is made again and again, with other texts of the same sources. */
export class TestBundle {
  readonly #root: string;
  readonly #context: Promise<BuildContext<{ write: false }>>;
  #read: ReadSource = (path) => readFileSync(path, 'utf8');

  constructor(root: string, files: readonly string[]) {
    this.#root = root;
    const loaders = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)}),`);
    const sources: Plugin = {
      name: 'sources',
      setup: (build) => {
        build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => ({
          contents: withoutImportMeta(path, this.#read(path)),
          loader: path.endsWith('x') ? 'tsx' : 'ts',
        }));
      },
    };
    this.#context = context({
      stdin: { contents: `module.exports = {\n${loaders.join('\n')}\n};`, resolveDir: root, loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      packages: 'external',
      logLevel: 'error',
      plugins: [sources],
    });
  }

  async evaluator(read: ReadSource): Promise<Evaluate> {
    this.#read = read;
    const { outputFiles } = await (await this.#context).rebuild();
    const [output] = outputFiles;
    if (output === undefined) throw new Error('esbuild made no output');
    const script = new Script(`(function (module, require) {\n${output.text}\n})`, {
      filename: join(this.#root, 'tests-under-mutation.cjs'),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return (require) => {
      const module: { exports: Loaders } = { exports: {} };
      const run = script.runInThisContext() as (module: object, require: (id: string) => unknown) => void;
      run(module, require);
      return module.exports;
    };
  }

  async dispose(): Promise<void> {
    await (await this.#context).dispose();
  }
}

export function requireFrom(root: string): (id: string) => unknown {
  return createRequire(join(root, 'package.json')) as (id: string) => unknown;
}
