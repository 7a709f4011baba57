import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import typescript from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXIT } from '../../hil/cli/exit-code.ts';
import { startCar } from '../../hil/testing/start-car.ts';
import { findPythonWithPytest, needTool } from './support/external-tools.ts';
import { PackedProject } from './support/packed-project.ts';

const ROOT = join(import.meta.dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
const PATIENCE_MS = 180_000;
const EXAMPLES = 'node_modules/virtual-smart-key/docs/examples/pytest';

interface Block {
  readonly language: string;
  /** The file it is to be, where the guide names one. */
  readonly file: string | undefined;
  readonly code: string;
}

const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+)(?: file=(\S+))?\n([^]*?)^```/gm)].map(
  ([, language = '', file, code = '']) => ({ language, file, code }),
);

function blockWith(language: string, text: string): string {
  const block = blocks.find((candidate) => candidate.language === language && candidate.code.includes(text));
  if (block === undefined) throw new Error(`the guide has no ${language} block with ${text}`);
  return block.code;
}

/** The first column of the table below a header. */
function names(header: string): readonly string[] {
  const table = guide
    .slice(guide.indexOf(`| ${header} |`))
    .split('\n\n', 1)
    .join();
  return [...table.matchAll(/^\| `?(\w[\w-]*)`? \|/gm)].map(([, name = '']) => name).filter((name) => name !== header);
}

const githubStep = z.strictObject({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const githubWorkflow = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(githubStep) })) });
const actionFile = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string() })),
  outputs: z.record(z.string(), z.unknown()),
});

describe('docs/ci.md', () => {
  let project: PackedProject;
  beforeAll(() => {
    project = new PackedProject();
    for (const { file, code } of blocks) if (file !== undefined) project.write(file, code);
  }, PATIENCE_MS);
  afterAll(() => project.remove());

  it('has blocks of kinds that are all looked at here', () => {
    const kinds = blocks.map(({ language, file }) => (file === undefined ? language : `${language} file`));
    expect(kinds.toSorted()).toEqual(['js', 'js file', 'sh', 'sh', 'sh', 'ts file', 'yaml', 'yaml']);
  });

  it('has a workflow for GitHub that uses the action as it is', () => {
    const action = actionFile.parse(parse(readFileSync(join(ROOT, '.github/actions/start-car/action.yml'), 'utf8')));
    const text = blockWith('yaml', 'runs-on');
    const steps = Object.values(githubWorkflow.parse(parse(text)).jobs).flatMap((job) => job.steps);
    for (const step of steps) expect([step.uses, step.run].filter((part) => part !== undefined)).toHaveLength(1);
    const [start] = steps.filter(({ uses }) => uses?.includes('/start-car@') === true);
    const folder = /OWNER\/REPOSITORY\/(.*)@main/.exec(start?.uses ?? '')?.[1] ?? '';
    expect(existsSync(join(ROOT, folder, 'action.yml'))).toBe(true);
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(start?.with ?? {})));
    const read = [...text.matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g)].map(([, id, output]) => [id, output]);
    expect(read).toEqual([[start?.id, 'pid']]);
    expect(names('input')).toEqual(Object.keys(action.inputs));
    expect(names('output')).toEqual(Object.keys(action.outputs));
  });

  it('has a job for GitLab', () => {
    const job = z.record(z.string(), z.object({ script: z.array(z.string()), before_script: z.array(z.string()) }));
    const { script } = job.parse(parse(blockWith('yaml', 'before_script')))['smart-key'] ?? {};
    expect(script).toHaveLength(2);
    const { status, output } = project.run(script?.find((line) => line.includes('smartkey run')) ?? 'false');
    expect(status, output).toBe(0);
    expect(existsSync(join(project.folder, 'reports/junit.xml'))).toBe(true);
    const mistyped = project.run('npx --no -- smartkey run scenrios/');
    expect([mistyped.status, mistyped.output]).toEqual([2, expect.stringContaining('did you mean "scenarios"?')]);
  }, 120_000);

  it('names every exit code there is', () => {
    expect(names('exit code').map(Number)).toEqual(
      Object.values(EXIT)
        .map(Number)
        .toSorted((one, other) => one - other),
    );
  });

  it('starts a car with npx alone, and ends it', async () => {
    const { status, output } = project.run(blockWith('sh', 'until grep'));
    expect(status, output).toBe(0);
    expect(output).toContain('"timeMode":"virtual"');
    const { http } = z
      .object({ http: z.url() })
      .parse(JSON.parse(readFileSync(join(project.folder, 'car.json'), 'utf8')));
    await expect.poll(() => answers(http), { timeout: 10_000 }).toBe(false);
  }, 120_000);

  it('runs scenarios with the reports it names', () => {
    const { status, output } = project.run(blockWith('sh', 'smartkey run'));
    expect(status, output).toBe(0);
    for (const name of ['junit.xml', 'ctrf.json', 'results.json', 'summary.md', 'index.html']) {
      expect(guide).toContain(`\`${name}\``);
      expect(existsSync(join(project.folder, 'reports', name)), name).toBe(true);
    }
    expect(readFileSync(join(project.folder, 'reports/summary-of-step.md'), 'utf8')).toContain('passed');
  }, 120_000);

  it(
    'has a plugin for pytest that is installed from the package, with tests that use it',
    (context) => {
      const python = needTool(findPythonWithPytest(), context);
      const pasted = blockWith('sh', '-m pytest')
        // The packages of the system, in place of those that pip would fetch.
        .replace('python3 -m venv', `${python} -m venv --system-site-packages`)
        .replace('pip install', 'pip install --no-index --no-deps --no-build-isolation');
      const { status, output } = project.run(pasted, PATIENCE_MS);
      expect(status, output).toBe(0);
      expect(output).toMatch(/\b5 passed/);
      expect(guide).toContain('without `node_modules/virtual-smart-key/` in both paths');
      const inClone = [...pasted.matchAll(/node_modules\/virtual-smart-key\/([\w/-]+)/g)].map(([, path = '']) => path);
      expect(inClone.map((path) => existsSync(join(ROOT, path)))).toEqual([true, true]);
    },
    PATIENCE_MS,
  );

  it(
    'has a plugin for pytest that uses the car which the action has started',
    async (context) => {
      needTool(findPythonWithPytest(), context);
      await using car = await startCar();
      const before = (await car.state()).lastEventId;
      const tests = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', EXAMPLES];
      const env = { ...process.env, SMARTKEY_HTTP: car.http };
      const run = spawn('.venv/bin/python', tests, { cwd: project.folder, env, stdio: 'pipe' });
      let output = '';
      for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [exitCode] = (await once(run, 'close')) as [number | null];
      expect(exitCode, output).toBe(0);
      // The last test makes a key; those before it ran in cars of their own.
      expect((await car.state()).keys).toHaveLength(3);
      expect((await car.state()).lastEventId).toBeGreaterThan(before);
    },
    PATIENCE_MS,
  );

  it('has a test for vitest that passes in a project with the packed package', () => {
    const { status, output } = project.run('npx --no -- vitest run smart-key.test.ts');
    expect(status, output).toBe(0);
    expect(output).toMatch(/2 passed/);
  }, 120_000);

  it('has a test for Jest whose wrapper keeps the session of a failure, with hooks that report no result', () => {
    // vitest in place of Jest: the hooks are called without their context, and the globals are the same.
    const wrapped = blockWith('js', 'saveOnFailure').replace(
      '{ beforeEach, afterEach }',
      '{ beforeEach: silent(beforeEach), afterEach: silent(afterEach) }',
    );
    const start =
      "import { useCar } from 'virtual-smart-key/testing';\nconst silent = (hook) => (run) => hook(() => run());\n";
    project.write('passes.test.js', start + wrapped);
    project.write('fails.test.js', start + wrapped.replace('toBe(true)', 'toBe(false)'));
    const passed = project.run('npx --no -- vitest run --globals passes.test.js');
    expect(passed.status, passed.output).toBe(0);
    const bundle = (file: string): string => `reports/bundles/${file}/the-driver-door-opens.tar`;
    expect(existsSync(join(project.folder, bundle('passes.test.js')))).toBe(false);
    const failed = project.run('npx --no -- vitest run --globals fails.test.js');
    expect([failed.status, failed.output]).toEqual([1, expect.stringContaining(bundle('fails.test.js'))]);
    expect(project.run(`npx --no -- smartkey replay ${bundle('fails.test.js')}`).status).toBe(0);
  }, 120_000);

  it('keeps the session of each test that fails in parallel files, under the names it promises', () => {
    const car =
      "const bench = useCar({ beforeEach, afterEach });\nconst fails = () => expect(bench.car.http).toBe('');\n";
    const start = `import { useCar } from 'virtual-smart-key/testing';\n${car}`;
    project.write('one.test.js', `${start}test.each([1, 2])('equal', fails);\ntest.fails('a bug', fails);\n`);
    project.write('two.test.js', `${start}test('equal', fails);\ntest('${'long '.repeat(60)}', fails);\n`);
    project.write('hook.test.js', `${start}afterEach(fails);\ntest('passes', () => undefined);\n`);
    const { output } = project.run(
      'NO_COLOR=1 npx --no -- vitest run --globals one.test.js two.test.js hook.test.js || true',
    );
    expect(output).toMatch(/Tests +5 failed/);
    const kept = [
      'hook.test.js/passes.tar',
      'one.test.js/equal.2.tar',
      'one.test.js/equal.tar',
      'two.test.js/equal.tar',
    ];
    const long = `two.test.js/${'long-'.repeat(20).slice(0, -1)}.tar`;
    const folder = join(project.folder, 'reports/bundles');
    const found = ['hook.test.js', 'one.test.js', 'two.test.js'].flatMap((file) =>
      readdirSync(join(folder, file)).map((name) => `${file}/${name}`),
    );
    expect(found.toSorted()).toEqual([...kept, long].toSorted());
    for (const path of found) expect(output).toContain(`replay reports/bundles/${path}`);
  }, 120_000);

  it('has a test for Node alone that passes there too', () => {
    const { status, output } = project.run('npx --no -- node --test smart-key.test.mjs');
    expect(status, output).toBe(0);
    expect(output).toMatch(/pass 1\b/);
  }, 120_000);
});

