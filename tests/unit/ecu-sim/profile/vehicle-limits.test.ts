import { describe, expect, it } from 'vitest';
import { busFaultPlan } from '../../../../can-bus/virtual-bus/fault-plan.ts';
import { limitWords } from '../../../../ecu-sim/profile/number-limit.ts';
import { DEADLINE_NAMES, FAULT_LIMITS, VEHICLE_LIMITS } from '../../../../ecu-sim/profile/vehicle-limits.ts';
import { Car } from '../../../../hil/car/car.ts';
import { rateFlag, seedFlag } from '../../../../hil/cli/common-flags.ts';
import { loadBench } from '../../../../hil/bench/bench-file.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { startCar } from '../../../../hil/testing/start-car.ts';
import { post, serveCar } from '../../hil/server/virtual-control.ts';

/** What a door says to a value: null where it takes it. */
type Door = (value: number) => string | null | Promise<string | null>;

interface Row {
  readonly limit: string;
  readonly words: string;
  readonly taken: readonly [low: number, high: number];
  readonly refused: readonly [below: number, above: number];
  readonly doors: Readonly<Record<string, Door>>;
}

async function refusalOf(action: () => unknown): Promise<string | null> {
  try {
    await action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function http(path: string, bodyOf: (value: number) => object): Door {
  return async (value) => {
    const { status, body } = await post(serveCar().app, path, bodyOf(value));
    return status < 400 ? null : JSON.stringify(body);
  };
}

function scenario(stepOf: (value: number) => string): Door {
  return (value) => refusalOf(() => loadScenario(`name: x\nkeys: { k: {} }\nsteps:\n  - ${stepOf(value)}\n`, 'x.yaml'));
}

function car(action: (car: Car, value: number) => void): Door {
  return (value) => refusalOf(() => action(new Car(), value));
}

const A_KEY = 0xa100_0001;

const ROWS: readonly Row[] = [
  {
    limit: 'the supply',
    words: 'a number from 6 to 18',
    taken: [6, 18],
    refused: [5.999, 18.001],
    doors: {
      'HTTP body': http('/api/vehicle', (batteryV) => ({ batteryV })),
      'scenario step': scenario((volts) => `vehicle: { batteryV: ${volts} }`),
      'scenario step in mV': scenario((volts) => `vehicle: { batteryV: ${Math.round(volts * 1000)} mV }`),
      'fault over HTTP': http('/api/faults', (volts) => ({ supply: { points: [{ atMs: 0, volts }] } })),
      'fault in a scenario': scenario((volts) => `fault: { supply: { points: [{ atMs: 0, volts: ${volts} }] } }`),
      car: car((subject, volts) => subject.setVehicle({ batteryMv: volts * 1000 })),
      'fault plan': car((subject, volts) =>
        subject.setFaults({ supply: { points: [{ atMs: 0, mv: volts * 1000 }], stepMs: 0 } }),
      ),
    },
  },
  {
    limit: 'the speed',
    words: 'a number from 0 to 655.35',
    taken: [0, 655.35],
    refused: [-0.01, 655.36],
    doors: {
      'HTTP body': http('/api/vehicle', (speedKmh) => ({ speedKmh })),
      'scenario step': scenario((speed) => `vehicle: { speedKmh: ${speed} }`),
      car: car((subject, speedKmh) => subject.setVehicle({ speedKmh })),
    },
  },
  {
    limit: "a key's battery",
    words: 'a number from 0 to 5',
    taken: [0, 5],
    refused: [-0.001, 5.001],
    doors: {
      'HTTP body': http('/api/keys', (batteryV) => ({ batteryV })),
      scenario: (volts) =>
        refusalOf(() => loadScenario(`name: x\nkeys: { k: { batteryV: ${volts} } }\nsteps: [touch: k]\n`, 'x.yaml')),
      'fault over HTTP': http('/api/faults', (batteryV) => ({ keyBattery: [{ key: 'A1000001', batteryV }] })),
      'fault in a scenario': scenario((volts) => `fault: { keyBattery: [{ key: k, batteryV: ${volts} }] }`),
      car: car((subject, volts) => void subject.makeKey({ batteryMv: volts * 1000 })),
      'fault plan': car((subject, volts) =>
        subject.setFaults({ keyBattery: [{ keyId: A_KEY, batteryMv: volts * 1000 }] }),
      ),
    },
  },
  {
    limit: 'how long a button is held',
    words: 'a number from 0 to 3600000',
    taken: [0, 3_600_000],
    refused: [-1, 3_600_001],
    doors: {
      'HTTP body': http('/api/keys/A1000001/press', (holdMs) => ({ button: 'lock', holdMs })),
      'scenario step': scenario((holdMs) => `press: { key: k, button: lock, holdMs: ${holdMs} }`),
      car: car((subject, holdMs) => void subject.pressButton(A_KEY, 'lock', holdMs)),
    },
  },
  {
    limit: 'how long the supply is away',
    words: 'a number from 0.001 to 3600000',
    taken: [0.001, 3_600_000],
    refused: [0, 3_600_001],
    doors: {
      'HTTP body': http('/api/power-cycle', (offMs) => ({ offMs })),
      'scenario step': scenario((offMs) => `powerCycle: { offMs: ${offMs} }`),
      'fault over HTTP': http('/api/faults', (offMs) => ({ memoryCut: { offMs } })),
      'fault in a scenario': scenario((offMs) => `fault: { memoryCut: { offMs: ${offMs} } }`),
      car: car((subject, offMs) => void subject.cutPower(offMs * 1000)),
      'fault plan': car((subject, offMs) =>
        subject.setFaults({ memoryCut: { write: 1, block: null, byte: null, offMs } }),
      ),
    },
  },
  {
    limit: 'a probability of faults',
    words: 'a number from 0 to 1',
    taken: [0, 1],
    refused: [-0.1, 1.1],
    doors: {
      'HTTP body': http('/api/faults', (drop) => ({ bus: { drop } })),
      'scenario step': scenario((drop) => `fault: { bus: { drop: ${drop} } }`),
      'fault plan': (drop) => refusalOf(() => busFaultPlan({ drop })),
    },
  },
  {
    limit: 'a delay of frames',
    words: 'a number from 0 to 3600000',
    taken: [0, 3_600_000],
    refused: [-1, 3_600_001],
    doors: {
      'HTTP body': http('/api/faults', (delayMs) => ({ bus: { delayMs } })),
      'scenario step': scenario((delayMs) => `fault: { bus: { delayMs: ${delayMs} } }`),
      'fault plan': (delayMs) => refusalOf(() => busFaultPlan({ delayMs })),
    },
  },
  {
    limit: 'a step of time',
    words: 'a number from 0 to 315576000',
    taken: [0, 86_401],
    refused: [-1, 315_576_001],
    doors: {
      'HTTP body': http('/api/time/advance', (seconds) => ({ seconds: Math.min(seconds, 315_576_001) })),
      'scenario step': scenario((seconds) => `advance: ${seconds}`),
    },
  },
  {
    limit: 'the rate of time',
    words: 'a number from 0.01 to 1000',
    taken: [0.01, 1000],
    refused: [0.009, 1000.1],
    doors: {
      flag: (rate) => refusalOf(() => rateFlag().parseArg?.(String(rate), undefined)),
      'bench file': (rate) =>
        refusalOf(() => loadBench(`name: b\nbus: slcan-tcp:127.0.0.1:1\nrate: ${rate}\n`, 'b.yaml')),
    },
  },
  {
    limit: 'a seed',
    words: 'a whole number from 0 to 9007199254740991',
    taken: [0, Number.MAX_SAFE_INTEGER],
    refused: [-1, 1.5],
    doors: {
      flag: (seed) => refusalOf(() => seedFlag().parseArg?.(String(seed), undefined)),
      scenario: (seed) => refusalOf(() => loadScenario(`name: x\nseed: ${seed}\nsteps: [touch: master]\n`, 'x.yaml')),
      startCar: (seed) => refusalOf(async () => (await startCar({ seed, buses: [] })).stop()),
    },
  },
];

const CASES = ROWS.flatMap(({ limit, doors, ...row }) =>
  Object.entries(doors).map(([door, say]) => [limit, door, { ...row, say }] as const),
);

describe('the limits of a car and of its faults', () => {
  it('are these, at every interface', () => {
    const words = Object.entries({ ...VEHICLE_LIMITS, ...FAULT_LIMITS }).map(([name, limit]) => [
      name,
      limitWords(limit),
    ]);
    expect(Object.fromEntries(words)).toEqual({
      supplyV: 'a number from 6 to 18',
      speedKmh: 'a number from 0 to 655.35',
      keyBatteryV: 'a number from 0 to 5',
      holdMs: 'a number from 0 to 3600000',
      offMs: 'a number from 0.001 to 3600000',
      advanceS: 'a number from 0 to 315576000',
      offsetUs: 'a whole number from -315576000000000 to 315576000000000',
      rate: 'a number from 0.01 to 1000',
      seed: 'a whole number from 0 to 9007199254740991',
      probability: 'a number from 0 to 1',
      delayMs: 'a number from 0 to 3600000',
      skip: 'a whole number from 0 to 1000000',
      count: 'a whole number from 1 to 1000000',
      memoryByte: 'a whole number from 0 to 1000000',
      storm: 'a whole number from 0 to 1000',
      stormMs: 'a number from 1 to 60000',
      messageByte: 'a whole number from 0 to 4095',
      messageLength: 'a whole number from 1 to 4095',
      bits: 'a whole number from 1 to 255',
      babblePeriodMs: 'a number from 0 to 10000',
      babbleMs: 'a number from 0.001 to 60000',
      supplyAtMs: 'a number from 0 to 86400000',
      supplyStepMs: 'a number from 0 to 10000',
      flutterMs: 'a number from 0.1 to 60000',
    });
    expect(DEADLINE_NAMES).toEqual(['procedure', 'session', 'lockout', 'next']);
  });
});

describe('a limit of the vehicle', () => {
  it.each(CASES)('%s: %s takes both ends and refuses the next value, in the same words', async (_limit, _door, row) => {
    for (const value of row.taken) expect(await row.say(value)).toBeNull();
    for (const value of row.refused) expect(await row.say(value)).toContain(row.words);
  });
});

describe('a key id', () => {
  const WORDS = '1 to 8 hex digits and not 0';
  const DOORS: Readonly<Record<string, (id: string) => Promise<string | null>>> = {
    'HTTP body': async (id) => {
      const { status, body } = await post(serveCar().app, '/api/keys', { id });
      return status < 400 ? null : JSON.stringify(body);
    },
    scenario: (id) =>
      refusalOf(() => loadScenario(`name: x\nkeys: { k: { id: '${id}' } }\nsteps: [touch: k]\n`, 'x.yaml')),
    'bench file': (id) =>
      refusalOf(() => loadBench(`name: b\ncar: real\nbus: slcan-tcp:127.0.0.1:1\nkeys: { k: '${id}' }\n`, 'b.yaml')),
    car: (id) => refusalOf(() => new Car().makeKey({ id: Number.parseInt(id, 16) })),
  };

  it.each(Object.entries(DOORS))(
    '%s takes 1 to 8 digits and refuses 0 and the ninth, in the same words',
    async (_, say) => {
      for (const id of ['1', 'FFFFFFFF']) expect(await say(id)).toBeNull();
      for (const id of ['0', '100000000']) expect(await say(id)).toContain(WORDS);
    },
  );
});
