import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE, parseProfile, type Profile } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { BusListener } from '../../../../hil/record/bus-listener.ts';
import { recordOf } from '../../../../hil/trace/record-of-car.ts';
import { SessionRecorder } from '../../../../hil/record/session-recorder.ts';
import { writeScenario } from '../../../../hil/record/write-scenario.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import type { ScenarioResult } from '../../../../hil/scenario/result.ts';
import { runScenario } from '../../../../hil/scenario/run-scenario.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import { driveInVirtualTime } from '../../../../hil/tool/drive-in-virtual-time.ts';
import { erase } from '../../../../hil/tool/erase.ts';
import { demoDealerPassCodes } from '../../../../hil/bench/demo-dealer-pass-codes.ts';
import { register } from '../../../../hil/tool/register.ts';
import { reset } from '../../../../hil/tool/reset.ts';
import type { ToolUtility } from '../../../../hil/tool/tool-result.ts';
import { TestBench } from '../../../support/test-bench.ts';

const [MASTER, VALET, NEW_KEY] = [0xa100_0001, 0xa100_0002, 0x1000_0001];

/** A car whose session is being recorded, by all that happens or from its bus alone. */
class RecordedCar {
  readonly car: Car;
  readonly recorder: SessionRecorder;
  readonly #profile: Profile;

  constructor(profile: Profile = DEFAULT_PROFILE, way: 'everything' | 'bus' = 'everything') {
    this.#profile = profile;
    this.car = new Car({ profile });
    this.recorder = new SessionRecorder(profile, way === 'bus' ? null : carStateOf(this.car));
    const ear = new BusListener(profile);
    this.car.observe({
      frame: (timeUs, frame, sender) => {
        if (way === 'everything') this.recorder.take(recordOf({ timeUs, frame, sender }));
        else for (const heard of ear.take(timeUs, frame)) this.recorder.take(heard);
      },
      event: (event) => {
        if (way === 'everything') this.recorder.take(recordOf(event));
      },
    });
    this.car.start();
  }

