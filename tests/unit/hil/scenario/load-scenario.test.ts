import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { formatProblem, ScenarioFileError, type ScenarioProblem } from '../../../../hil/scenario/scenario-problem.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';
import type { Action } from '../../../../hil/scenario/verbs/verbs.ts';

function load(...lines: string[]): Scenario<Action> {
  return loadScenario(lines.join('\n'), 'x.yaml');
}

function problemsOf(...lines: string[]): readonly ScenarioProblem[] {
  try {
    load(...lines);
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.problems;
    throw error;
  }
  return [];
}

function stepProblems(...steps: string[]): readonly ScenarioProblem[] {
  return problemsOf('name: x', 'steps:', ...steps);
}

function actionOf(step: string): Action | undefined {
  return load('name: x', 'steps:', step).steps[0]?.action;
}

const place = ({ line, column, meant }: ScenarioProblem): unknown => [line, column, meant];

describe('load a scenario', () => {
  it('reports all problems of a file, each with line, column and the nearest word', () => {
    const problems = problemsOf(
      'name: Many errors',
      'rules: [RST-8]',
      'tgas: [a]',
      'steps:',
      '  - tuoch: master',
      '  - move: { key: master, to: cabn }',
      "  - uds: { sned: '27 01' }",
      '  - advance: soon',
    );
    expect(problems.map(place)).toEqual([
      [2, 9, 'RST-1'],
      [3, 1, 'tags'],
      [5, 5, 'touch'],
      [6, 30, 'cabin'],
      [7, 5, null],
      [7, 12, 'send'],
      [8, 14, null],
    ]);
  });

  it('finds wrong names and profile fields beside problems of form', () => {
    const lines = ['name: x', 'profile: { keySlot: 3 }', 'steps:', '  - tuoch: master', '  - touch: mastr'];
    expect(problemsOf(...lines).map(place)).toEqual([
      [2, 12, null],
      [4, 5, 'touch'],
      [5, 12, 'master'],
    ]);
  });

  it('does not miss what a broken step was to capture', () => {
    const broken = "  - uds: { sned: '27 01', capture: { seed: [2, 8] } }";
    expect(stepProblems(broken, "  - uds: { send: '31 {seed}' }").map(({ line }) => line)).toEqual([3, 3]);
  });

  it('says file, place, what was found, what was expected and what was meant', () => {
    const [problem] = stepProblems('  - touch: { key: mastr }');
    expect(problem === undefined ? '' : formatProblem(problem)).toBe(
      'x.yaml:3:12: found "mastr", expected one of the keys master, valet; did you mean "master"?',
    );
  });

  it('reports what is missing where it should be', () => {
    expect(problemsOf('name: x').map(({ found, expected }) => [found, expected])).toEqual([['nothing', 'a list']]);
    expect(problemsOf('steps: []').map(({ line }) => line)).toEqual([1, 1]);
  });

  it('reports invalid YAML with its place', () => {
    const [problem] = problemsOf('name: x', 'steps:', '  - touch: [master');
    expect(problem?.line).toBeGreaterThanOrEqual(3);
    expect(problem?.found).toBe('a line that is indented too little, or a bracket without its end');
  });

  it('refuses a name given twice in one mapping', () => {
    expect(problemsOf('name: x', 'name: y', 'steps: [{ touch: master }]')).toHaveLength(1);
  });

  it('asks for exactly one verb per step', () => {
    expect(stepProblems('  - { touch: master, advance: 1 s }').map(({ found }) => found)).toEqual([
      'touch and advance in one step',
    ]);
    expect(stepProblems('  - { note: nothing }').map(({ found }) => found)).toEqual(['no verb']);
    expect(stepProblems('  - 5').map(({ found }) => found)).toEqual(['5']);
  });

  it('finds keys, cars and captures that are not declared', () => {
    expect(stepProblems('  - { touch: master, car: carr }').map(({ meant }) => meant)).toEqual(['car']);
    expect(stepProblems("  - { uds: { send: '27 {sed}' } }").map(({ found }) => found)).toEqual(['"{sed}"']);
    expect(stepProblems('  - { expect: { registered: [masterr] } }').map(({ meant }) => meant)).toEqual(['master']);
    expect(
      stepProblems("  - { uds: { send: '27 01', capture: { seed: [2, 8] } } }", "  - { uds: { send: '31 {seed}' } }"),
    ).toEqual([]);
    // Not before it is captured.
    expect(
      stepProblems("  - { uds: { send: '31 {seed}' } }", "  - { uds: { send: '27 01', capture: { seed: [2, 8] } } }"),
    ).toHaveLength(1);
  });

  it('names the field of a profile that is wrong, at its place', () => {
    const problems = problemsOf(
      'name: x',
      'profile:',
      '  keySlot: 3',
      '  batteryMin: 99 V',
      'steps: [{ touch: master }]',
    );
    expect(problems.map(({ line, column, found }) => [line, column, found])).toEqual([
      [3, 3, '"keySlot"'],
      [4, 15, 'batteryMin'],
    ]);
  });

  it('wants cars with different VINs', () => {
    const lines = ['name: x', 'cars: { car: {}, second: {} }', 'steps: [{ touch: master }]'];
    expect(problemsOf(...lines).map(({ found }) => found)).toEqual(['the VIN of car']);
  });

  it('wants a key in one slot only, and not more keys than slots', () => {
    expect(
      problemsOf('name: x', 'cars: { car: { registered: [a, a] } }', 'keys: { a: }', 'steps: [{ touch: a }]'),
    ).toHaveLength(1);
    expect(
      problemsOf(
        'name: x',
        'profile: { keySlots: 1 }',
        'cars: { car: { registered: [a, b] } }',
        'keys: { a: , b: }',
        'steps: [{ touch: a }]',
      ),
    ).toHaveLength(1);
  });

  it('refuses two keys with one id (KEY-1)', () => {
    const keys = "keys: { a: { id: '00000007' }, b: { id: '00000007' } }";
    expect(problemsOf('name: x', keys, 'steps: [{ touch: a }]').map(({ found }) => found)).toEqual(['the id of a']);
  });

  it('gives times in whole microseconds and voltages in millivolts', () => {
    expect(actionOf('  - advance: 1.5')).toEqual({ kind: 'advance', spanUs: 1_500_000 });
    expect(actionOf('  - advanceTo: { deadline: next, offset: -1 us }')).toEqual({
      kind: 'advanceTo',
      deadline: 'next',
      offsetUs: -1,
    });
    expect(actionOf('  - vehicle: { batteryV: 10.999, doors: { driver: open } }')).toEqual({
      kind: 'vehicle',
      change: { batteryMv: 10_999, doors: { driver: true } },
    });
    expect(actionOf('  - powerCycle:')).toEqual({ kind: 'powerCycle', offUs: 100_000 });
  });

  it('reads a negative response by its name or its number', () => {
    const byName = actionOf("  - uds: { send: '10 03', nrc: conditionsNotCorrect }");
    expect(byName).toMatchObject({ expect: { kind: 'negative', nrc: 0x22 } });
    expect(actionOf("  - uds: { send: '10 03', nrc: 0x22 }")).toEqual(byName);
  });

  it('takes measured values in a unit of the field', () => {
    expect(actionOf('  - expect: { elapsedMs: { min: 1, max: 2, unit: s } }')).toEqual({
      kind: 'expect',
      expect: { elapsedMs: { kind: 'measured', min: 1000, max: 2000, unit: 'ms' } },
    });
    expect(stepProblems('  - expect: { elapsedMs: { unit: s } }')).toHaveLength(1);
  });

  it('takes the signals of the named message only', () => {
    expect(
      stepProblems('  - frame: { name: DOOR_LOCKS, signals: { KEYS: 1 } }').map(({ expected }) => expected)[0],
    ).toContain('LOCK_STATUS');
    expect(
      stepProblems('  - frame: { name: DOOR_LOCK, signals: { LOCK_STATUS: 1 } }').map(({ meant }) => meant),
    ).toEqual(['DOOR_LOCKS']);
  });

  it('refuses what contradicts itself in a request', () => {
    expect(stepProblems("  - uds: { send: '10 03', nrc: 0x22, expect: '50' }")).toHaveLength(1);
    expect(stepProblems("  - uds: { send: '10 03', nrc: 0x22, awaitAnswer: false }")).toHaveLength(1);
  });

  it('counts given and steps in one list, with lines', () => {
    const { steps } = load(
      'name: x',
      'given:',
      '  - touch: master',
      'steps:',
      '  - touch: valet',
      '    rules: [KEY-4]',
    );
    expect(steps.map(({ index, line, phase, rules, car }) => [index, line, phase, rules, car])).toEqual([
      [0, 3, 'given', [], 'car'],
      [1, 5, 'steps', ['KEY-4'], 'car'],
    ]);
  });

  it('has the two registered keys of the default car, and only as many as there are slots', () => {
    const keys = (slots: number): unknown =>
      load('name: x', `profile: { keySlots: ${slots} }`, 'steps: [{ touch: master }]').keys.map(
        ({ name, id, registeredIn }) => [name, id, registeredIn],
      );
    expect(keys(2)).toEqual([
      ['master', 0xa100_0001, 'car'],
      ['valet', 0xa100_0002, 'car'],
    ]);
    expect(keys(1)).toEqual([['master', 0xa100_0001, 'car']]);
  });
});