describe('the packed package', () => {
  let project: PackedProject;
  beforeAll(() => {
    project = new PackedProject();
  }, PATIENCE_MS);
  afterAll(() => project.remove());

  function typeErrors(name: string, ...lines: readonly string[]): readonly string[] {
    const program = typescript.createProgram([project.write(name, lines.join('\n'))], {
      strict: true,
      noEmit: true,
      module: typescript.ModuleKind.NodeNext,
      moduleResolution: typescript.ModuleResolutionKind.NodeNext,
      target: typescript.ScriptTarget.ES2022,
      types: [],
    });
    return typescript
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, ' '));
  }

  it('ships types that need no other package, and that find errors', () => {
    const start = "import { startCar } from 'virtual-smart-key/testing';";
    const right = 'const timeUs: number = await (await startCar({ seed: 1 })).advance({ toDeadline: "next" });';
    const state = 'const { lagMs, seed, profile, buses, seedLevel } = await (await startCar()).state();';
    const used = 'export { timeUs }; export const values = [lagMs, seed, profile.name, buses[0]?.url, seedLevel];';
    expect(typeErrors('right.ts', start, right, state, used)).toEqual([]);
    expect(typeErrors('wrong.ts', start, 'await startCar({ sed: 1 });')).toEqual([
      expect.stringMatching(/'sed' does not exist in type 'StartCarOptions'/),
    ]);
  }, 120_000);

  it('runs scenarios in TypeScript that import from it', () => {
    const scenarios = readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8');
    project.write('panic.scenario.ts', /```ts\n([^]*?)```/.exec(scenarios)?.[1] ?? '');
    const { status, output } = project.run('npx --no -- smartkey run panic.scenario.ts');
    expect(status, output).toBe(0);
    expect(output).toMatch(/3 passed/);
  }, 60_000);
});

async function answers(http: string): Promise<boolean> {
  try {
    return (await fetch(`${http}/api/state`)).ok;
  } catch {
    return false;
  }
}
