import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import type { RandomSource } from '../../../can-bus/random/random-source.ts';
import { wireBits } from '../../../can-bus/virtual-bus/bit-timing.ts';
import { procedureStateOf } from '../../../ecu-sim/smart-key/state.ts';
import { carDeadlines } from '../../car/car-state.ts';
import type { Car } from '../../car/car.ts';
import { drawDisturbance } from './draw-disturbance.ts';
import { pick } from './pick.ts';
import { isDisturbance, type ActionFeature, type SwarmMix } from './swarm-mix.ts';
import type { SwarmStep } from './swarm-step.ts';
import { OTHER_KEYS, REGISTERED_KEYS } from './swarm-world.ts';

const KEYS = [...REGISTERED_KEYS, ...OTHER_KEYS];
const DEADLINES = ['procedure', 'session', 'lockout', 'next'] as const;
/** VEH-2. */
const SIGNAL_LIFETIME_US = 2_000_000;
/** 500 kbit/s. */
const BIT_US = 2;

const READS = [
  ['22 F1 86', '22 10 01', '22 10 02', '22 10 03', '22 10 04', '22 10 05', '22 10 06', '22 10 07', '22 10 08'],
  ['22 10 09', '22 10 0A', '22 10 0B', '22 10 10', '31 03 02 01', '31 03 02 02', '31 03 02 03', '19 02 FF', '22 F1 90'],
  ['22 F1 87', '22 F1 8C', '22 10 06 10 09', '22 99 99', '22 F1 86 99 99', '19 01 FF', '19 0A', '3E 00', '3E 80'],
].flat();

const REQUESTS = [
  ['31 01 02 01 01', '31 01 02 01 02', '31 01 02 02 01', '31 01 02 02 02', '31 01 02 02 03', '31 01 02 03 01 01'],
  ['31 01 02 03 01 02', '31 01 02 03 01 00', '31 01 02 03 01 09', '31 01 02 03 02', '31 01 02 03 03', '31 02 02 01'],
  ['31 02 02 02', '31 02 02 03', '31 01 02 09 01', '31 01 02 01', '31 01 02 01 09', '31 04 02 01', '31 01 02'],
  ['27 01', '27 03', '27 05', '27 07', '27 09', '27 02 30 30 30 30 30 30', '27 06 00 00 00 00 00 00', '27 02 30'],
  ['10 01', '10 03', '10 02', '10', '28 00 01', '28 01 01', '28 02 01', '28 03 01', '85 01', '85 02', '28 00 02'],
  ['2E F1 99 26 11 29', '2E F1 99 26 13 29', '2E F1 98 00', '2E F1 90 00', '2F 20 01 03 02', '2F 20 01 00'],
  ['2F 20 02 03 02', '2F 20 02 00', '2F 20 01 03 09', '14 FF FF FF', '14 A7 8D 00', '14 00 00 01', '3E 01', '35'],
  ['19 06 A7 8D 00 FF', '19 06 A7 F0 41 01', '22', '22 F1', '3E', '31 81 02 01 01', '31 83 02 01', '7F 31', '85 03'],
].flat();

/** The next step of a run: towards the end of a procedure, or one of the mix. */
export function drawSteps(car: Car, mix: SwarmMix, random: RandomSource): readonly SwarmStep[] {
  const { features, purpose } = mix;
  if (features.includes('procedure') && random.below(10) < purpose) return onward(car, random);
  const feature = pick(features, random);
  return isDisturbance(feature) ? drawDisturbance(feature, random) : drawAction(feature, car, random);
}

function drawAction(feature: ActionFeature, car: Car, random: RandomSource): readonly SwarmStep[] {
  switch (feature) {
    case 'procedure':
      return onward(car, random);
    case 'deadline':
      return atDeadline(car, random);
    case 'reading':
      return [uds(pick(READS, random), random)];
    case 'any-request':
      return [uds(pick(REQUESTS, random), random)];
    case 'session':
      return [
        pick([uds('10 03'), uds('10 01'), { verb: 'keepAlive', value: random.chance(0.5) ? 'on' : 'off' }], random),
      ];
    case 'ecu-reset':
      return [uds(`11 0${1 + random.below(3)}`)];
    case 'pass-code':
      return [passCode(1 + random.below(4), random)];
    case 'keys':
      return [drawKeyStep(random)];
    case 'buttons':
      return [
        {
          verb: 'press',
          value: { key: pick(KEYS, random), button: pick(['lock', 'unlock', 'trunk', 'panic'], random) },
        },
      ];
    case 'doors':
      return [{ verb: 'vehicle', value: { doors: { [pick(DOORS, random)]: random.chance(0.5) ? 'open' : 'closed' } } }];
    case 'driving':
      return [drawDriving(random)];
    case 'supply':
      return [{ verb: 'vehicle', value: { batteryV: pick([10.9, 10.999, 11, 11.001, 12.6, 9, 14.4], random) } }];
    case 'waiting':
      return [
        advance(pick([1, 1_000, 50_000, 500_000, 1_999_999, 2_000_000, 2_900_000, 4_999_000, 10_000_000], random)),
      ];
  }
}

