import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../can-bus/time/micros.ts';
import { OUTCOMES, PROCEDURES, REASONS } from '../../../ecu-sim/description/codes.ts';
import { parseProfile, type Profile } from '../../../ecu-sim/profile.ts';
import { encodeBodyControlState, encodeVehicleState } from '../../../ecu-sim/signals/broadcast-codec.ts';
import { BODY_CONTROL_STATE, VEHICLE_STATE } from '../../../ecu-sim/signals/broadcast-database.ts';
import type { BenchFault, FirmwareState, KeyReading } from '../../../ecu-sim/smart-key/state.ts';
import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { keyFor } from '../../conformance/support/pass-codes.ts';
import { EcuOnInstantBus } from './ecu-on-instant-bus.ts';
import { fieldOf, flagOf, listOf, numberOf, tagOf, type ItfRecord, type ItfValue } from './itf.ts';
import type { SpecTrace } from './quint.ts';

/*
 * The inputs of the model (docs/spec/smart-key.qnt) given to the shipped ECU, and both states written down the same
 * way, so that they can be compared after each step.
 */

/** The model's "no deadline". */
const NEVER = 1_000_000_000_000_000;
const SLOTS = 3;
const POWER_OFF_US = 100_000;
const OWN_KEYS: readonly number[] = [1, 2];
const FOREIGN_KEY = 5;
const WEAK_KEY = 6;
const FOREIGN_VIN = '4T1BZ1FB3KU000000';
const LOW_MV = 10_999;
const GOOD_MV = 11_000;
const FAST_KMH = 5;
const SLOW_KMH = 4.99;

type Level = 1 | 2 | 3 | 4;

/** The model numbers its keys. */
function idOf(key: number): number {
  return 0x1111_1111 * key;
}

function keyOf(id: number | null): number {
  return id === null ? 0 : id / 0x1111_1111;
}

/** `awaiting-new-key` is the model's `AwaitingNewKey`. */
function tagFor(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return tagFor(Object.entries(codes).find(([, value]) => value === code)?.[0] ?? `code ${code}`);
}

function levelOf(value: ItfValue): Level {
  const level = numberOf(value);
  if (level === 1 || level === 2 || level === 3 || level === 4) return level;
  throw new Error(`no security level: ${level}`);
}

/** A state, as both sides are compared. */
type Facts = Readonly<Record<string, unknown>>;

class SpecReplay {
  readonly #bus: EcuOnInstantBus;
  readonly #profile: Profile;
  /** When the model's time is 0: the ECU's boot is complete. */
  readonly #startUs: number;
  #seed: Uint8Array = new Uint8Array(16);

  constructor(first: ItfRecord) {
    const commitAtStart = flagOf(fieldOf(fieldOf(first, 'world'), 'commitAtStart'));
    this.#profile = parseProfile({ keySlots: SLOTS, resetCommit: commitAtStart ? 'at-start' : 'at-completion' });
    this.#bus = new EcuOnInstantBus(this.#profile, OWN_KEYS.map(idOf), GOOD_MV);
    this.#startUs = this.#profile.bootTimeUs;
    this.#bus.does((ecu, nowUs, outbox) => ecu.powerOn(nowUs, outbox));
    this.#bus.passTo(this.#startUs);
  }

  /** One step of the model, at the ECU; what is then to be compared. */
  step(state: ItfRecord): Facts {
    this.#give(fieldOf(state, 'input'), this.#startUs + numberOf(fieldOf(state, 'now')));
    return this.#facts();
  }

