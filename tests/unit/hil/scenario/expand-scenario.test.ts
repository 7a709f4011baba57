import { describe, expect, it } from 'vitest';

import { loadScenarios } from '../../../../hil/scenario/load-scenario.ts';
import { formatProblem, ScenarioFileError } from '../../../../hil/scenario/scenario-problem.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';

/** Fragments by their paths, as a folder would hold them. */
type Files = Readonly<Record<string, readonly string[]>>;

/** @param code of the error with which all other files are refused */
function load(lines: readonly string[], files: Files = {}, code = 'ENOENT'): readonly Scenario[] {
  return loadScenarios(lines.join('\n'), 'here/x.yaml', (path) => {
    const found = files[path];
    if (found === undefined) throw Object.assign(new Error(`no ${path}`), { code });
    return found.join('\n');
  });
}

function problemsOf(lines: readonly string[], files: Files = {}, code = 'ENOENT'): readonly string[] {
  try {
    load(lines, files, code);
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

const actions = (scenario: Scenario | undefined): readonly unknown[] =>
  scenario?.steps.map(({ action }) => action) ?? [];

const TABLE = [
  'name: Arming at',
  'parameters: { supply: 12.6 V, level: 1 }',
  'variants:',
  '  - { name: low, supply: 10.9 V }',
  '  - { name: full }',
  'steps:',
  '  - vehicle: { batteryV: "${supply}" }',
  '  - unlock: ${level}',
];

describe('parameters and variants', () => {
  it('make one scenario of each row, with a name of its own and values of the right type', () => {
    const [low, full] = load(TABLE);
    expect([low?.name, low?.variant]).toEqual(['Arming at [low]', 'low']);
    expect([full?.name, full?.variant]).toEqual(['Arming at [full]', 'full']);
    expect(actions(low)).toEqual([
      { kind: 'vehicle', change: { batteryMv: 10_900 } },
      { kind: 'unlock', level: 1 },
    ]);
    expect(actions(full)[0]).toEqual({ kind: 'vehicle', change: { batteryMv: 12_600 } });
  });

  it('make one scenario of a file without a table, by its defaults', () => {
    const scenarios = load(['name: x', 'parameters: { time: 2 s }', 'steps: [{ advance: "${time}" }]']);
    expect(scenarios.map(({ name, variant }) => [name, variant])).toEqual([['x', null]]);
    expect(actions(scenarios[0])).toEqual([{ kind: 'advance', spanUs: 2_000_000 }]);
  });

  it.each(['toString', 'constructor', 'hasOwnProperty'])('do not know %s unless it is declared', (name) => {
    expect(problemsOf(['name: x', `steps: [{ advance: "\${${name}}" }]`])).toEqual([
      `here/x.yaml:2:20: found \${${name}}, expected a parameter; the file has no parameters`,
    ]);
    const table = ['name: x', 'parameters: { time: 1 s }', `variants: [{ name: v, ${name}: 3 }]`];
    expect(problemsOf([...table, 'steps: [{ advance: "${time}" }]'])).toEqual([
      `here/x.yaml:3:23: found "${name}", expected one of time`,
    ]);
    expect(load(['name: x', `parameters: { ${name}: 1 s }`, `steps: [{ advance: "\${${name}}" }]`])).toHaveLength(1);
  });

  it.each([
    ['parameters: { __proto__: 1 }', 15],
    ['keys: { __proto__: { life: blank } }', 9],
    ['profile: { __proto__: { keySlots: 3 } }', 12],
    ['__proto__: 1', 1],
    ['? &name __proto__\n: 1', 9],
  ])('have no name that objects cannot be asked for: %s', (line, column) => {
    expect(problemsOf(['name: x', line, 'steps: [{ advance: 1 s }]'])).toEqual([
      `here/x.yaml:2:${column}: found "__proto__", expected another name`,
    ]);
  });

  it('stand in keys, cars and profile too', () => {
    const [scenario] = load([
      'name: x',
      'parameters: { slots: 3, charge: 2.0 V }',
      'profile: { keySlots: "${slots}" }',
      'keys: { spare: { batteryV: "${charge}" } }',
      'steps: [{ touch: spare }]',
    ]);
    expect(scenario?.cars[0]?.profile).toEqual({ keySlots: 3 });
    expect(scenario?.keys.find(({ name }) => name === 'spare')?.batteryMv).toBe(2000);
  });

  it('name the parameter that was meant, at the place of use, once for all variants', () => {
    expect(problemsOf([...TABLE.slice(0, -1), '  - unlock: ${levle}'])).toEqual([
      'here/x.yaml:8:13: found ${levle}, expected one of supply, level; did you mean "level"?',
    ]);
  });

  it('report which variant gives an invalid value', () => {
    const lines = TABLE.map((line) =>
      line.replace('10.9 V', 'high').replace('  - { name: full }', '  - { name: full, level: 9 }'),
    );
    expect(problemsOf(lines)).toEqual([
      expect.stringMatching(
        /^here\/x\.yaml:7:26: found "high" for \$\{supply\} in the variant "low", expected a number from 6 to 18, in volts; or a text with V or mV$/,
      ),
      'here/x.yaml:8:13: found 9 for ${level} in the variant "full", expected a security level from 1 to 4',
    ]);
  });

  it('refuse a column without a parameter, a row twice, and a parameter without a value', () => {
    const wrong = (row: string, parameters = '{ supply: 12 V }'): readonly string[] =>
      problemsOf([
        'name: x',
        `parameters: ${parameters}`,
        'variants:',
        '  - { name: a }',
        row,
        'steps: [{ touch: master }]',
      ]);
    expect(wrong('  - { name: b, suply: 1 V }')).toEqual([
      'here/x.yaml:5:16: found "suply", expected one of supply; did you mean "supply"?',
    ]);
    expect(wrong('  - { name: a }')).toEqual([
      'here/x.yaml:5:13: found "a" again, expected a name of its own for each',
    ]);
    expect(wrong('  - { name: b, time: 1 s }', '{ time: }')).toEqual([
      'here/x.yaml:4:5: found no time, expected a value for time, which has no default',
    ]);
    expect(problemsOf(['name: x', 'parameters: { time: }', 'steps: [{ advance: "${time}" }]'])[0]).toBe(
      'here/x.yaml:2:21: found nothing, expected a value for time, as there are no variants',
    );
  });

  it('are whole values only: there are no expressions', () => {
    expect(problemsOf(['name: x', 'parameters: { a: 1 }', 'steps: [{ advance: "${a} s" }]'])).toEqual([
      'here/x.yaml:3:20: found "${a} s", expected ${name} as the whole value, or no ${ at all',
    ]);
    expect(problemsOf(['name: x', 'steps: [{ advance: "${a}" }]'])).toEqual([
      'here/x.yaml:2:20: found ${a}, expected a parameter; the file has no parameters',
    ]);
  });
});

const UNLOCK = ['parameters: { level: }', 'steps:', "  - uds: { send: '10 03' }", '  - unlock: ${level}'];

describe('includes', () => {
  it('put in the steps of a fragment, which keep their place in it', () => {
    const lines = [
      'name: x',
      'steps:',
      '  - include: { file: parts/unlock.yaml, with: { level: 3 } }',
      '  - touch: master',
    ];
    const [scenario] = load(lines, { 'here/parts/unlock.yaml': UNLOCK });
    expect(scenario?.steps.map(({ action, file, line, index }) => [action.kind, file, line, index])).toEqual([
      ['uds', 'here/parts/unlock.yaml', 3, 0],
      ['unlock', 'here/parts/unlock.yaml', 4, 1],
      ['touch', 'here/x.yaml', 4, 2],
    ]);
  });

  it('pass on a parameter of the scenario', () => {
    const lines = [
      'name: x',
      'parameters: { wanted: 2 }',
      'steps: [{ include: { file: u.yaml, with: { level: "${wanted}" } } }]',
    ];
    expect(actions(load(lines, { 'here/u.yaml': UNLOCK })[0])[1]).toEqual({ kind: 'unlock', level: 2 });
  });

  it('stand at the top too, before everything that is given', () => {
    const lines = ['name: x', 'include: [a.yaml]', 'given: [{ touch: master }]', 'steps: [{ advance: 1 }]'];
    const [scenario] = load(lines, { 'here/a.yaml': ['steps: [{ keepAlive: on }]'] });
    expect(scenario?.steps.map(({ action, phase }) => [action.kind, phase])).toEqual([
      ['keepAlive', 'given'],
      ['touch', 'given'],
      ['advance', 'steps'],
    ]);
  });

  it('act on the car they are given, unless a step names its own', () => {
    const lines = [
      'name: x',
      'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }',
      'steps: [{ include: a.yaml, car: second }]',
    ];
    const fragment = ['steps:', '  - startEngine: { expect: {} }', '  - { advance: 1, car: car }'];
    expect(load(lines, { 'here/a.yaml': fragment })[0]?.steps.map(({ car }) => car)).toEqual(['second', 'car']);
  });

  it('report problems in the fragment, with its file, line and column', () => {
    const lines = ['name: x', 'steps: [{ include: a.yaml }]'];
    const fragment = ['tseps: []', 'steps:', '  - tuoch: master', '  - touch: mastr', '  - unlock: ${level}'];
    expect(problemsOf(lines, { 'here/a.yaml': fragment })).toEqual([
      'here/a.yaml:1:1: found "tseps", expected one of description, parameters, steps; did you mean "steps"?',
      expect.stringMatching(/^here\/a\.yaml:3:5: found "tuoch", .*did you mean "touch"\?$/),
      expect.stringMatching(/^here\/a\.yaml:4:12: found "mastr", .*did you mean "master"\?$/),
      'here/a.yaml:5:13: found ${level}, expected a parameter; the file has no parameters',
    ]);
    expect(problemsOf(lines, { 'here/a.yaml': ['steps: ['] })[0]).toMatch(
      /^here\/a\.yaml:1:\d+: .* a bracket without its end, expected /,
    );
    expect(problemsOf(lines, { 'here/a.yaml': ['- touch: master'] })).toEqual([
      'here/a.yaml:1:1: found nothing, expected a fragment: a mapping with a list of steps',
    ]);
  });

  it('refuse a file that does not exist, an unknown argument, and one that is missing', () => {
    expect(problemsOf(['name: x', 'steps: [{ include: b.yaml }]'])).toEqual([
      'here/x.yaml:2:20: found "b.yaml", expected a readable file; here/b.yaml does not exist',
    ]);
    expect(problemsOf(['name: x', 'steps: [{ include: b.yaml }]'], {}, 'EISDIR')).toEqual([
      'here/x.yaml:2:20: found "b.yaml", expected a readable file; here/b.yaml is a folder',
    ]);
    const include = (words: string): readonly string[] =>
      problemsOf(['name: x', `steps: [{ include: ${words} }]`], { 'here/u.yaml': UNLOCK });
    expect(include('{ file: u.yaml, with: { levle: 1, level: 1 } }')).toEqual([
      'here/x.yaml:2:44: found "levle", expected one of level; did you mean "level"?',
    ]);
    expect(include('u.yaml')).toContain(
      'here/x.yaml:2:20: found no level, expected with: {level: …}, which has no default in here/u.yaml',
    );
    expect(include('{ flie: u.yaml }')).toEqual([
      'here/x.yaml:2:20: found a mapping, expected the path of a fragment file, or {file, with}',
    ]);
    expect(include('u.yaml, touch: master')).toContain(
      'here/x.yaml:2:28: found "touch", expected only include, with car and note as optional fields',
    );
  });

  it('go in no cycle', () => {
    const files = { 'here/a.yaml': ['steps: [{ include: b.yaml }]'], 'here/b.yaml': ['steps: [{ include: a.yaml }]'] };
    expect(problemsOf(['name: x', 'steps: [{ include: a.yaml }]'], files)).toEqual([
      'here/b.yaml:1:20: found here/a.yaml again, expected no circle: here/x.yaml includes here/a.yaml includes here/b.yaml includes here/a.yaml',
    ]);
  });

  it('end at the most steps a scenario can have', () => {
    const tens = Array.from({ length: 10 }, (_, index) => index);
    const files = Object.fromEntries(
      tens
        .slice(0, 7)
        .map((level) => [
          `here/${level}.yaml`,
          ['steps:', ...tens.map(() => (level === 6 ? '  - advance: 1' : `  - include: ${level + 1}.yaml`))],
        ]),
    );
    expect(problemsOf(['name: x', 'steps: [{ include: 0.yaml }]'], files)[0]).toContain('too many steps');
  });
});