  tool(utility: ToolUtility, endpoint: 'oem' | 'generic' = 'oem'): void {
    const passCodes = demoDealerPassCodes({ passcodeSecret: this.#profile.passcodeSecret });
    expect(driveInVirtualTime(utility, { car: this.car, passCodes, endpoint }).kind).toBe('done');
  }

  wait(seconds: number): void {
    this.car.advanceTo(this.car.nowUs + seconds * 1_000_000);
  }

  scenario(final = true): string {
    const session = this.recorder.finish(final ? carStateOf(this.car) : null);
    const head = { name: 'Recorded', description: 'By a test.', seed: 1, originUs: 0 };
    return writeScenario(session, { ...head, profile: {} }).text;
  }
}

/** Runs what was recorded; what did not pass is in the failure. */
async function run(text: string, profile: Readonly<Record<string, unknown>> = {}): Promise<ScenarioResult> {
  const result = await runScenario(
    loadScenario(text, 'recorded.yaml'),
    (scenario, seed) => new VirtualBench(scenario, { seed, profile }),
  );
  expect(result.steps.filter(({ verdict }) => verdict !== 'pass').slice(0, 1), text).toEqual([]);
  return result;
}

describe('a recorded session', () => {
  it('of all keys lost, new keys and an erasure passes when it is run', async () => {
    const recorded = new RecordedCar();
    const { car } = recorded;
    car.setVehicle({ doors: { driver: true } });
    recorded.tool(reset());
    car.makeKey({ id: NEW_KEY });
    car.makeKey({ id: NEW_KEY + 1 });
    recorded.wait(3.5);
    recorded.tool(register({ touch: [NEW_KEY, NEW_KEY + 1] }), 'generic');
    recorded.wait(20);
    recorded.tool(erase({ touch: [NEW_KEY + 1] }));
    const text = recorded.scenario();
    expect(text).toContain('  - unlock: 1\n');
    expect(text).toMatch(/registered: \[ 'key2' \], retired: \[ 'master', 'valet', 'key1' \]/);
    expect(text).not.toMatch(/send: '27 0[2468]/);
    expect(text.split('\n').length).toBeLessThan(150);
    await run(text);
  });

  it('KEY-6: of a key whose battery is set passes, also where a key was removed', async () => {
    const recorded = new RecordedCar();
    const { car } = recorded;
    recorded.wait(1);
    car.makeKey({ id: NEW_KEY });
    car.touchKey(NEW_KEY);
    car.removeKey(NEW_KEY);
    car.makeKey({ id: NEW_KEY });
    car.touchKey(NEW_KEY);
    car.removeKey(NEW_KEY);
    car.setKeyBattery(MASTER, 2100);
    car.pressButton(MASTER, 'lock', 120);
    recorded.wait(1);
    const text = recorded.scenario();
    expect(text).toContain("fault: { keyBattery: [ { key: 'master', batteryV: 2.1 } ] }");
    expect(text.match(/touch: \{ key: '\w+'/g)).toEqual(["touch: { key: 'key1'", "touch: { key: 'key1'"]);
    await run(text);
  });

  it('of stimuli passes: doors, buttons, keys carried and touched, the engine, a power cut, a fault', async () => {
    const recorded = new RecordedCar();
    const { car } = recorded;
    recorded.wait(1);
    car.setVehicle({ doors: { driver: true, trunk: true }, brake: true });
    recorded.wait(0.5);
    car.setVehicle({ doors: { driver: false, trunk: false } });
    car.pressButton(MASTER, 'lock', 120);
    recorded.wait(2);
    car.pressButton(VALET, 'panic', 1500);
    recorded.wait(2);
    expect(car.pressEngineSwitch().running).toBe(true);
    recorded.wait(2);
    car.setVehicle({ powerMode: 'on', batteryMv: 11_900 });
    car.moveKey(MASTER, 'outside');
    car.moveKey(VALET, 'outside');
    recorded.wait(1);
    car.pressEngineSwitch();
    car.touchKey(MASTER);
    recorded.wait(1);
    car.makeKey({ id: NEW_KEY, boundVin: '4T1BZ1FB3KU000000', batteryMv: 2_100 });
    car.touchKey(NEW_KEY);
    car.setFault('B27A5', true);
    recorded.wait(1);
    car.advanceTo(car.cutPower(250_000));
    recorded.wait(1);
    const text = recorded.scenario();
    expect(text).toContain("key1: { id: '10000001', life: 'bound', location: 'outside', batteryV: 2.1 }");
    expect(text).toContain('powerCycle: { offMs: 250 }');
    expect(text).toContain("fault: { fault: 'B27A5', on: 'on' }");
    expect(text).toContain("button: 'panic', holdMs: 1500");
    await run(text);
  });

  it('of a tool that makes errors passes: wrong keys up to the delay, silence, unsupported services', async () => {
    const bench = new TestBench();
    const recorder = new SessionRecorder(DEFAULT_PROFILE, carStateOf(bench.car));
    bench.car.observe({
      frame: (timeUs, frame, sender) => recorder.take(recordOf({ timeUs, frame, sender })),
      event: (event) => recorder.take(recordOf(event)),
    });
    for (const request of [
      '10 03',
      '27 01',
      '27 02 30 30 30 30 30 30',
      '27 01',
      '22 F1 86',
      '27 02 31 31 31 31 31 31',
    ]) {
      bench.request(request);
    }
    bench.request('27 01');
    bench.request('27 02 32 32 32 32 32 32');
    bench.request('27 01');
    bench.request('3E 80');
    bench.car.advanceTo(bench.car.nowUs + 1_000_000);
    bench.request('BA 01');
    bench.request('22 10 09');
    const session = recorder.finish(carStateOf(bench.car));
    const originUs = 0;
    const { text } = writeScenario(session, { name: 'Errors', description: '', profile: {}, seed: 1, originUs });
    expect(text).toContain('passcode: { level: 1, wrong: true }');
    expect(text).toContain("passcode: { level: 1, wrong: true, nrc: 'exceededNumberOfAttempts' }");
    expect(text).toContain("{ send: '27 01', nrc: 'requiredTimeDelayNotExpired' }");
    expect(text).toContain("{ send: '3E 80', expect: 'none' }");
    expect(text).toContain("{ send: '22 10 09', expect: '62 10 09 03 ** **' }");
    await run(text);
  });

  it('whose answer broke off awaits none there: another time it comes', async () => {
    const recorder = new SessionRecorder(DEFAULT_PROFILE, null);
    const ear = new BusListener(DEFAULT_PROFILE);
    const frames: readonly (readonly [number, number, string])[] = [
      [1_000_000, 0x750, 'B50322F191CCCCCC'],
      [1_000_500, 0x758, 'B5100A62F1915653'],
      [3_000_000, 0x750, 'B50322F186CCCCCC'],
      [3_000_500, 0x758, 'B50462F18601CCCC'],
    ];
    for (const [timeUs, id, data] of frames) {
      for (const heard of ear.take(timeUs, dataFrame(id, fromHex(data)))) recorder.take(heard);
    }
    const head = { name: 'Broken off', description: '', profile: {}, seed: null, originUs: 0 };
    const { text } = writeScenario(recorder.finish(null), head);
    expect(text).toContain("{ send: '22 F1 91', awaitAnswer: false }");
    await run(text);
  });

  it('begins with the trouble codes that are set, and has those that are set without power', async () => {
    const car = new Car();
    car.start();
    car.setFault('B2781', true);
    car.advanceTo(1_000_000);
    const recorder = new SessionRecorder(DEFAULT_PROFILE, carStateOf(car));
    car.observe({ event: (event) => recorder.take(recordOf(event)) });
    car.cutPower(200_000);
    car.advanceTo(1_100_000);
    car.setFault('B278D', true);
    car.setVehicle({ brake: true });
    car.advanceTo(3_000_000);
    const session = recorder.finish(carStateOf(car));
    expect(session.warnings).toEqual([expect.stringContaining('without power, or booted')]);
    const { text } = writeScenario(session, { name: 'x', description: 'y', seed: 1, originUs: 0, profile: {} });
    expect(text.split('\n').filter((line) => /^given|^steps|^ {2}- [^ea]/.test(line))).toEqual([
      'given:',
      "  - fault: { fault: 'B2781', on: 'on' }",
      'steps:',
      '  - powerCycle: { offMs: 200 }',
      "  - fault: { fault: 'B278D', on: 'on' }",
      '  - vehicle: { brake: true }',
    ]);
    expect((await run(text)).verdict).toBe('pass');
  });

  it('names damaged memory that it cannot have', () => {
    const initial = { ...carStateOf(new Car()), faults: ['memory'] };
    expect(new SessionRecorder(DEFAULT_PROFILE, initial).finish(null).warnings).toEqual([
      'the memory was damaged before the recording began: that is not in it',
    ]);
  });

  it('leaves out what no step can have, and keeps the rest', async () => {
    const recorder = new SessionRecorder(DEFAULT_PROFILE, null);
    const stimulus = { kind: 'stimulus', source: 'stimulus' } as const;
    recorder.take({ ...stimulus, timeUs: 1_000_000, event: 'vehicle-changed', change: {} });
    recorder.take({ ...stimulus, timeUs: 1_000_000, event: 'vehicle-changed', change: { powerMode: 'flying' } });
    recorder.take({ ...stimulus, timeUs: 1_100_000, event: 'key-moved', keyId: 'A1000001', to: 'the moon' });
    recorder.take({ ...stimulus, timeUs: 1_200_000, event: 'faults-set', faults: { gremlins: 1 } });
    recorder.take({ ...stimulus, timeUs: 1_300_000, event: 'vehicle-changed', change: { brake: true } });
    const session = recorder.finish(null);
    expect(session.warnings).toEqual([
      'the faults set at 1.200000 s are left out: no step of a scenario has this form',
      'vehicle at 1.000000 s is left out: no step of a scenario has this form',
      'move at 1.100000 s is left out: no step of a scenario has this form',
    ]);
    const head = { name: 'Left out', description: '', profile: {}, seed: null, originUs: 0 };
    const { text } = writeScenario(session, head);
    expect(text).toContain('steps:\n  - at: 1.300000 s\n  - vehicle: { brake: true }\n');
    await run(text);
  });

  it('is understood from the bus alone, keys apart', async () => {
    const profile = parseProfile({ resetDuration: 10 });
    const recorded = new RecordedCar(profile, 'bus');
    recorded.wait(1);
    recorded.car.setVehicle({ doors: { driver: true }, batteryMv: 12_100 });
    recorded.wait(1);
    recorded.tool(reset());
    const text = recorded.scenario(false);
    expect(text).toContain('vehicle: { doors: { driver: true } }');
    expect(text).toContain('batteryV: 12.1');
    expect(text).toContain('  - unlock: 2\n');
    await run(text, { resetDuration: 10 });
  });
});