  #give(input: ItfValue, nowUs: number): void {
    const value = fieldOf(input, 'value');
    const bus = this.#bus;
    const tag = tagOf(input);
    switch (tag) {
      case 'PowerOn':
        return;
      case 'PassTime':
        bus.passTo(nowUs);
        return;
      case 'AskSeed':
      case 'SendRightKey':
      case 'SendWrongKey':
      case 'SendShortKey':
        this.#secure(tag, levelOf(value));
        return;
      case 'Declare':
        bus.request(0x31, 0x01, 0x02, 0x03, 0x01, numberOf(value));
        return;
      case 'TouchKey':
        this.#touch(numberOf(value));
        return;
      case 'BodySends':
        this.#bodySends(flagOf(fieldOf(value, 'doorOpen')), flagOf(fieldOf(value, 'fast')));
        return;
      case 'SetSupplyLow':
        bus.does((ecu, at, outbox) => ecu.setSupply(flagOf(value) ? LOW_MV : GOOD_MV, at, outbox));
        return;
      case 'SetAntennaFault':
        this.#setFault('B27A5', flagOf(value));
        return;
      case 'SetProhibitingFault':
        this.#setFault('B278D', flagOf(value));
        return;
      case 'ResetEcu':
        bus.request(0x11, 0x01);
        bus.passTo(nowUs);
        return;
      case 'CutPower':
        bus.does((ecu, at, outbox) => ecu.powerOff(at, outbox));
        bus.passTo(bus.nowUs + POWER_OFF_US);
        bus.does((ecu, at, outbox) => ecu.powerOn(at, outbox));
        bus.passTo(nowUs);
        return;
      default:
        this.#request(tag);
    }
  }

  #request(tag: string): void {
    const request = REQUESTS[tag];
    if (request === undefined) throw new Error(`the replay has no input for ${tag}`);
    this.#bus.request(...request);
  }

  #secure(tag: string, level: Level): void {
    const seed = level * 2 - 1;
    if (tag === 'AskSeed') {
      this.#bus.request(0x27, seed);
      return;
    }
    const { passcodeSecret, vin } = this.#profile;
    const right = fromHex(keyFor(level, toHex(this.#seed), passcodeSecret, vin));
    const [first = 0, ...rest] = right;
    if (tag === 'SendRightKey') this.#bus.request(0x27, seed + 1, ...right);
    else if (tag === 'SendWrongKey') this.#bus.request(0x27, seed + 1, first ^ 0x01, ...rest);
    else this.#bus.request(0x27, seed + 1, ...rest);
  }

  #touch(key: number): void {
    const id = idOf(key);
    const foreign = key === FOREIGN_KEY ? FOREIGN_VIN : null;
    const boundVin = this.#bus.boundKeys.has(id) ? this.#profile.vin : foreign;
    const reading: KeyReading = { id, boundVin, batteryMv: key === WEAK_KEY ? 2_200 : 2_201 };
    this.#bus.does((ecu, nowUs, outbox) => ecu.touchKey(reading, nowUs, outbox));
  }

  #bodySends(driverDoorOpen: boolean, fast: boolean): void {
    const doors = { driverDoorOpen, passengerDoorOpen: false, rearLeftDoorOpen: false, rearRightDoorOpen: false };
    const belts = { driverBeltUnlatched: false, parkingBrake: false };
    this.#bus.receive(dataFrame(BODY_CONTROL_STATE.id, encodeBodyControlState({ ...doors, ...belts })));
    const speedKmh = fast ? FAST_KMH : SLOW_KMH;
    const inputs = { powerMode: 'on', trunkOpen: false, brake: false, shiftP: true, batteryMv: GOOD_MV } as const;
    this.#bus.receive(dataFrame(VEHICLE_STATE.id, encodeVehicleState({ ...inputs, speedKmh })));
  }

  #setFault(fault: BenchFault, on: boolean): void {
    this.#bus.does((ecu, nowUs, outbox) => ecu.setFault(fault, on, nowUs, outbox));
  }

  #facts(): Facts {
    const answers = this.#bus.takeAnswers();
    const [answer] = answers;
    if (answers.length > 1) throw new Error(`${answers.length} answers to one input`);
    // Zeros say that the level is already unlocked: no pass-code is asked for, and another level's seed stays valid.
    const seed = answer?.[0] === 0x67 ? answer.slice(2) : new Uint8Array();
    if (seed.some((byte) => byte !== 0)) this.#seed = seed;
    const firmware = this.#bus.ecu.firmware;
    if (firmware === null) throw new Error('the ECU does not run');
    return {
      reply: answer === undefined ? -1 : answer[0] === 0x7f ? answer[2] : 0,
      bound: [...this.#bus.boundKeys, idOf(FOREIGN_KEY)].map(keyOf).sort(),
      ...this.#stored(firmware),
      ...this.#volatile(firmware),
    };
  }

  #stored({ content, buzzers }: FirmwareState): Facts {
    return {
      slots: content.slots.map(keyOf),
      retired: content.retired.map(keyOf).sort(),
      resetIncomplete: content.resetIncomplete,
      seedCounter: content.seedCounter,
      attempts: content.attempts,
      log: content.history.map(({ procedure, outcome, reason }) =>
        [nameOf(PROCEDURES, procedure), nameOf(OUTCOMES, outcome), nameOf(REASONS, reason)].join(' '),
      ),
      logged: content.historyCounter,
      beeps: buzzers.exterior,
    };
  }

  #volatile(firmware: FirmwareState): Facts {
    const { procedure, processing, pendingSeed } = firmware;
    const phase = procedure.kind === 'none' ? 'idle' : procedure.state;
    const deleting = processing?.write !== undefined && processing.write !== null;
    return {
      extended: firmware.session === 'extended',
      s3: this.#modelTime(firmware.s3DeadlineUs),
      level: firmware.unlockedLevel,
      pendingSeed: pendingSeed?.level ?? 0,
      lockout: this.#modelTime(firmware.lockoutDeadlineUs),
      startUntil: this.#modelTime(firmware.startWindowUntilUs),
      phase: deleting ? 'Deleting' : tagFor(phase),
      deadline: this.#modelTime(deleting ? processing.finishUs : procedureDeadline(firmware)),
      ...(procedure.kind === 'registration' && {
        initial: procedure.mode === 'initial',
        added: procedure.added,
        lastRefusal: tagFor(procedure.lastRefusal),
      }),
      ...(procedure.kind === 'erasure' && {
        declared: procedure.declared,
        touched: procedure.touched.map(keyOf).sort(),
      }),
    };
  }

  #modelTime(us: number): number {
    return us === NEVER_US ? NEVER : us - this.#startUs;
  }
}

