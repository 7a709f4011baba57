import { describe, expect, it } from 'vitest';

import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { BenchError } from '../../../../hil/scenario/bench.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { decidingStep, type ScenarioResult } from '../../../../hil/scenario/result.ts';
import { runScenario, runStep } from '../../../../hil/scenario/run-scenario.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import type { Captures } from '../../../../hil/scenario/verbs/verb.ts';
import { load } from './verbs/verb-kit.ts';

function scenario(...lines: string[]): Scenario {
  return loadScenario(['name: x', ...lines].join('\n'), 'x.yaml');
}

const onVirtualBench = (chosen: Scenario, seed: number): VirtualBench =>
  new VirtualBench(chosen, { seed, profile: {} });

function run(...lines: string[]): Promise<ScenarioResult> {
  return runScenario(scenario(...lines), onVirtualBench);
}

async function decision(...lines: string[]): Promise<unknown> {
  const step = decidingStep((await run(...lines)).steps);
  return step === null ? null : [step.verdict, step.line, step.expected, step.got];
}

describe('run a scenario', () => {
  it('passes when each step does, and covers the rules it names', async () => {
    const result = await run(
      'rules: [VEH-1]',
      'steps:',
      '  - touch: { key: master, expect: start-permitted }',
      '    rules: [KEY-4]',
    );
    expect(result.verdict).toBe('pass');
    expect(result.rulesCovered).toEqual(['VEH-1', 'KEY-4']);
    expect(decidingStep(result.steps)).toBeNull();
  });

  it('fails at the first step that is not as expected, and skips the others', async () => {
    const result = await run(
      'steps:',
      '  - advance: 1 s',
      '  - { touch: { key: master, expect: registered }, rules: [KEY-4] }',
      '  - advance: 1 s',
    );
    expect(result.verdict).toBe('fail');
    expect(result.steps.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'skipped']);
    expect(result.steps[1]).toMatchObject({
      expected: 'reaction registered',
      got: 'reaction start-permitted',
      line: 4,
    });
    expect(result.steps[2]).toMatchObject({ startUs: null, endUs: null });
    expect(result.rulesCovered).toEqual([]);
  });

  it('fails once its timeout in vehicle time is over, at the step that was under way', async () => {
    expect(await decision('timeout: 2 s', 'steps:', '  - advance: 1 s', '  - advance: 1 s')).toEqual([
      'fail',
      5,
      'the end within 2 s of vehicle time',
      // The ECUs have booted before the first step.
      expect.stringMatching(/^2\.05\d+ s when this step was over$/),
    ]);
    expect(await decision('timeout: 3 s', 'steps:', '  - advance: 1 s', '  - advance: 1 s')).toBeNull();
  });

  it('leaves the question open when what has to hold before does not', async () => {
    expect(await decision('given:', '  - expect: { doors: { driver: open } }', 'steps:', '  - touch: master')).toEqual([
      'inconclusive',
      3,
      'doors.driver open',
      'doors.driver closed',
    ]);
  });

  it('leaves the question open when there is no deadline to advance to, or it is past', async () => {
    expect(await decision('steps:', '  - advanceTo: { deadline: lockout }')).toEqual([
      'inconclusive',
      3,
      'a pending lockout deadline',
      'none',
    ]);
    expect(await decision('steps:', '  - advance: 2 s', '  - at: 1 s')).toEqual([
      'inconclusive',
      4,
      'an instant not before 2.050984 s',
      '1.050984 s ago',
    ]);
  });

  it('leaves the question open when a response is too short for a capture', async () => {
    const step = "  - uds: { send: '10 03', capture: { seed: [2, 8] } }";
    expect(await decision('steps:', step)).toEqual([
      'inconclusive',
      3,
      'a response with 10 bytes, for seed',
      '6 bytes',
    ]);
  });

  it('distinguishes a failure of the bench from one of the car', async () => {
    const result = await runScenario(scenario('steps: [{ touch: master }, { advance: 1 s }]'), () => {
      throw new BenchError('no adapter', 'plug it in');
    });
    expect(result).toMatchObject({ verdict: 'error', traceHash: null });
    expect(result.steps.map(({ verdict, got }) => [verdict, got])).toEqual([
      ['error', 'no adapter (plug it in)'],
      ['skipped', null],
    ]);
  });

  it('lets a bug of its own through', async () => {
    const broken = (): never => {
      throw new TypeError('a bug');
    };
    await expect(runScenario(scenario('steps: [{ touch: master }]'), broken)).rejects.toThrow(TypeError);
  });

  it('gives the same result for the same seed, and another trace for another', async () => {
    const chosen = scenario('steps:', "  - uds: { send: '10 03' }", "  - uds: { send: '27 01' }", '  - advance: 3 s');
    const first = await runScenario(chosen, onVirtualBench, 7);
    expect(await runScenario(chosen, onVirtualBench, 7)).toEqual(first);
    expect((await runScenario(chosen, onVirtualBench, 8)).traceHash).not.toBe(first.traceHash);
    expect(first.traceHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes the seed of the run, else of the scenario, else 1', async () => {
    const own = scenario('seed: 5', 'steps: [{ touch: master }]');
    expect((await runScenario(own, onVirtualBench)).seed).toBe(5);
    expect((await runScenario(own, onVirtualBench, 9)).seed).toBe(9);
    expect((await run('steps: [{ touch: master }]')).seed).toBe(1);
  });

  it('moves to an absolute instant, counted from power-on', async () => {
    expect(
      await decision('steps:', '  - at: 12.5 s', '  - expect: { timeUs: 12500000 }', '  - expect: { timeUs: 1 }'),
    ).toEqual(['fail', 5, 'timeUs 1', 'timeUs 12500000']);
  });

  it('waits within a time until something holds, and not longer', async () => {
    const waiting = ['steps:', "  - uds: { send: '10 03' }", '  - within: { time: 6 s, expect: { session: default } }'];
    const result = await run(...waiting);
    expect(result.verdict).toBe('pass');
    // S3 begins anew at the answer's last bit.
    expect(result.durationUs - (result.steps[0]?.endUs ?? 0)).toBe(5_000_000);
    const tooShort = await run(
      'steps:',
      "  - uds: { send: '10 03' }",
      '  - within: { time: 4 s, expect: { session: default } }',
    );
    expect(tooShort.verdict).toBe('fail');
    expect(tooShort.durationUs - (tooShort.steps[0]?.endUs ?? 0)).toBe(4_000_000);
  });

  it('looks at the last frame of a message, or waits for one that fits', async () => {
    expect(await decision('steps:', '  - frame: { name: SMART_KEY_STATUS, signals: { KEYS: 2 } }')).toBeNull();
    expect(await decision('steps:', '  - frame: { name: SMART_KEY_STATUS, signals: { KEYS: 3 } }')).toEqual([
      'fail',
      3,
      'KEYS 3',
      'KEYS 2',
    ]);
    const openDoor = '  - vehicle: { doors: { driver: open } }';
    expect(
      await decision(
        'steps:',
        openDoor,
        '  - frame: { name: BODY_CONTROL_STATE, signals: { DOOR_OPEN_FL: 1 }, within: 1 ms }',
      ),
    ).toBeNull();
    expect(
      await decision('steps:', '  - frame: { name: BODY_CONTROL_STATE, signals: { DOOR_OPEN_FL: 0 }, within: 1 ms }'),
    ).toEqual(['fail', 3, 'BODY_CONTROL_STATE DOOR_OPEN_FL 0', 'no such frame']);
  });

  it('shows the bytes that came when others were expected', async () => {
    expect(await decision('steps:', "  - uds: { send: '3E 00', expect: '7E 01' }")).toEqual([
      'fail',
      3,
      '7E 01',
      '7E 00',
    ]);
    expect(await decision('steps:', "  - uds: { send: '27 01' }")).toEqual([
      'fail',
      3,
      'a positive response',
      '7F 27 7F (0x7F serviceNotSupportedInActiveSession)',
    ]);
    expect(await decision('steps:', "  - uds: { send: '3E 80', expect: none }")).toBeNull();
    expect(await decision('steps:', "  - uds: { send: '3E 00', expect: none }")).toEqual([
      'fail',
      3,
      'no response',
      '7E 00',
    ]);
  });

  it('reaches the ECU at each endpoint', async () => {
    const requests = ['oem', 'generic', 'functional'].map(
      (endpoint) => `  - uds: { send: '3E 00', expect: '7E 00', endpoint: ${endpoint} }`,
    );
    expect(await decision('steps:', ...requests)).toBeNull();
  });

  it('says it is the bench when a request does not fit where it is sent', async () => {
    const step = "  - uds: { send: '22 10 01 10 02 10 03 10 04', endpoint: functional }";
    expect((await run('steps:', step)).verdict).toBe('error');
  });

  it('drives the scan tool, and reports in its words what went wrong', async () => {
    const result = await run('steps:', '  - vehicle: { batteryV: 10 }', '  - tool: { reset: {} }');
    expect(result.verdict).toBe('fail');
    expect(decidingStep(result.steps)?.got).toMatch(/^kind failed: .*12 V supply/);
    expect(
      await decision(
        'steps:',
        '  - vehicle: { batteryV: 10 }',
        '  - tool: { reset: { expect: { kind: failed, reason: battery, keysErased: no } } }',
      ),
    ).toBeNull();
  });

  it('keeps a session alive only while the scenario asks for it', async () => {
    const begin = ['steps:', "  - uds: { send: '10 03' }"];
    expect(
      await decision(...begin, '  - keepAlive: on', '  - advance: 1 min', '  - expect: { session: extended }'),
    ).toBeNull();
    expect(await decision(...begin, '  - advance: 5 s', '  - expect: { session: extended }')).toEqual([
      'fail',
      5,
      'session extended',
      'session default',
    ]);
  });

  it('keeps the last requests for the report, with their vehicle time', async () => {
    const { exchanges } = await run('steps:', "  - uds: { send: '3E 00' }", "  - uds: { send: '22 10 01' }");
    expect(exchanges.map(({ request, response }) => [request, response])).toEqual([
      ['3E 00', '7E 00'],
      ['22 10 01', '62 10 01 02'],
    ]);
    expect(exchanges[0]?.timeUs).toBeLessThan(exchanges[1]?.timeUs ?? 0);
  });

  it('moves a key from one car into another, and both know (KEY-5)', async () => {
    const cars = 'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }';
    expect(
      await decision(
        cars,
        'steps:',
        '  - vehicle: { brake: true }',
        '  - { move: { key: valet, to: outside } }',
        '  - { move: { key: master, to: cabin }, car: second }',
        '  - startEngine: { expect: { running: false, reason: no-registered-key } }',
        '  - { expect: { keys: { master: { location: cabin } } }, car: second }',
        '  - expect: { keys: { master: { location: outside } } }',
        '  - { move: { key: master, to: cabin } }',
        '  - startEngine: { expect: { running: true, reason: null } }',
      ),
    ).toBeNull();
  });

  it('lets all cars live in one time', async () => {
    const cars = 'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000, bootTime: 200 ms } } }';
    const result = await run(
      cars,
      'steps:',
      "  - { uds: { send: '3E 00' }, car: second }",
      '  - advance: 1 s',
      '  - powerCycle:',
    );
    const { durationUs } = result;
    const both = ['  - expect: { timeUs: ', '  - { car: second, expect: { timeUs: '];
    const steps = ["  - { uds: { send: '3E 00' }, car: second }", '  - advance: 1 s', '  - powerCycle:'];
    expect(
      await decision(cars, 'steps:', ...steps, `${both[0] ?? ''}${durationUs} }`, `${both[1] ?? ''}${durationUs} } }`),
    ).toBeNull();
  });

  it('waits for a bench that answers later, and closes it at the end', async () => {
    const log: string[] = [];
    class LateBench extends VirtualBench {
      override close(): void {
        log.push(`closed at ${this.nowUs()}`);
      }
    }
    const bench = new LateBench(scenario('steps: [{ touch: master }]'), { seed: 1, profile: {} });
    const touchKey = bench.touchKey.bind(bench);
    const late = Object.assign(bench, {
      touchKey: async (car: string, key: string) => {
        await Promise.resolve();
        log.push(key);
        return touchKey(car, key);
      },
    });
    const chosen = scenario('steps:', '  - touch: { key: master, expect: start-permitted }', '  - at: 2 s');
    expect((await runScenario(chosen, () => Promise.resolve(late))).verdict).toBe('pass');
    expect(log).toEqual(['master', 'closed at 2000000']);
  });

  it('passes every frame and event of each car to an observer, from the first frame on', async () => {
    const cars = 'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }';
    const frames = new Map<string, number[]>();
    const events: string[] = [];
    const bench = (chosen: Scenario, seed: number): VirtualBench =>
      new VirtualBench(chosen, {
        seed,
        profile: {},
        observer: (car) => ({
          frame: (timeUs) => void frames.set(car, [...(frames.get(car) ?? []), timeUs]),
          event: ({ event }) => void events.push(`${car} ${event.kind}`),
        }),
      });
    const { traceHash } = await runScenario(scenario(cars, 'steps: [{ touch: master }]'), bench);
    expect([...frames.keys()]).toEqual(['car', 'second']);
    expect(frames.get('car')?.[0]).toBeLessThan(60_000);
    expect(events).toContain('car key-touched');
    const unwatched = await runScenario(scenario(cars, 'steps: [{ touch: master }]'), onVirtualBench);
    expect(unwatched.traceHash).toBe(traceHash);
  });

  it('puts the fields of the scenario over those of the bench', async () => {
    const chosen = scenario(
      'profile: { keySlots: 3 }',
      'steps:',
      '  - expect: { freeSlots: 1, batteryV: 12.6 }',
      '  - advance: 1 s',
    );
    const bench = (s: Scenario, seed: number): VirtualBench =>
      new VirtualBench(s, { seed, profile: { keySlots: 9, vin: '4T1BZ1FB3KU000000' } });
    expect((await runScenario(chosen, bench)).verdict).toBe('pass');
  });

  it('says it is the bench when its profile gives two cars one VIN', async () => {
    const cars = 'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }';
    const bench = (s: Scenario, seed: number): VirtualBench =>
      new VirtualBench(s, { seed, profile: { vin: '4T1BZ1FB3KU000000' } });
    expect((await runScenario(scenario(cars, 'steps: [{ touch: master }]'), bench)).verdict).toBe('error');
  });
});

