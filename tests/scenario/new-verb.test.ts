import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** All that a new verb is: a family file, and its line in the table with the import that it needs. */
const FAMILY = `
import { z } from 'zod';

import { keyName } from '../field-schemas.ts';
import { judge } from '../expectation.ts';
import type { Verb } from './verb.ts';

interface TapAction {
  readonly kind: 'tap';
  readonly key: string;
  readonly times: number;
}

/** Touches a key several times, and looks at the last reaction. */
export const tap: Verb<TapAction> = {
  schema: z
    .strictObject({ key: keyName, times: z.int('how often').min(1, 'at least once') })
    .transform((value): TapAction => ({ kind: 'tap', ...value })),
  describe: ({ key, times }) => \`tap \${key} \${times} times\`,
  names: ({ key }) => ({ keys: [key] }),
  async run({ key, times }, { car, bench }) {
    for (let count = 1; count < times; count += 1) await bench.touchKey(car, key);
    return judge({ reaction: 'start-permitted' }, { ...(await bench.touchKey(car, key)) });
  },
};
`;
const IMPORT = "import * as tap from './tap.ts';\n";
const LINE = '  readonly tap: typeof tap.tap = tap.tap;\n';

/** What the copy says of scenarios with the new verb. */
const QUESTIONS = `
import { VirtualBench } from './hil/bench/virtual-bench.ts';
import { loadScenario } from './hil/scenario/load-scenario.ts';
import { runScenario } from './hil/scenario/run-scenario.ts';
import { fragmentJsonSchema, scenarioDataSchema, scenarioJsonSchema } from './hil/scenario/schema.ts';
import { printScenarioTypes } from './scenario-types.ts';

const load = (step) => loadScenario('name: x\\nsteps: [' + step + ']', 'x.yaml');
const problem = (step) => {
  try {
    load(step);
  } catch (error) {
    return error.message;
  }
};
const run = async (step) => {
  const { steps } = await runScenario(load(step), (scenario, seed) => new VirtualBench(scenario, { seed, profile: {} }));
  return steps.map(({ what, verdict, got }) => [what, verdict, got]);
};
const withoutKeys = 'name: x\\ncars: { car: { registered: [] } }\\nkeys: { spare: }\\nsteps: [{ tap: { key: spare, times: 1 } }]';
console.log(
  JSON.stringify({
    action: load('{ tap: { key: valet, times: 2 } }').steps[0].action,
    wrongVerb: problem('{ tapp: { key: master, times: 2 } }'),
    wrongField: problem('{ tap: { key: master, tims: 2 } }'),
    wrongValue: problem('{ tap: { key: master, times: 0 } }'),
    wrongKey: problem('{ tap: { key: mastr, times: 2 } }'),
    ran: await run('{ tap: { key: master, times: 2 } }'),
    unregistered: (await runScenario(loadScenario(withoutKeys, 'x.yaml'), (scenario, seed) => new VirtualBench(scenario, { seed, profile: {} }))).verdict,
    schemas: [scenarioJsonSchema(), fragmentJsonSchema()].map((schema) => JSON.stringify(schema).includes('"tap":')),
    types: /readonly tap: [^]*?};/.exec(printScenarioTypes(scenarioDataSchema()))[0],
  }),
);
`;

/** The sources of the project with the new verb, run by Node. */
describe('a new verb: one family file, and its line in the table', () => {
  let copy = '';
  let answers: Readonly<Record<string, unknown>> = {};

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'smartkey-new-verb-'));
    for (const part of ['can-bus', 'ecu-sim', 'hil', 'package.json'])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    for (const name of ['scenario-types.ts', 'schema-types.ts'])
      cpSync(join(ROOT, 'tests/config', name), join(copy, name));
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'hil/scenario/verbs/tap.ts'), FAMILY);
    const table = join(copy, 'hil/scenario/verbs/verbs.ts');
    const text = readFileSync(table, 'utf8');
    const [imports = '', ...rest] = text.split("import * as time from './time.ts';\n");
    const withImport = [`${imports}${IMPORT}`, ...rest].join("import * as time from './time.ts';\n");
    writeFileSync(table, withImport.replace('  readonly move:', `${LINE}  readonly move:`));
    writeFileSync(join(copy, 'questions.mjs'), QUESTIONS);
    const { stdout } = await promisify(execFile)(process.execPath, [join(copy, 'questions.mjs')], { cwd: copy });
    answers = JSON.parse(stdout) as typeof answers;
  }, 60_000);
  afterAll(() => rmSync(copy, { recursive: true }));

  it('is validated, with the nearest word for its name and its fields', () => {
    expect(answers['action']).toEqual({ kind: 'tap', key: 'valet', times: 2 });
    expect(answers['wrongVerb']).toMatch(/found "tapp".*\btouch, tap, move\b.*did you mean "tap"\?$/);
    expect(answers['wrongField']).toContain('found "tims", expected one of key, times; did you mean "times"?');
    expect(answers['wrongValue']).toContain('found 0, expected at least once');
  });

  it('is resolved: its key is looked up', () => {
    expect(answers['wrongKey']).toBe(
      'x.yaml:2:16: found "mastr", expected one of the keys master, valet; did you mean "master"?',
    );
  });

  it('is described, run and judged', () => {
    expect(answers['ran']).toEqual([['tap master 2 times', 'pass', 'reaction start-permitted']]);
    expect(answers['unregistered']).toBe('fail');
  });

  it('is listed in the JSON schemas of scenarios and fragments, and in the types of the package', () => {
    expect(answers['schemas']).toEqual([true, true]);
    expect(String(answers['types']).replaceAll(/\s+|\/\*.*?\*\//g, ' ')).toMatch(
      /readonly tap: \{ +readonly key: string; readonly times: number; \};/,
    );
  });
});