function procedureDeadline({ procedure }: FirmwareState): number {
  return procedure.kind === 'none' ? NEVER_US : procedure.deadlineUs;
}

const REQUESTS: Readonly<Record<string, readonly number[]>> = {
  OpenDefault: [0x10, 0x01],
  OpenExtended: [0x10, 0x03],
  KeepAlive: [0x3e, 0x00],
  Arm: [0x31, 0x01, 0x02, 0x01, 0x01],
  Begin: [0x31, 0x01, 0x02, 0x01, 0x02],
  StopReset: [0x31, 0x02, 0x02, 0x01],
  Enter: [0x31, 0x01, 0x02, 0x02, 0x01],
  Check: [0x31, 0x01, 0x02, 0x02, 0x02],
  StartRegistration: [0x31, 0x01, 0x02, 0x02, 0x03],
  StopRegistration: [0x31, 0x02, 0x02, 0x02],
  OpenWindow: [0x31, 0x01, 0x02, 0x03, 0x02],
  Delete: [0x31, 0x01, 0x02, 0x03, 0x03],
  StopErasure: [0x31, 0x02, 0x02, 0x03],
};

/** The model's state, written as `SpecReplay` writes the ECU's. */
function factsOfModel(state: ItfRecord): Facts {
  const ecu = fieldOf(state, 'ecu');
  const underWay = fieldOf(ecu, 'underWay');
  const phase = tagOf(fieldOf(underWay, 'phase'));
  const registration = ['AwaitingRegisteredKey', 'AwaitingPreStartCheck', 'ReadyToStart', 'AwaitingNewKey'];
  const numbers = ['seedCounter', 'attempts', 's3', 'level', 'pendingSeed', 'lockout', 'startUntil', 'beeps'] as const;
  return {
    ...Object.fromEntries(numbers.map((name) => [name, numberOf(fieldOf(ecu, name))])),
    reply: numberOf(fieldOf(state, 'reply')),
    bound: numbersOf(fieldOf(fieldOf(state, 'world'), 'bound')),
    slots: listOf(fieldOf(ecu, 'slots')).map(numberOf),
    retired: numbersOf(fieldOf(ecu, 'retired')),
    resetIncomplete: flagOf(fieldOf(ecu, 'resetIncomplete')),
    log: listOf(fieldOf(ecu, 'log')).map((entry) =>
      ['procedure', 'outcome', 'reason'].map((name) => tagOf(fieldOf(entry, name))).join(' '),
    ),
    logged: numberOf(fieldOf(ecu, 'logged')) & 0xff,
    extended: flagOf(fieldOf(ecu, 'extended')),
    phase,
    deadline: numberOf(fieldOf(underWay, 'deadline')),
    ...(registration.includes(phase) && {
      initial: flagOf(fieldOf(underWay, 'initial')),
      added: numberOf(fieldOf(underWay, 'added')),
      lastRefusal: tagOf(fieldOf(underWay, 'lastRefusal')),
    }),
    ...(['Declared', 'WindowOpen', 'Deleting'].includes(phase) && {
      declared: numberOf(fieldOf(underWay, 'declared')),
      touched: numbersOf(fieldOf(underWay, 'touched')),
    }),
  };
}

function numbersOf(set: ItfValue): readonly number[] {
  return listOf(set).map(numberOf).sort();
}

/** Where the ECU first differs from the model in this trace: step, input, and both sides; empty where it does not. */
function firstDifference(states: readonly ItfRecord[]): readonly string[] {
  const [first] = states;
  if (first === undefined) return ['a trace without states'];
  const replay = new SpecReplay(first);
  for (const [index, state] of states.entries()) {
    const expected = factsOfModel(state);
    const actual = replay.step(state);
    const names = Object.keys({ ...expected, ...actual });
    const differing = names.filter((name) => JSON.stringify(expected[name]) !== JSON.stringify(actual[name]));
    if (differing.length === 0) continue;
    const input = JSON.stringify(fieldOf(state, 'input'));
    return differing.map(
      (name) =>
        `step ${index}, ${input} at ${numberOf(fieldOf(state, 'now'))} µs: ${name} is ${JSON.stringify(actual[name])}, ` +
        `in the model ${JSON.stringify(expected[name])}`,
    );
  }
  return [];
}

/** The first difference of each trace that has one. */
export function differences(traces: readonly SpecTrace[]): readonly string[] {
  return traces.flatMap(({ name, states }) => firstDifference(states).map((text) => `${name}: ${text}`));
}