const DOORS = ['driver', 'driver', 'driver', 'passenger', 'rearLeft', 'rearRight', 'trunk'];

/** The step that brings the present procedure nearer to its end, or begins one. */
function onward(car: Car, random: RandomSource): readonly SwarmStep[] {
  const { firmware } = car.smartKey;
  if (firmware === null) return [advance(100_000)];
  if (firmware.session === 'default') {
    return [uds('10 03'), { verb: 'keepAlive', value: random.chance(0.6) ? 'on' : 'off' }];
  }
  if (random.chance(0.12)) return atDeadline(car, random);
  if (random.chance(0.05)) return anotherProcedure(random);
  const level = firmware.unlockedLevel;
  switch (procedureStateOf(firmware.procedure)) {
    case 'idle':
      return beginProcedure(level, random);
    case 'armed':
      return level === 2 ? [uds('31 01 02 01 02')] : [{ verb: 'unlock', value: 2 }];
    case 'running':
      return random.chance(0.5) ? [toDeadline('procedure', random)] : [uds('31 03 02 01')];
    case 'awaiting-registered-key':
      return [touch(pick(REGISTERED_KEYS, random))];
    case 'awaiting-pre-start-check':
      return [uds('31 01 02 02 02')];
    case 'ready-to-start':
      return [uds('31 01 02 02 03')];
    case 'awaiting-new-key':
      if (random.chance(0.25)) return touchAtDeadline(random);
      return random.chance(0.7) ? [touch(pick(KEYS, random))] : [uds('31 02 02 02')];
    case 'declared':
      return level === 4 ? [uds('31 01 02 03 02')] : [{ verb: 'unlock', value: 4 }];
    case 'window-open':
      if (random.chance(0.25)) return touchAtDeadline(random);
      if (random.chance(0.2)) return duringDelete(random);
      return random.chance(0.6) ? [touch(pick(REGISTERED_KEYS, random))] : [uds('31 01 02 03 03')];
  }
}

/** The first step of a procedure, whatever is under way (AUT-6). */
function anotherProcedure(random: RandomSource): readonly SwarmStep[] {
  const first = [
    [1, '31 01 02 01 01'],
    [3, '31 01 02 02 01'],
    [4, '31 01 02 03 01 01'],
  ] as const;
  const [level, hex] = pick(first, random);
  return [{ verb: 'unlock', value: level }, uds(hex)];
}

/** Something else while the memory is being written (ERA-7, conformance 28). */
function duringDelete(random: RandomSource): readonly SwarmStep[] {
  const begin: SwarmStep = { verb: 'uds', value: { send: '31 01 02 03 03', awaitAnswer: false } };
  const meanwhile = pick<SwarmStep>(
    [
      touch(pick(REGISTERED_KEYS, random)),
      { verb: 'uds', value: { send: '22 F1 86', endpoint: 'generic' } },
      { verb: 'powerCycle', value: { offMs: 100 } },
    ],
    random,
  );
  return [begin, advance(random.below(110_000)), meanwhile, advance(200_000)];
}

function touchAtDeadline(random: RandomSource): readonly SwarmStep[] {
  return [toDeadline('procedure', random), touch(pick(REGISTERED_KEYS, random))];
}

/** As many wrong pass-codes as start the delay, and a request for a seed at its end. */
function lockOut(random: RandomSource): readonly SwarmStep[] {
  const level = 1 + random.below(4);
  const hex = `27 0${level * 2 - 1}`;
  const wrong: SwarmStep = { verb: 'passcode', value: { level, wrong: true } };
  const offset = random.below(3) - 1 - (wireTimeUs(hex) ?? 0);
  return [{ verb: 'keepAlive', value: 'on' }, wrong, wrong, wrong, toDeadlineAt('lockout', offset), uds(hex)];
}

function beginProcedure(level: number, random: RandomSource): readonly SwarmStep[] {
  if (level === 1) {
    const door: SwarmStep = { verb: 'vehicle', value: { doors: { driver: random.chance(0.8) ? 'open' : 'closed' } } };
    return [door, advance(20_000), uds('31 01 02 01 01')];
  }
  if (level === 3) return [uds('31 01 02 02 01')];
  if (random.chance(0.15)) return lockOut(random);
  return [
    pick<SwarmStep>(
      [{ verb: 'unlock', value: 1 }, { verb: 'unlock', value: 3 }, uds(`31 01 02 03 01 0${1 + random.below(3)}`)],
      random,
    ),
  ];
}

