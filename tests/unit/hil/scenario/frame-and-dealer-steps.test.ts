import { describe, expect, it } from 'vitest';

import type { CarObserver } from '../../../../hil/car/car-event.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { formatProblem, ScenarioFileError } from '../../../../hil/scenario/scenario-problem.ts';
import { decidingStep, type ScenarioResult } from '../../../../hil/scenario/result.ts';
import { runScenario } from '../../../../hil/scenario/run-scenario.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';

function run(...steps: string[]): Promise<ScenarioResult> {
  const scenario = loadScenario(['name: x', 'steps:', ...steps].join('\n'), 'x.yaml');
  return runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
}

async function decision(...steps: string[]): Promise<unknown> {
  const step = decidingStep((await run(...steps)).steps);
  return step === null ? null : [step.verdict, step.line, step.expected, step.got];
}

function problemsOf(...steps: string[]): readonly string[] {
  try {
    loadScenario(['name: x', 'steps:', ...steps].join('\n'), 'x.yaml');
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('steps that send frames', () => {
  it('put a frame on the bus by id and bytes, and the car answers it', async () => {
    expect(
      await decision(
        "  - send: { id: 0x750, data: 'B5 02 3E 00' }",
        "  - frame: { id: 0x758, data: 'B5 02 7E 00 ..', within: 50 ms }",
      ),
    ).toBeNull();
  });

  it('put a message of the database on the bus, signals left out being 0 (VEH-2)', async () => {
    expect(
      await decision(
        '  - send: { name: BODY_CONTROL_STATE, signals: { DOOR_OPEN_FL: 1 } }',
        '  - advance: 1 ms',
        "  - uds: { send: '22 10 04', expect: '62 10 04 81 02' }",
      ),
    ).toBeNull();
  });

  it('send in a cycle until they are told to stop', async () => {
    expect(
      await decision(
        "  - send: { id: 0x123, data: '01', cycle: 10 ms, as: noise }",
        '  - advance: 95 ms',
        "  - frame: { id: 0x123, data: '01', within: 10 ms }",
        '  - stopSending: noise',
        '  - advance: 1 ms',
        '  - noFrame: { id: 0x123, for: 1 s }',
      ),
    ).toBeNull();
    expect(
      await decision(
        "  - send: { id: 0x123, data: '01', cycle: 10 ms, as: noise }",
        '  - noFrame: { id: 0x123, for: 1 s }',
      ),
    ).toEqual(['fail', 4, 'no frame 0x123', '0x123 01']);
  });

  it('keep a cycle exactly: 1000 frames in a second', async () => {
    let frames = 0;
    const scenario = loadScenario(
      [
        'name: x',
        'steps:',
        "  - send: { id: 0x123, data: '', cycle: 1 ms, as: noise }",
        '  - advance: 999 ms',
        '  - advance: 1 ms',
      ]
        .join('\n')
        .replace("data: ''", "data: '00'"),
      'x.yaml',
    );
    const observer = (): object => ({
      frame: (_timeUs: number, { id }: { id: number }) => void (frames += Number(id === 0x123)),
    });
    await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {}, observer }));
    expect(frames).toBe(1000);
  });

  it('show the frame that came when another was expected', async () => {
    expect(
      await decision(
        "  - send: { id: 0x750, data: 'B5 02 3E 00' }",
        "  - frame: { id: 0x758, data: 'B5 02 7E 01 ..', within: 50 ms }",
      ),
    ).toEqual(['fail', 4, 'frame 0x758 B5 02 7E 01 ..', '0x758 B5 02 7E 00 CC CC CC CC']);
    expect(await decision("  - frame: { id: 0x7BD, data: '..' }")).toEqual([
      'fail',
      3,
      'frame 0x7BD ..',
      'no such frame',
    ]);
  });

  it('see that a bus asleep is silent (VEH-7)', async () => {
    const asleep = [
      '  - vehicle: { powerMode: off }',
      '  - advance: 3 s',
      '  - noFrame: { name: SMART_KEY_STATUS, for: 5 s }',
    ];
    const sleeping = loadScenario(['name: x', 'profile: { busSleep: on }', 'steps:', ...asleep].join('\n'), 'x.yaml');
    const onBench = (): Promise<ScenarioResult> =>
      runScenario(sleeping, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
    expect((await onBench()).verdict).toBe('pass');
    expect((await run(...asleep)).verdict).toBe('fail');
  });

  it('refuse what cannot be sent, with its place', () => {
    expect(problemsOf('  - stopSending: noise')).toEqual([
      'x.yaml:3:18: found "noise", expected what an earlier step sends in a cycle',
    ]);
    expect(problemsOf("  - send: { id: 0x123, data: '01', cycle: 10 ms }")[0]).toContain('cycle and as together');
    expect(problemsOf('  - send: { name: DOOR_LOCKS, signals: { LOCK_STATUS: 2 } }')[0]).toContain(
      'LOCK_STATUS from 0 to 1',
    );
    expect(problemsOf('  - send: { name: DOOR_LOCKS, signals: { KEYS: 2 } }')[0]).toContain('not KEYS');
    expect(problemsOf("  - send: { id: 0x800, data: '01', extended: false }")[0]).toContain('an id of 11 bits');
    expect(problemsOf("  - frame: { id: 0x758, dta: '01' }").join()).toMatch(/found "dta".*did you mean "data"/);
  });

  it('say it is the bench where a frame has too many bytes', async () => {
    expect((await run("  - send: { id: 1, data: '00 11 22 33 44 55 66 77 88' }")).verdict).toBe('error');
  });
});

