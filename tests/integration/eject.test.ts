import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import typescript from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ejectScenario } from '../../hil/scenario/eject-scenario.ts';
import { scenarioFilesIn } from '../../hil/scenario/find-scenario-files.ts';
import { loadScenarios } from '../../hil/scenario/load-scenario.ts';
import { formatProblem, ScenarioFileError } from '../../hil/scenario/scenario-problem.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import type { Scenario } from '../../hil/scenario/scenario.ts';
import { loadScenarioModule } from '../../hil/scenario/scenario-module.ts';
import { VirtualBench } from '../../hil/bench/virtual-bench.ts';
import { runCommand } from './support/in-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const files = (await scenarioFilesIn(join(ROOT, 'scenarios'))).filter((file) => file.endsWith('.yaml'));
const written = files.flatMap((file) => loadScenarios(readFileSync(file, 'utf8'), relative(ROOT, file)));
/** Inside the project, where `virtual-smart-key/scenario` is the project's own. */
let folder = '';

async function hashOf(scenario: Scenario): Promise<string | null> {
  return (await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }))).traceHash;
}

/** Of all files; loaded together, as each load starts a thread. */
let ejectedScenarios: readonly Scenario[] = [];

/** A module that has the scenarios of them all. */
function moduleOfAll(): string {
  const imports = files.map((file, at) => `import s${at} from './${basename(ejected(file))}';`);
  const all = files.map((_, at) => `s${at}`).join(', ');
  const path = join(folder, 'all.scenario.ts');
  writeFileSync(path, [...imports, `export default [${all}].flat();`].join('\n'));
  return path;
}

function ejected(file: string): string {
  const path = join(folder, `${relative(ROOT, file).replaceAll('/', '-')}.scenario.ts`);
  writeFileSync(path, ejectScenario(readFileSync(file, 'utf8'), relative(ROOT, file)));
  return path;
}

async function problemsOf(name: string, ...lines: string[]): Promise<readonly string[]> {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  try {
    await loadScenarioModule(path);
  } catch (error) {
    if (error instanceof ScenarioFileError)
      return error.problems.map((problem) => formatProblem({ ...problem, file: name }));
    throw error;
  }
  return [];
}

const IMPORT = "import { defineScenario } from 'virtual-smart-key/scenario';";

describe('scenarios in TypeScript', () => {
  beforeAll(async () => {
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'dist', 'ejected-'));
    ejectedScenarios = await loadScenarioModule(moduleOfAll());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('have the same names, in the same order', () => {
    expect(ejectedScenarios.map(({ name }) => name)).toEqual(written.map(({ name }) => name));
  });

  it.each(files.map((file) => relative(ROOT, file)))('%s ejected runs to the same trace', async (file) => {
    const of = [...written.keys()].filter((at) => written[at]?.file === file);
    expect(of.length).toBeGreaterThan(0);
    for (const at of of) {
      const [one, other] = [written[at], ejectedScenarios[at]];
      if (one === undefined || other === undefined) throw new Error(`${file} has no scenario ${at}`);
      expect(await hashOf(other), one.name).toBe(await hashOf(one));
    }
  });

  it('are of the type that an editor knows: all ejected files compile', () => {
    const program = typescript.createProgram(files.map(ejected), {
      strict: true,
      noEmit: true,
      module: typescript.ModuleKind.NodeNext,
      moduleResolution: typescript.ModuleResolutionKind.NodeNext,
      target: typescript.ScriptTarget.ES2022,
      types: [],
      skipLibCheck: true,
    });
    const errors = typescript.getPreEmitDiagnostics(program);
    expect(errors.map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  }, 60_000);

  it('report problems where they are defined, with the path in them', async () => {
    expect(
      await problemsOf(
        'wrong.scenario.ts',
        IMPORT,
        '',
        "export default defineScenario({ name: 'x', steps: [{ touch: 'mastr' }] });",
      ),
    ).toEqual([
      'wrong.scenario.ts:3:16: found steps[0].touch: "mastr", expected one of the keys master, valet; did you mean "master"?',
    ]);
    expect((await problemsOf('nothing.scenario.ts', 'export const x = 1;'))[0]).toContain('as default export');
    expect((await problemsOf('broken.scenario.ts', 'export default {'))[0]).toContain('cannot be loaded');
  });

  it('hold logic, and are run by the command', async () => {
    const path = join(folder, 'logic.scenario.ts');
    const logic =
      "export default [1, 2].map((n) => defineScenario({ name: `wait ${n}`, steps: Array.from({ length: n }, () => ({ advance: '1 s' })) }));";
    writeFileSync(path, [IMPORT, logic].join('\n'));
    const { exitCode, stdout } = await runCommand('run', path, '--no-bundle');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/wait 1[\s\S]*wait 2[\s\S]*2 passed/);
  }, 30_000);

  it('are run from a folder outside of every project', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'vsk-outside-'));
    try {
      const path = join(outside, 'mine.ts');
      const text = "export default defineScenario({ name: 'Mine', steps: [{ advance: '1 s' }] });";
      writeFileSync(path, [IMPORT, text].join('\n'));
      expect((await loadScenarioModule(path)).map(({ name }) => name)).toEqual(['Mine']);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('are written by "smartkey eject", never over a file unasked', async () => {
    const out = join(folder, 'out.scenario.ts');
    const words = ['eject', 'scenarios/keys/weak-key-battery.yaml', '--out', out];
    expect((await runCommand(...words)).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain("from 'virtual-smart-key/scenario'");
    expect((await runCommand(...words)).exitCode).toBe(2);
    expect((await runCommand('run', out, '--no-bundle', '--quiet')).exitCode).toBe(0);
  }, 60_000);

  it('prints the file, where it was written and the source as JSON with --json', async () => {
    const file = 'scenarios/keys/buttons.yaml';
    const { stdout, exitCode } = await runCommand('eject', join(ROOT, file), '--json');
    expect(exitCode).toBe(0);
    const source = ejectScenario(readFileSync(join(ROOT, file), 'utf8'), join(ROOT, file));
    expect(JSON.parse(stdout)).toEqual({ file: join(ROOT, file), out: null, source });
    const out = join(folder, 'json.scenario.ts');
    const written = await runCommand('eject', join(ROOT, file), '--out', out, '--json');
    expect(JSON.parse(written.stdout)).toMatchObject({ out });
    expect(readFileSync(out, 'utf8')).toBe(source);
  });
});
