import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { VirtualBench } from '../../../hil/bench/virtual-bench.ts';
import { loadScenario } from '../../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../../hil/scenario/run-scenario.ts';
import { applyDiff, readGuide } from './how-to-guide.ts';

const ROOT = join(import.meta.dirname, '../../..');
const GUIDES = globSync('docs/how-to/*.md', { cwd: ROOT })
  .sort()
  .map((path) => readGuide(basename(path, '.md'), readFileSync(join(ROOT, path), 'utf8')));

/** What each step of a scenario came to, as the changed sources run it, and what each program prints. */
const RUNNER = `
import { globSync, readFileSync } from 'node:fs';
import { VirtualBench } from './hil/bench/virtual-bench.ts';
import { loadScenario } from './hil/scenario/load-scenario.ts';
import { runScenario } from './hil/scenario/run-scenario.ts';
import { SMART_KEY } from './ecu-sim/description/smart-key/smart-key-description.ts';
import { diagnosticsPage } from './tests/config/diagnostics-page.ts';

const print = console.log;
const steps = {};
for (const path of globSync('try-*.yaml')) {
  const scenario = loadScenario(readFileSync(path, 'utf8'), path);
  const run = await runScenario(scenario, (each, seed) => new VirtualBench(each, { seed, profile: {} }));
  steps[path.slice(4, -5)] = run.steps.map(({ what, verdict, got }) => [verdict, what, got]);
}
const printed = {};
for (const path of globSync('try-*.ts')) {
  const lines = [];
  console.log = (...words) => lines.push(words.join(' ') + '\\n');
  await import('./' + path);
  printed[path.slice(4, -3)] = lines.join('');
}
print(JSON.stringify({ steps, printed, page: diagnosticsPage([SMART_KEY]) }));
`;

const answersSchema = z.object({
  steps: z.record(z.string(), z.array(z.tuple([z.string(), z.string(), z.string().nullable()]))),
  printed: z.record(z.string(), z.string()),
  page: z.string(),
});

/** The sources with the changes of all guides, run by Node. */
describe('the guides in docs/how-to', () => {
  let copy = '';
  let answers: z.infer<typeof answersSchema> = { steps: {}, printed: {}, page: '' };

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'smartkey-how-to-'));
    for (const part of ['can-bus', 'ecu-sim', 'hil', 'package.json', 'tests/config'])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const { name, diff, scenario, program } of GUIDES) {
      applyDiff(diff, copy);
      if (scenario !== null) writeFileSync(join(copy, `try-${name}.yaml`), scenario);
      if (program !== null) writeFileSync(join(copy, `try-${name}.ts`), program);
    }
    writeFileSync(join(copy, 'runner.mjs'), RUNNER);
    const { stdout } = await promisify(execFile)(process.execPath, ['runner.mjs'], { cwd: copy });
    answers = answersSchema.parse(JSON.parse(stdout));
  }, 60_000);
  afterAll(() => rmSync(copy, { recursive: true }));

  it('are these', () => {
    expect(GUIDES.map(({ name }) => name)).toEqual([
      'conformance-rule',
      'data-identifier',
      'fault',
      'routine',
      'scenario-verb',
      'service',
      'transport',
    ]);
  });

  it.each([
    ['data-identifier', ['62 10 0C 00', null, '62 10 0C 01']],
    ['service', [null, 'FA 00 05', '7F BA 13 (0x13 incorrectMessageLengthOrInvalidFormat)']],
    ['routine', ['50 03 00 32 01 F4', '71 01 02 04 01', null, '71 03 02 04 00', '7F 31 31 (0x31 requestOutOfRange)']],
    ['scenario-verb', [null, null, '62 10 04 81 02']],
    ['fault', ['7E 00', null, '7E 00 7E 00', '7E 00']],
  ])('%s: the scenario passes with the change, with %j', (name, observed) => {
    const steps = answers.steps[name] ?? [];
    expect(steps.map(([verdict]) => verdict)).toEqual(observed.map(() => 'pass'));
    expect(steps.map(([, , got]) => got)).toEqual(observed);
  });

  it.each(GUIDES.filter(({ scenario }) => scenario !== null))(
    '$name: the scenario does not pass without the change',
    async ({ scenario }) => {
      const verdict = async (): Promise<string> => {
        const loaded = loadScenario(scenario ?? '', 'try.yaml');
        return (await runScenario(loaded, (each, seed) => new VirtualBench(each, { seed, profile: {} }))).verdict;
      };
      expect(await verdict().catch(() => 'refused')).not.toBe('pass');
    },
  );

  it.each([
    ['conformance-rule', '65 pass 0x22: an identifier requested twice is answered twice\n'],
    ['transport', '7bd 027E00\n'],
  ])('%s: the program prints what the guide says', (name, output) => {
    expect(answers.printed[name]).toBe(output);
    expect(GUIDES.find((guide) => guide.name === name)?.output).toBe(output);
  });

  it.each(GUIDES)('$name: the change needs none of the other guides', ({ diff }) => {
    const alone = mkdtempSync(join(tmpdir(), 'smartkey-how-to-alone-'));
    try {
      for (const [, path = ''] of diff.matchAll(/^--- a\/(.+)$/gm)) cpSync(join(ROOT, path), join(alone, path));
      expect(() => applyDiff(diff, alone)).not.toThrow();
    } finally {
      rmSync(alone, { recursive: true });
    }
  });

  it('document the identifier, the service and the routine', () => {
    expect(answers.page).toContain('| 100C | 1 | `supplyLow` | Supply below 11 V');
    expect(answers.page).toContain('ReadUptime');
    expect(answers.page).toContain('| 0204 | 01 01 Self Test: supply |');
  });

  it('describe the new verb', () => {
    expect(answers.steps['scenario-verb']?.[1]?.[1]).toBe('open the driver door');
  });
});
