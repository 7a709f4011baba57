import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { loadBench, type Bench } from '../../hil/bench/bench-file.ts';
import { benchFactory } from '../../hil/bench/open-bench.ts';
import { loadScenario } from '../../hil/scenario/load-scenario.ts';
import { decidingStep, type ScenarioResult } from '../../hil/scenario/result.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import { CarInProcess, runCommand } from './support/in-process.ts';

function bench(...lines: string[]): Bench {
  return loadBench(['name: here', ...lines].join('\n'), 'here.yaml');
}

function run(place: Bench, ...lines: string[]): Promise<ScenarioResult> {
  const scenario = loadScenario(['name: x', ...lines].join('\n'), 'x.yaml');
  return runScenario(scenario, benchFactory(place, { profile: {} }));
}

async function decision(place: Bench, ...lines: string[]): Promise<unknown> {
  const step = decidingStep((await run(place, ...lines)).steps);
  return step === null ? null : [step.verdict, step.line, step.expected, step.got];
}

/** All keys lost, then a new one: the bulletin's way, without a word about where it runs. */
const allKeysLost = (responseMaxMs: number): readonly string[] => [
  'keys: { first: }',
  'steps:',
  `  - uds: { send: '10 03', expect: '50 03 00 32 01 F4', responseMs: { max: ${responseMaxMs} } }`,
  '  - keepAlive: on',
  '  - vehicle: { doors: { driver: open } }',
  '  - frame: { name: BODY_CONTROL_STATE, signals: { DOOR_OPEN_FL: 1 }, within: 1 s }',
  '  - unlock: 1',
  "  - uds: { send: '31 01 02 01 01', expect: '71 01 02 01 11' }",
  '  - unlock: 2',
  "  - uds: { send: '31 01 02 01 02', expect: '71 01 02 01 12' }",
  '  - expect: { procedure: reset, state: running, registered: [master, valet], immobilizer: set }',
  '  - advanceTo: { deadline: procedure }',
  '  - within: { time: 1 s, expect: { procedure: none, registered: [], freeSlots: 7 } }',
  '  - unlock: 3',
  "  - uds: { send: '31 01 02 02 01', expect: '71 01 02 02 22 01 07' }",
  "  - uds: { send: '31 01 02 02 02' }",
  "  - uds: { send: '31 01 02 02 03', expect: '71 01 02 02 24' }",
  '  - touch: { key: first, expect: registered }',
  '  - expect: { beeps: { total: 1, last: 1 }, slots: [first, null, null, null, null, null, null] }',
  "  - uds: { send: '22 10 03', expect: '62 10 03 01 {first} 00 ..' }",
  "  - uds: { send: '31 02 02 02', expect: '71 02 02 02 00' }",
  '  - expect: { history: { procedure: registration, outcome: completed, reason: none } }',
];
const QUICK = 'profile: { resetDuration: 2 s }';

describe.concurrent('one scenario on several benches', () => {
  it.each(['virtual', 'slcan-tcp:127.0.0.1:0', 'socketcand:127.0.0.1:0'])(
    'runs on %s (RST-2, RST-3, REG-5)',
    async (bus) => {
      expect(await decision(bench(`bus: ${bus}`, QUICK), ...allKeysLost(bus === 'virtual' ? 300 : 3_000))).toBeNull();
    },
    60_000,
  );

  // Its time limit detects a bench that leaves the rate at 1.
  it('runs at a rate: forty vehicle seconds in four real ones', async () => {
    const place = bench('bus: slcan-tcp:127.0.0.1:0', 'rate: 10');
    expect(
      await decision(place, 'steps:', '  - advance: 40 s', "  - uds: { send: '3E 00', expect: '7E 00' }"),
    ).toBeNull();
  }, 30_000);

  it('drives the scan tool, sends frames and goes to the dealer in real time', async () => {
    const place = bench('bus: slcan-tcp:127.0.0.1:0', QUICK);
    expect(
      await decision(
        place,
        'keys: { spare: }',
        'steps:',
        "  - send: { id: 0x123, data: '01 02', cycle: 20 ms, as: noise }",
        "  - frame: { id: 0x123, data: '01 02', within: 1 s }",
        '  - tool: { register: { touch: [master, spare] } }',
        '  - stopSending: noise',
        '  - expect: { registered: [master, valet, spare] }',
        "  - uds: { send: '10 03' }",
        "  - uds: { send: '27 01', capture: { seed: [2, 8] } }",
        '  - dealer: { request: }',
        '  - dealer: { approve: }',
        "  - dealer: { passCode: { level: 1, seed: '{seed}', capture: code } }",
        "  - uds: { send: '27 02 {code}', expect: '67 02' }",
        '  - powerCycle: { offMs: 50 }',
        '  - expect: { session: default }',
      ),
    ).toBeNull();
  }, 60_000);
});