describe('one step on a bench', () => {
  it('is carried out by its verb, on its car, and judged', async () => {
    const scenario = load('advance: 1 s', 'expect: { brake: true }', 'expect: { beeps: { total: 0 } }');
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    const captures: Captures = new Map();
    const startUs = bench.nowUs();
    const outcomes = [];
    for (const step of scenario.steps) outcomes.push(await runStep(step, bench, captures));
    expect(bench.nowUs()).toBe(startUs + 1_000_000);
    expect(outcomes).toEqual([
      { verdict: 'pass', expected: null, got: null },
      { verdict: 'fail', expected: 'brake true', got: 'brake false' },
      { verdict: 'pass', expected: 'beeps (total 0)', got: 'beeps (total 0)' },
    ]);
  });

  it('hands on what it captures to the next', async () => {
    const scenario = load("uds: { send: '22 F1 86', capture: { session: [3, 1] } }", "uds: { send: '10 {session}' }");
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    const captures: Captures = new Map();
    for (const step of scenario.steps) await runStep(step, bench, captures);
    expect([...captures]).toEqual([['session', fromHex('01')]]);
    expect(bench.recentExchanges().map(({ exchange }) => exchange.request)).toEqual([
      fromHex('22 F1 86'),
      fromHex('10 01'),
    ]);
  });

  it('is an internal error where no verb has its action', async () => {
    const scenario = load('advance: 1 s');
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    const [step] = scenario.steps;
    if (step === undefined) throw new Error('no step');
    const flying = { ...step, action: { kind: 'fly' } };
    await expect(runStep(flying, bench, new Map())).rejects.toThrow('no verb has an action "fly"');
  });
});
