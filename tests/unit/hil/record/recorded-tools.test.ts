import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import { createPassCodes } from '../../../../ecu-sim/identity/pass-code.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import { Car } from '../../../../hil/car/car.ts';
import type { CarObserver } from '../../../../hil/car/car-event.ts';
import { readFaultForm } from '../../../../hil/car/faults/read-fault-form.ts';
import { SessionRecorder } from '../../../../hil/record/session-recorder.ts';
import { writeScenario } from '../../../../hil/record/write-scenario.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../../../hil/scenario/run-scenario.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { recordOf } from '../../../../hil/trace/record-of-car.ts';
import { scanToolConfig } from '../../../../hil/tester/tester-config.ts';
import { BASE_IDS, EXTENDED_IDS, ObdReader } from '../../../support/obd-reader.ts';

/** A new car with everything that happens to it recorded. */
function recordedCar(): { readonly car: Car; readonly written: () => ReturnType<typeof writeScenario> } {
  const car = new Car();
  const recorder = new SessionRecorder(DEFAULT_PROFILE, null);
  car.observe({
    frame: (timeUs, frame, sender) => recorder.take(recordOf({ timeUs, frame, sender })),
    event: (event) => recorder.take(recordOf(event)),
  });
  car.start();
  const head = { name: 'Recorded', description: 'By a test.', seed: 1, originUs: 0, profile: {} };
  return { car, written: () => writeScenario(recorder.finish(carStateOf(car)), head) };
}

/** The steps that a scenario file has, one a line. */
function stepsOf(text: string): readonly string[] {
  return text.split('steps:\n')[1]?.trimEnd().split('\n').slice(0, -1) ?? [];
}

/** The requests and answers of all ECUs while a scenario runs, when all its steps have passed. */
async function exchangesOf(text: string): Promise<readonly string[]> {
  const exchanges: string[] = [];
  const result = await runScenario(loadScenario(text, 'recorded.yaml'), (scenario, seed) => {
    const observer = (): CarObserver => ({
      event({ source, event }) {
        if (event.kind === 'uds') exchanges.push(`${source} ${toHex(event.payload, ' ')}`);
      },
    });
    return new VirtualBench(scenario, { seed, profile: {}, observer });
  });
  expect(result.steps.filter(({ verdict }) => verdict !== 'pass').slice(0, 1), text).toEqual([]);
  return exchanges;
}

describe('a request to all ECUs that only the engine ECU answers', () => {
  it.each([
    ['at once', 0],
    ['after a pause', 100_000],
  ])('is one step, and the next request comes after the answer: %s', async (_when, pauseUs) => {
    const { car, written } = recordedCar();
    const reader = new ObdReader(BASE_IDS, car);
    car.advanceTo(1_000_000);
    for (const request of ['01 0D', '01 0C', '01 05']) {
      expect(reader.ask(request)).not.toBeNull();
      car.advanceTo(car.nowUs + pauseUs);
    }
    const { text, warnings } = written();
    expect(stepsOf(text).filter((line) => line.includes('uds'))).toEqual(
      ['01 0D', '01 0C', '01 05'].map(
        (send) => `  - uds: { send: '${send}', endpoint: 'functional', awaitAnswer: false }`,
      ),
    );
    expect(warnings).toEqual([expect.stringContaining('the responses of the engine ECU')]);
    const exchanges = await exchangesOf(text);
    expect(exchanges.filter((line) => line.startsWith('engine 41'))).toHaveLength(3);
  });

  it('has its own instant, also with 29-bit ids after one with 11 bits', async () => {
    const { car, written } = recordedCar();
    const reader = new ObdReader(BASE_IDS, car);
    const other = new ObdReader(EXTENDED_IDS, car, 'other');
    car.advanceTo(1_000_000);
    expect(reader.ask('01 0D')).not.toBeNull();
    car.advanceTo(2_000_000);
    expect(other.ask('01 0D')).not.toBeNull();
    const { text } = written();
    expect(stepsOf(text).filter((line) => line.includes('at:'))).toHaveLength(2);
    await exchangesOf(text);
  });
});

/** Requests of a tool that answers at once, with this padding or none. */
function toolOn(car: Car, padding: number | null): (request: string) => Uint8Array {
  const { requestId: sendId, responseId: receiveId } = DEFAULT_PROFILE.addressing.generic;
  const tester = new TesterNode({
    name: 'tool',
    physical: isoTpConfig({ kind: 'normal', sendId, receiveId }, { padding }),
    client: { keepAlive: false },
  });
  car.attach(tester);
  return (request) => {
    car.network.apply(tester, (outbox, nowUs) => tester.request(fromHex(request), {}, nowUs, outbox));
    while (tester.isBusy()) car.advanceTo(car.nowUs + 2);
    return tester.exchange()?.response ?? new Uint8Array(0);
  };
}