describe('the time of an answer', () => {
  it('is measured from the last bit of the request to the last of the response, with limits', async () => {
    expect(await decision("  - uds: { send: '3E 00', within: 50 ms }")).toBeNull();
    expect(await decision("  - uds: { send: '3E 00', responseMs: { min: 20, max: 100, unit: us } }")).toEqual([
      'fail',
      3,
      'responseMs 0.02 to 0.1 ms',
      expect.stringMatching(/^responseMs 0\.\d+ ms$/),
    ]);
  });

  it('tells how often the ECU asked for patience before', async () => {
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

const SEED_1 = ["  - uds: { send: '10 03' }", "  - uds: { send: '27 01', capture: { seed: [2, 8] } }"];

describe('steps at the dealer', () => {
  it('get a reset approved and its pass-code, which the car takes (DLR-4, DLR-6)', async () => {
    expect(
      await decision(
        ...SEED_1,
        '  - dealer: { request: }',
        '  - dealer: { approve: { by: paul } }',
        "  - dealer: { passCode: { level: 1, seed: '{seed}', capture: code } }",
        "  - uds: { send: '27 02 {code}', expect: '67 02' }",
      ),
    ).toBeNull();
  });

  it('stand in the record of the car, refused or not, without the pass-code (DLR-3, DLR-4)', async () => {
    const steps = [
      ...SEED_1,
      '  - dealer: { request: }',
      '  - dealer: { approve: { by: tara, expect: { answer: refused } } }',
      '  - dealer: { approve: }',
      "  - dealer: { passCode: { level: 1, seed: '{seed}' } }",
    ];
    const scenario = loadScenario(['name: x', 'steps:', ...steps].join('\n'), 'x.yaml');
    const dealings: unknown[] = [];
    const observer = (): CarObserver => ({
      event: ({ source, event }) => {
        if (event.kind === 'dealer-asked') dealings.push({ source, ...event });
      },
    });
    await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {}, observer }));
    const about = { source: 'dealer', kind: 'dealer-asked', requestNumber: '19070100001', refusal: null };
    expect(dealings).toEqual([
      { ...about, deed: 'request-reset', by: 'tara', outcome: 'requested' },
      { ...about, deed: 'approve', by: 'tara', outcome: null, refusal: expect.any(String) },
      { ...about, deed: 'approve', by: 'mona', outcome: 'approved' },
      { ...about, deed: 'issue-reset-pass-code', by: 'tara', outcome: 'reset-pass-code' },
    ]);
  });

  it('get the pass-code of the other levels without a manager (DLR-7)', async () => {
    expect(
      await decision(
        "  - uds: { send: '10 03' }",
        "  - uds: { send: '27 05', capture: { data: [2, 16] } }",
        "  - dealer: { passCode: { level: 3, seed: '{data}', capture: code } }",
        "  - uds: { send: '27 06 {code}', expect: '67 06' }",
      ),
    ).toBeNull();
  });

  it('are refused by the rules, with the reason', async () => {
    const refused = (reason: string): string => `expect: { answer: refused, reason: ${reason} }`;
    expect(
      await decision(`  - dealer: { request: { managers: [mona], ${refused('managers-not-chosen')} } }`),
    ).toBeNull();
    expect(await decision(`  - dealer: { request: { ticks: none, ${refused('policy-not-accepted')} } }`)).toBeNull();
    expect(
      await decision(`  - dealer: { request: { vin: 4T1BZ1FB5KU999999, ${refused('invalid-field')} } }`),
    ).toBeNull();
    expect(
      await decision(
        '  - dealer: { request: }',
        '  - dealer: { decline: }',
        `  - dealer: { approve: { ${refused('already-settled')} } }`,
      ),
    ).toBeNull();
    expect(
      await decision(
        ...SEED_1,
        '  - dealer: { request: }',
        '  - dealer: { approve: }',
        '  - dealer: { close: }',
        "  - dealer: { passCode: { level: 1, seed: '{seed}' } }",
      ),
    ).toEqual(['fail', 8, 'answer accepted', 'answer refused']);
  });

  it('leave the scan tool to wait for a manager, where the scenario goes to the dealer itself', async () => {
    const open = ['  - dealer: { request: }'];
    expect(
      (await run(...open, '  - tool: { reset: { expect: { kind: failed, reason: no-pass-code } } }')).verdict,
    ).toBe('pass');
    expect((await run(...open, '  - dealer: { approve: }', '  - tool: { reset: {} }')).verdict).toBe('pass');
  });
});