describe('scenarios with faults, as they are shipped', () => {
  /** Short ones, of every kind of fault; all of them run in the guest. */
  const SHORT: readonly string[] = [
    'answer-replaced',
    'dealer-away',
    'frame-doubled',
    'frame-lost',
    'key-battery',
    'memory-damaged',
    'power-cut-in-a-write',
    'wrong-sequence-number',
  ];
  const files = SHORT.map((name) => `scenarios/faults/${name}.yaml`);

  it('pass in real time on a bench with the virtual car', async () => {
    const ended = await runCommand('run', ...files, '--bench', 'loopback', '--no-bundle', '--json');
    const { scenarios } = z
      .object({ scenarios: z.array(z.object({ file: z.string(), verdict: z.string() })) })
      .parse(JSON.parse(ended.stdout));
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(scenarios).toEqual(files.map((file) => ({ file, verdict: 'pass' })));
  }, 60_000);

  it('are tagged "live" where they do', () => {
    for (const file of files) expect(loadScenario(readFileSync(file, 'utf8'), file).tags, file).toContain('live');
  });
});

describe('a bench that fails', () => {
  it('is an error when the bus cannot be reached, and the command ends with 5', async () => {
    const place = bench('car: real', 'bus: slcan-tcp:127.0.0.1:1');
    expect(await decision(place, 'steps: [{ advance: 1 s }]')).toEqual([
      'error',
      2,
      'a bench',
      expect.stringContaining('127.0.0.1:1'),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const file = join(folder, 'nowhere.yaml');
      writeFileSync(file, 'name: nowhere\ncar: real\nbus: slcan-tcp:127.0.0.1:1\n');
      const ended = await runCommand('run', 'scenarios/keys/weak-key-battery.yaml', '--bench', file, '--no-bundle');
      expect(ended.exitCode).toBe(5);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);

  it('is an error for a scenario with two cars', async () => {
    const cars = 'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }';
    expect((await run(bench('bus: slcan-tcp:127.0.0.1:0'), cars, 'steps: [{ advance: 1 }]')).verdict).toBe('error');
  });
});

describe('a real ECU with the rest of the car around it', () => {
  let ecu: CarInProcess;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const profile = join(folder, 'profile.yaml');
    writeFileSync(profile, 'resetDuration: 5 s\n');
    ecu = await CarInProcess.start('--only-ecu', '--profile', profile);
  }, 60_000);
  afterAll(async () => {
    await ecu.end('SIGINT');
    rmSync(folder, { recursive: true });
  });

  const place = (...lines: string[]): Bench =>
    bench('car: real', `bus: ${ecu.bus}`, 'profile: { resetDuration: 5 s }', ...lines);

  it('says who has to touch what where nobody is there (error), and which state it cannot see', async () => {
    expect(await decision(place(), 'steps:', '  - touch: master')).toEqual([
      'error',
      3,
      'a working bench',
      expect.stringMatching(/^an operator has to hold the key master to the engine switch/),
    ]);
    expect(await decision(place(), 'steps:', '  - expect: { retired: [] }')).toEqual([
      'error',
      3,
      'a working bench',
      expect.stringMatching(/^retired of a real ECU cannot be observed/),
    ]);
    expect((await run(place(), 'steps:', '  - fault: { bus: { drop: 0.5 } }')).verdict).toBe('error');
  }, 30_000);

  it('runs the same scenario: doors come from our body ECU, the state over diagnostics (VEH-2, RST-3)', async () => {
    expect(await decision(place(`operator: ${ecu.http}`), ...allKeysLost(3_000))).toBeNull();
  }, 60_000);
});