describe('a tool whose frames are not those of a scenario', () => {
  it('without padding passes: at the end, and after pauses between its requests', async () => {
    const { car, written } = recordedCar();
    const ask = toolOn(car, null);
    car.advanceTo(1_000_000);
    for (let row = 0; row < 3; row++) {
      for (let count = 0; count < 60; count++) ask(count % 2 === 0 ? '22 F1 90' : '10 03');
      car.advanceTo(car.nowUs + 3_100);
    }
    ask('22 10 10');
    await exchangesOf(written().text);
  });

  it('with pass-codes to another endpoint than oem passes at the end', async () => {
    const { car, written } = recordedCar();
    const ask = toolOn(car, 0xcc);
    car.advanceTo(1_000_000);
    ask('10 03');
    const key = createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin).forKeys(ask('27 07').slice(2));
    expect(ask(`27 08 ${toHex(key)}`)).toEqual(fromHex('67 08'));
    for (const request of ['31 01 02 03 01 01', '31 01 02 03 02']) expect(ask(request)[0]).toBe(0x71);
    car.touchKey(0xa100_0001);
    // Some time: this one is answered late.
    expect(ask('31 01 02 03 03')).toEqual(fromHex('71 01 02 03 00 01'));
    const { text } = written();
    expect(text).toContain('  - unlock: 4');
    await exchangesOf(text);
  });
});

describe('a request whose write is cut off', () => {
  it.each([
    ['of one frame', true],
    ['of several frames', false],
  ])('is a step that awaits no answer: %s', async (_how, isSeed) => {
    const { car, written } = recordedCar();
    const ask = toolOn(car, 0xcc);
    car.advanceTo(1_000_000);
    const block = isSeed ? 'security' : 'identity';
    car.setFaults({ memoryCut: { write: 1, block, byte: 20, offMs: 100 } });
    ask('10 03');
    const request = isSeed ? '27 01' : `2E F1 98 ${'41 '.repeat(16)}`.trim();
    expect(ask(request)).toHaveLength(0);
    car.advanceTo(3_000_000);
    ask('22 F1 86');
    const { text, warnings } = written();
    expect(stepsOf(text).filter((line) => line.includes('uds'))[1]).toContain(
      `{ send: '${request}', endpoint: 'generic', awaitAnswer: false }`,
    );
    expect(warnings).toEqual([]);
    const exchanges = await exchangesOf(text);
    expect(exchanges.slice(-2)).toEqual(['smart-key 22 F1 86', 'smart-key 62 F1 86 01']);
    expect(exchanges).toHaveLength(4);
  });
});

describe('an exchange in which faults strike', () => {
  const answers = (fault: object): object => ({ answers: [{ request: '22 F1 99', count: 1, ...fault }] });

  it.each([
    ['an answer that is dropped', answers({ drop: true }), "expect: 'none'"],
    ['an answer that is replaced', answers({ replace: '7F 22 31' }), "nrc: 'requestOutOfRange'"],
    ['an answer that is cut short', answers({ truncate: 2 }), "expect: '62 F1'"],
    ['an ECU of which nothing is heard', { silent: ['smart-key'] }, "expect: 'none'"],
    ['an answer that is lost on the bus', { bus: { drop: 1, ids: ['7BD'], count: 1 } }, "expect: 'none'"],
    ['a request that is lost on the bus', { bus: { drop: 1, ids: ['7B5'], count: 1 } }, "expect: 'none'"],
    ['an answer that nothing happens to', { silent: ['body'] }, "expect: '62 F1 99 19 01 01'"],
  ])('has what the tool received, and passes: %s', async (_what, form, expected) => {
    const { car, written } = recordedCar();
    const ask = toolOn(car, 0xcc);
    car.advanceTo(1_000_000);
    car.setFaults(readFaultForm(form, () => 0));
    ask('22 F1 99');
    car.advanceTo(2_000_000);
    const { text, warnings } = written();
    expect(stepsOf(text)).toContain(`  - uds: { send: '22 F1 99', endpoint: 'generic', ${expected} }`);
    expect(warnings).toEqual([]);
    await exchangesOf(text);
  });

  it.each([
    ['an answer that comes late', answers({ delayMs: 300 }), 'a response was delayed by a fault'],
    ['a flow control that is lost', { transport: { ecu: { flowLost: 1 } } }, 'frames of ISO-TP were lost'],
    ['an answer of which a part is lost', { bus: { drop: 1, ids: ['7BD'] } }, 'frames of ISO-TP were lost'],
    ['a long request that is lost', { bus: { drop: 1, ids: ['7B5'] } }, 'the first frame of a long request was lost'],
  ])('that a scenario does not repeat is named: %s', (_what, form, warning) => {
    const { car, written } = recordedCar();
    const ask = toolOn(car, 0xcc);
    car.advanceTo(1_000_000);
    car.setFaults(readFaultForm(form, () => 0));
    ask('2E F1 98 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41');
    for (const request of ['22 F1 99', '22 F1 90']) ask(request);
    expect(written().warnings).toEqual([expect.stringContaining(warning)]);
  });
});

it.each([
  ['at once are named: their steps are one after the other', false, [expect.stringContaining('another endpoint was')]],
  ['in turn are nothing to name', true, []],
])('requests to two endpoints %s', (_how, inTurn, expected) => {
  const { car, written } = recordedCar();
  const tools = (['generic', 'oem'] as const).map((endpoint) => {
    const tool = new TesterNode(scanToolConfig(DEFAULT_PROFILE, { endpoint, name: endpoint }));
    car.attach(tool);
    return tool;
  });
  car.advanceTo(1_000_000);
  for (const tool of tools) {
    car.network.apply(tool, (outbox, nowUs) => tool.request(fromHex('22 F1 90'), {}, nowUs, outbox));
    do car.advanceTo(car.nowUs + 2);
    while (inTurn && tool.isBusy());
  }
  car.advanceTo(2_000_000);
  expect(written().warnings).toEqual(expected);
});
