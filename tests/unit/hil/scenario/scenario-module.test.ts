import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { loadScenarioModule } from '../../../../hil/scenario/scenario-module.ts';
import { ScenarioFileError, type ScenarioProblem } from '../../../../hil/scenario/scenario-problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-module-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
/** A file with that default export. */
function file(text: string): string {
  made += 1;
  const path = join(folder, `${made}.scenario.mjs`);
  writeFileSync(path, text);
  return path;
}

function defined(input: object, line = 3): string {
  return JSON.stringify({ kind: 'virtual-smart-key/scenario', input, line, column: 5 });
}

async function problemsOf(text: string): Promise<readonly ScenarioProblem[]> {
  try {
    await loadScenarioModule(file(text));
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.problems;
    throw error;
  }
  return [];
}

const ONE = { name: 'One', steps: [{ advance: '1 s' }] };

describe('a scenario file in code', () => {
  it('may run for 60 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const loading = problemsOf('setInterval(() => {}, 1000); await new Promise(() => {});');
      let isOver = false;
      void loading.finally(() => (isOver = true));
      await vi.advanceTimersByTimeAsync(59_999);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(1_000_000);
      expect(await loading).toMatchObject([{ found: 'code that still runs after 60 s' }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('holds one scenario or a list of them', async () => {
    const one = file(`export default ${defined(ONE)};`);
    const scenarios = await loadScenarioModule(one);
    expect(scenarios).toMatchObject([{ file: one, name: 'One', steps: [{ file: one, line: 3, column: 5 }] }]);
    const list = file(`export default [${defined(ONE)}, ${defined({ ...ONE, name: 'Two' }, 9)}];`);
    expect((await loadScenarioModule(list)).map(({ name, steps }) => [name, steps[0]?.line])).toEqual([
      ['One', 3],
      ['Two', 9],
    ]);
  });

  it('has each problem at the place of its scenario, with the path in it', async () => {
    const steps = [{ advance: '1 s' }, { touch: { key: 'mastr' } }, { advance: 'soon' }];
    const problems = await problemsOf(`export default ${defined({ name: 'x', steps, tgas: [] })};`);
    const found = problems.map((one) => [one.line, one.column, one.found.split(':')[0], one.meant]);
    expect(found.toSorted()).toEqual([
      [3, 5, 'steps[1].touch', 'master'],
      [3, 5, 'steps[2].advance', null],
      [3, 5, 'tgas', 'tags'],
    ]);
  });

  it.each([
    ['export const one = 1;', 'nothing as default export'],
    ['export default null;', 'nothing as default export'],
    ['export default [];', 'an empty list as default export'],
    ["export default { name: 'x', steps: [] };", 'a mapping as default export'],
    [`export default [${defined(ONE)}, 5];`, '5 as entry 2 of the list'],
    [
      "export default { kind: 'virtual-smart-key/scenario', input: 5, line: 1, column: 1 };",
      'a mapping as default export',
    ],
  ])('is refused: %s (%s)', async (text, found) => {
    expect(await problemsOf(text)).toMatchObject([
      {
        ...{ line: 1, column: 1, found },
        expected: 'defineScenario({…}) of "virtual-smart-key/scenario", or a list of them, as default export',
      },
    ]);
  });

  it.each([
    ["throw new Error('no bus');", 'a file that cannot be loaded (no bus)'],
    ["throw 'no bus';", 'a file that cannot be loaded (no bus)'],
    ["import 'virtual-smart-cat';", expect.stringMatching(/^an import that cannot be loaded \(Cannot find package/)],
  ])('is refused where it fails itself: %s', async (text, found) => {
    expect(await problemsOf(text)).toMatchObject([{ line: 1, column: 1, found }]);
  });

  it.each([
    ['process.exit(0);', 'process.exit(0), which ends the program'],
    ['await new Promise(() => {});', 'a top-level await that never ends'],
  ])('is refused where it does not end by itself: %s', async (text, found) => {
    const expected = 'code that defines scenarios and then ends by itself';
    expect(await problemsOf(text)).toMatchObject([{ line: 1, column: 1, found, expected }]);
  });

  it('is refused where it still runs after its time', async () => {
    const endless = file('for (;;);');
    await expect(loadScenarioModule(endless, { limitS: 0.5 })).rejects.toMatchObject({
      problems: [{ file: endless, found: 'code that still runs after 0.5 s' }],
    });
  });

  it('is refused with data that contains itself', async () => {
    const [problem] = await problemsOf(
      `const one = ${defined(ONE)}; one.input.steps.push(one.input.steps); export default one;`,
    );
    expect(problem).toMatchObject({ line: 3, column: 5, found: expect.stringContaining('nested too deeply') });
  });

  it('is refused with a function in its data', async () => {
    const [problem] = await problemsOf('export default { run() {} };');
    expect(problem?.found).toMatch(/^a default export that is not plain data \(/);
  });

  it('prints to where results are not', async () => {
    const printed: string[] = [];
    const loud = file(`console.log('loading'); export default ${defined(ONE)};`);
    await loadScenarioModule(loud, { print: (text) => printed.push(text) });
    expect(printed).toEqual(['loading\n']);
  });

  it('that is not there is refused', async () => {
    await expect(loadScenarioModule(join(folder, 'gone.mjs'))).rejects.toMatchObject({
      problems: [{ found: expect.stringMatching(/^a file that cannot be loaded \(/) as string }],
    });
  });
});