/** Time to a deadline or a microsecond beside it, and something that happens at that very instant. */
function atDeadline(car: Car, random: RandomSource): readonly SwarmStep[] {
  if (car.faults.silent.includes('body')) return atStaleness(car, random);
  if (random.chance(0.1)) return [{ verb: 'fault', value: { silent: ['body'] } }];
  const deadlines = carDeadlines(car);
  const pending = DEADLINES.filter((name) => deadlines[name] !== null && (deadlines[name] ?? 0) > car.nowUs);
  if (pending.length === 0) return [advance(1_000_000)];
  const name = pick(pending, random);
  const offset = random.below(3) - 1;
  switch (random.below(4)) {
    case 0:
      return [toDeadlineAt(name, offset), touch(pick(KEYS, random))];
    case 1: {
      const hex = pick([...READS, ...REQUESTS], random);
      const tookUs = wireTimeUs(hex);
      // The instant of a request is the end of its last frame.
      return tookUs === null ? [toDeadlineAt(name, offset)] : [toDeadlineAt(name, offset - tookUs), uds(hex)];
    }
    case 2:
      return [toDeadlineAt(name, offset), { verb: 'vehicle', value: { batteryV: pick([10.9, 12.6], random) } }];
    default:
      return [toDeadlineAt(name, offset)];
  }
}

/** The door is unknown from 2 s after its last frame on (VEH-2). Then the body ECU may send again. */
function atStaleness(car: Car, random: RandomSource): readonly SwarmStep[] {
  const again: SwarmStep = { verb: 'fault', value: { silent: [] } };
  const hex = pick(['22 10 04', '31 01 02 01 01'], random);
  const { bodyAtUs } = car.smartKey.snapshot().signals;
  const waitUs = bodyAtUs + SIGNAL_LIFETIME_US + random.below(3) - 1 - (wireTimeUs(hex) ?? 0) - car.nowUs;
  return waitUs < 0 || waitUs > SIGNAL_LIFETIME_US ? [again] : [advance(waitUs), uds(hex), again];
}

/** How long a single frame to the endpoint `oem` is on an idle bus; null for a longer message. */
export function wireTimeUs(hex: string): number | null {
  const bytes = hex.split(' ').map((byte) => Number.parseInt(byte, 16));
  const padded = [0xb5, bytes.length, ...bytes];
  if (padded.length > 8) return null;
  while (padded.length < 8) padded.push(0xcc);
  return wireBits(dataFrame(0x750, Uint8Array.from(padded))) * BIT_US;
}

function toDeadline(name: (typeof DEADLINES)[number], random: RandomSource): SwarmStep {
  return toDeadlineAt(name, random.below(3) - 1);
}

function toDeadlineAt(name: (typeof DEADLINES)[number], offsetUs: number): SwarmStep {
  return { verb: 'advanceTo', value: { deadline: name, ...(offsetUs === 0 ? {} : { offset: `${offsetUs} us` }) } };
}

function passCode(level: number, random: RandomSource): SwarmStep {
  return random.chance(0.5) ? { verb: 'unlock', value: level } : { verb: 'passcode', value: { level, wrong: true } };
}

function drawKeyStep(random: RandomSource): SwarmStep {
  const key = pick(KEYS, random);
  if (random.chance(0.75)) return touch(key);
  return { verb: 'move', value: { key, to: random.chance(0.5) ? 'cabin' : 'outside' } };
}

function drawDriving(random: RandomSource): SwarmStep {
  const change = pick<Readonly<Record<string, number | boolean | string>>>(
    [
      { speedKmh: 0 },
      { speedKmh: 4.99 },
      { speedKmh: 5 },
      { speedKmh: 60 },
      { brake: true },
      { brake: false },
      { shiftP: true },
    ],
    random,
  );
  if (random.chance(0.2)) return { verb: 'startEngine', value: { expect: {} } };
  if (random.chance(0.2)) return { verb: 'vehicle', value: { powerMode: pick(['off', 'acc', 'on'], random) } };
  return { verb: 'vehicle', value: change };
}

export function uds(hex: string, random: RandomSource | null = null): SwarmStep {
  const endpoint = random === null || random.chance(0.8) ? 'oem' : pick(['generic', 'functional'], random);
  const fits = endpoint !== 'functional' || hex.length <= 7 * 3 - 1;
  return { verb: 'uds', value: endpoint === 'oem' || !fits ? { send: hex } : { send: hex, endpoint } };
}

function touch(key: string): SwarmStep {
  return { verb: 'touch', value: key };
}

export function advance(us: number): SwarmStep {
  return { verb: 'advance', value: `${us} us` };
}
