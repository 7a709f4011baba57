import { describe, expect, it } from 'vitest';

import { VirtualBench } from '../../../../../hil/bench/virtual-bench.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { decidingStep, type ScenarioResult } from '../../../../../hil/scenario/result.ts';
import { runScenario } from '../../../../../hil/scenario/run-scenario.ts';
import { actionOf, decision, problemsOf, wordsOf } from './verb-kit.ts';

describe('the time of an answer', () => {
  it('is measured from the last bit of the request to the last of the response, with limits', async () => {
    expect(await decision("uds: { send: '3E 00', within: 50 ms }")).toBeNull();
    expect(await decision("uds: { send: '3E 00', responseMs: { min: 20, max: 100, unit: us } }")).toEqual([
      'fail',
      3,
      'responseMs 0.02 to 0.1 ms',
      expect.stringMatching(/^responseMs 0\.\d+ ms$/),
    ]);
  });

  it('counts how often "response pending" came before it', async () => {
    const lines = (pending: string): string[] => [
      'name: x',
      'profile: { actionDurations: { resetArm: 200 ms } }',
      'steps:',
      "  - uds: { send: '10 03' }",
      '  - vehicle: { doors: { driver: open } }',
      '  - unlock: 1',
      `  - uds: { send: '31 01 02 01 01', pending: ${pending}, responseMs: { min: 200, max: 210 } }`,
    ];
    const of = (pending: string): Promise<ScenarioResult> =>
      runScenario(
        loadScenario(lines(pending).join('\n'), 'x.yaml'),
        (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }),
      );
    expect(decidingStep((await of('1')).steps)).toBeNull();
    expect(decidingStep((await of('2')).steps)).toMatchObject({ expected: 'pending 2', got: 'pending 1' });
  });
});

describe('steps that send requests', () => {
  it('are plain data', () => {
    expect(actionOf("uds: { send: '27 01', capture: { seed: [2, 8] }, within: 50 ms, endpoint: generic }")).toEqual({
      kind: 'uds',
      send: [
        { kind: 'byte', value: 0x27 },
        { kind: 'byte', value: 0x01 },
      ],
      endpoint: 'generic',
      awaitAnswer: true,
      expect: { kind: 'positive' },
      captures: [{ name: 'seed', from: 2, to: 10 }],
      timing: { responseMs: { kind: 'measured', min: null, max: 50, unit: 'ms' } },
    });
    expect(actionOf("uds: { send: '3E 00', fails: timeout-cr }")).toMatchObject({
      expect: { kind: 'broken', fault: 'timeout-cr' },
    });
    expect(actionOf("uds: { send: '3E 80', expect: none }")).toMatchObject({ expect: { kind: 'none' } });
    expect(actionOf('passcode: { level: 2, nrc: invalidKey }')).toEqual({
      kind: 'passcode',
      level: 2,
      wrong: false,
      nrc: 0x35,
    });
    expect(actionOf('keepAlive: off')).toEqual({ kind: 'keepAlive', on: false });
  });

  it('are named in a report', () => {
    expect(wordsOf("uds: { send: '27 02 {master} ff' }")).toBe('uds 27 02 {master} FF');
    expect(wordsOf("uds: { send: '3E 00', endpoint: functional }")).toBe('uds 3E 00 to functional');
    expect(wordsOf('unlock: 3')).toBe('unlock level 3');
    expect(wordsOf('passcode: { level: 1, wrong: true }')).toBe('wrong pass-code for level 1');
    expect(wordsOf('passcode: { level: 4 }')).toBe('right pass-code for level 4');
    expect(wordsOf('keepAlive: on')).toBe('keep the session alive: on');
  });

  it('judge the response by its bytes, its negative response code, or its absence', async () => {
    expect(await decision("uds: { send: '10 03', expect: '50 03 00 32 01 F4' }")).toBeNull();
    expect(await decision("uds: { send: '27 05', nrc: serviceNotSupportedInActiveSession }")).toBeNull();
    expect(await decision("uds: { send: '3E 80', expect: none }")).toBeNull();
    expect(await decision("uds: { send: '3E 00', nrc: 0x22 }")).toEqual([
      'fail',
      3,
      '0x22 conditionsNotCorrect',
      '7E 00',
    ]);
  });

  it('capture bytes of a response for later requests', async () => {
    const steps = ["uds: { send: '10 03', capture: { session: [1, 1] } }", "uds: { send: '10 {session}' }"];
    expect(await decision(...steps)).toBeNull();
    expect(problemsOf("uds: { send: '10 {sesion}' }")).toHaveLength(1);
    expect(await decision("uds: { send: '3E 00', capture: { rest: [2, 4] } }")).toEqual([
      'inconclusive',
      3,
      'a response with 6 bytes, for rest',
      '2 bytes',
    ]);
  });

  it('unlock a level by the right pass-code, and are refused for a wrong one (AUT-2, AUT-3)', async () => {
    const session = "uds: { send: '10 03' }";
    expect(await decision(session, 'unlock: 1', 'expect: { securityLevel: 1 }')).toBeNull();
    expect(await decision(session, 'passcode: { level: 3, wrong: true }', 'expect: { attempts: 1 }')).toBeNull();
    expect(await decision('unlock: 1')).toEqual(['fail', 3, 'a seed of level 1', expect.stringMatching(/^7F 27 /)]);
  });
});
