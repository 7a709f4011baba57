import { seedState } from '../../../can-bus/random/xoshiro.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { bootFirmware, stepFirmware } from '../../../ecu-sim/firmware.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { factoryContent } from '../../../ecu-sim/memory/content.ts';
import { parseProfile } from '../../../ecu-sim/profile.ts';
import { SILENT_BUZZERS } from '../../../ecu-sim/smart-key/buzzers.ts';
import type { FirmwareContext } from '../../../ecu-sim/smart-key/state.ts';
import type { Input as OracleInput } from '../oracle/model.ts';
import { createOracle, type Oracle } from '../oracle/oracle.ts';
import { createAlphabet, type Action } from './alphabet.ts';
import { guardedOracle } from './guarded-oracle.ts';
import { oracleProfile } from './readings.ts';
import { rememberPassCodes } from './remembered-codes.ts';
import type { WorldSpec } from './world-spec.ts';
import type { BodySignals, CarState, WorldState } from './world-state.ts';

/** Exactly at the limit (`batteryMin`), which is enough, and the least below it. */
const SUPPLY_MARGIN_MV = 1;

/** The shipped firmware's two functions; a test may put one with a defect in their place. */
export interface FirmwareUnderTest {
  readonly boot: typeof bootFirmware;
  readonly step: typeof stepFirmware;
}

export const SHIPPED_FIRMWARE: FirmwareUnderTest = { boot: bootFirmware, step: stepFirmware };

/** What is constant about one car of a world. */
export interface CarUnderTest {
  readonly name: string;
  readonly context: FirmwareContext;
  readonly oracle: Oracle;
  readonly goodSupplyMv: number;
  readonly lowSupplyMv: number;
}

/** A bounded world: everything that stays the same while it is explored. */
export interface World {
  readonly spec: WorldSpec;
  readonly firmware: FirmwareUnderTest;
  readonly cars: readonly CarUnderTest[];
  readonly keyIds: readonly number[];
  readonly actions: readonly Action[];
  readonly start: WorldState;
}

/** VINs of the cars of a world, fictitious. */
const VINS: readonly string[] = ['4T1BZ1FB4KU999999', '4T1BZ1FB3KU000000'];

export function createWorld(spec: WorldSpec, firmware: FirmwareUnderTest = SHIPPED_FIRMWARE): World {
  const keyIds = spec.keys.map((_key, index) => 0x1000_0001 + index);
  const actions = createAlphabet(spec);
  const built = Array.from({ length: spec.cars }, (_none, index) => createCar(spec, index, keyIds, firmware));
  const keys = spec.keys.map(({ car }) => (car === null ? null : (VINS[car - 1] ?? null)));
  const start: WorldState = { nowUs: 0, cars: built.map(({ state }) => state), keys };
  return { spec, firmware, cars: built.map(({ car }) => car), keyIds, actions, start };
}

function createCar(
  spec: WorldSpec,
  index: number,
  keyIds: readonly number[],
  firmware: FirmwareUnderTest,
): { readonly car: CarUnderTest; readonly state: CarState } {
  const vin = VINS[index] ?? '';
  const profile = parseProfile({ ...spec.profile, keySlots: spec.slots, vin });
  const registered = keyIds.filter((_id, key) => spec.keys[key]?.car === index + 1);
  const goodSupplyMv = profile.batteryMinMv;
  const context: FirmwareContext = {
    profile,
    passCodes: rememberPassCodes(createPassCodes(profile.passcodeSecret, vin)),
    lifeBaseSeconds: 0,
  };
  const oracle = guardedOracle(createOracle(oracleProfile(profile, registered, goodSupplyMv)));
  const car: CarUnderTest = {
    name: `car ${index + 1}`,
    context,
    oracle,
    goodSupplyMv,
    lowSupplyMv: goodSupplyMv - SUPPLY_MARGIN_MV,
  };
  const generator = seedState(1, `ecu/seeds/${vin}`);
  const content = factoryContent({ keySlots: spec.slots, slots: registered, generator });
  const inputs = { supplyMv: goodSupplyMv, cabinKeys: [], faults: [] };
  const booted = firmware.boot(context, content, false, inputs, SILENT_BUZZERS, 0, 'power-on');
  const bare: CarState = {
    phase: 'running',
    bootEndUs: Infinity,
    bootCause: 'power-on',
    content: booted.state.content,
    firmware: booted.state,
    inputs,
    counted: SILENT_BUZZERS,
    body: { doorOpen: false, moving: false },
    bodySends: true,
    received: null,
    wasPending: false,
    oracle: oracle.start(),
  };
  return { car, state: { ...bare, oracle: receiveFrames(car, bare, 0) } };
}

/** The frames of the body ECU as the oracle takes them. */
function framesOf({ doorOpen, moving }: BodySignals): readonly [doors: OracleInput, vehicle: OracleInput] {
  const doors = { frontLeft: doorOpen, frontRight: false, rearLeft: false, rearRight: false };
  const vehicle = { powerMode: 2, trunkOpen: false, brake: false, shiftP: true, speed: moving ? 500 : 0 } as const;
  return [
    { kind: 'doors', frame: doors },
    { kind: 'vehicle', frame: vehicle },
  ];
}

const RESTING = framesOf({ doorOpen: false, moving: false });
const OPEN = framesOf({ doorOpen: true, moving: false });

/** The oracle receives the frames that the body ECU has just sent. */
export function receiveFrames(car: CarUnderTest, { oracle, body }: CarState, nowUs: Micros): CarState['oracle'] {
  const [doors, vehicle] = body.moving ? framesOf(body) : body.doorOpen ? OPEN : RESTING;
  return car.oracle.step(car.oracle.step(oracle, doors, nowUs).state, vehicle, nowUs).state;
}
