import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { sourceFiles, withoutComments } from './source-files.ts';

/** An import that is loaded with the file: not of types alone, and not when it is needed. */
const LOADED = /(?:^|\n)(?:import|export)\s(?!type\s)(?:[^'";(]*\sfrom\s*)?'([^']+)'/g;

/** Somewhat more than there are today: a file more is no harm, a whole package is. */
const HELP_FILES = 65;
const CAR_FILES = 385;

const sources = new Map(sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}').map(({ path, text }) => [path, text]));

/** Everything that is loaded before the first line of a file runs: files by their path, packages by their name. */
function loadedWith(entry: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const [, target = ''] of withoutComments(sources.get(path) ?? '').matchAll(LOADED)) {
      if (target.startsWith('.')) load(join(dirname(path), target));
      else if (!target.startsWith('node:')) loaded.add(target);
    }
  };
  load(entry);
  return loaded;
}

const filesOf = (loaded: ReadonlySet<string>): readonly string[] => [...loaded].filter((name) => sources.has(name));
const packagesOf = (loaded: ReadonlySet<string>): readonly string[] =>
  [...loaded].filter((name) => !sources.has(name) && !name.endsWith('.json')).sort();

describe('a command that starts', () => {
  it('reads for --help what the flags are, and nothing else of the program', () => {
    const loaded = loadedWith('hil/cli/run-process.ts');
    expect(packagesOf(loaded)).toEqual(['commander']);
    expect(filesOf(loaded).filter((path) => path.endsWith('-action.ts'))).toEqual([]);
    expect(filesOf(loaded).length).toBeLessThanOrEqual(HELP_FILES);
  });

  it('loads for a car neither scenarios nor recordings nor the scan tool, before somebody needs them', () => {
    const loaded = loadedWith('hil/cli/commands/car-action.ts');
    const early = /^hil\/(scenario|record|bench|run|report|tool|conformance|browser|guest)\//;
    expect(filesOf(loaded).filter((path) => early.test(path))).toEqual([]);
    expect(packagesOf(loaded)).toEqual(['@hono/node-server', 'commander', 'hono', 'hono/request', 'rxjs', 'zod']);
    expect(filesOf(loaded).length).toBeLessThanOrEqual(CAR_FILES);
  });

  it('an import that is loaded too early would be found', () => {
    const text = "import { a } from './a.ts';\nimport type { B } from './b.ts';\nconst c = await import('./c.ts');\n";
    expect([...text.matchAll(LOADED)].map(([, target]) => target)).toEqual(['./a.ts']);
    expect([..."export * from './d.ts';\nimport './e.ts';".matchAll(LOADED)].map(([, target]) => target)).toEqual([
      './d.ts',
      './e.ts',
    ]);
    expect(loadedWith('hil/server/scenarios/scenario-library.ts').has('hil/scenario/load-scenario.ts')).toBe(true);
  });
});
