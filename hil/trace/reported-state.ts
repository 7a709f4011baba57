import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { DOORS } from '../../ecu-sim/body/body-inputs.ts';
import { POWER_MODES, procedureName, procedureStateName } from '../../ecu-sim/description/codes.ts';
import {
  decodeBodyControlState,
  decodeDoorLocks,
  decodeSmartKeyStatus,
  decodeVehicleState,
} from '../../ecu-sim/signals/broadcast-codec.ts';
import {
  BODY_CONTROL_STATE,
  DOOR_LOCKS,
  SMART_KEY_STATUS,
  VEHICLE_STATE,
} from '../../ecu-sim/signals/broadcast-database.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { CarState } from '../view/car-view.ts';
import type { ReportedPart } from '../view/reported-part.ts';

/** A state of which nothing is known: these values stand for "not reported". */
const NOTHING_KNOWN: CarState = {
  timeUs: 0,
  vin: '',
  ecu: 'running',
  procedure: 'none',
  state: 'idle',
  elapsedMs: null,
  remainingMs: null,
  procedureSinceUs: null,
  procedureStoppedUs: null,
  procedureDeadlineUs: null,
  timers: [],
  slots: [],
  freeSlots: 0,
  retired: [],
  keys: [],
  doors: { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false },
  locks: 'unlocked',
  powerMode: 'off',
  batteryV: 0,
  brake: false,
  shiftP: false,
  speedKmh: 0,
  beeps: { total: 0, last: 0, interior: 0, answerBack: 0 },
  sounding: { exterior: false, interior: false, answerBack: false },
  flashers: false,
  panic: false,
  immobilizer: 'unset',
  startWindow: null,
  session: 'default',
  securityLevel: 0,
  seedLevel: 0,
  attempts: 0,
  attemptsDelayUntilUs: null,
  registration: { mode: null, lastRefusal: null },
  erasure: { declared: null, touched: [] },
  resetIncomplete: false,
  faults: [],
};

type Event = CarEvent['event'];

/** The state of a car as far as its frames and events report it, and since when each part is known. */
export class ReportedState {
  #state: CarState = NOTHING_KNOWN;
  readonly #known = new Map<ReportedPart, Micros>();

  /** Parts that nobody has reported have a value that means nothing. The same object while nothing is reported anew. */
  read(): CarState {
    return this.#state;
  }

  /** When each part was reported first. */
  get known(): readonly (readonly [part: ReportedPart, timeUs: Micros])[] {
    return [...this.#known];
  }

  frame(timeUs: Micros, { kind, id, extended, data }: CanFrame): void {
    if (kind !== 'data' || extended) return;
    switch (id) {
      case VEHICLE_STATE.id: {
        const seen = decodeVehicleState(data);
        if (seen === null) return;
        const { powerMode, trunkOpen, brake, shiftP, batteryMv, speedKmh } = seen;
        this.#setDoors(timeUs, { trunk: trunkOpen });
        const report = { powerMode, brake, shiftP, speedKmh, batteryV: batteryMv / 1000 };
        this.#set(timeUs, report, ['powerMode', 'brake', 'shiftP', 'speedKmh', 'batteryV']);
        return;
      }
      case BODY_CONTROL_STATE.id: {
        const seen = decodeBodyControlState(data);
        if (seen === null) return;
        const { driverDoorOpen, passengerDoorOpen, rearLeftDoorOpen, rearRightDoorOpen } = seen;
        const [driver, passenger, rearLeft] = [driverDoorOpen, passengerDoorOpen, rearLeftDoorOpen];
        this.#setDoors(timeUs, { driver, passenger, rearLeft, rearRight: rearRightDoorOpen });
        return;
      }
      case DOOR_LOCKS.id: {
        const seen = decodeDoorLocks(data);
        // Which of them is unlocked, the frame does not say.
        if (seen?.locked === true) this.#set(timeUs, { locks: 'locked' }, ['locks']);
        else if (seen !== null && this.#isUnsure('locked')) this.#set(timeUs, { locks: 'unlocked' }, ['locks']);
        return;
      }
      case SMART_KEY_STATUS.id: {
        const seen = decodeSmartKeyStatus(data);
        if (seen === null) return;
        const immobilizer = seen.immobilizerSet ? 'set' : 'unset';
        this.#set(timeUs, { immobilizer }, ['immobilizer']);
        const [procedure, state] = [procedureName(seen.procedure), procedureStateName(seen.state)];
        if (procedure !== undefined && state !== undefined) this.#set(timeUs, { procedure, state }, ['procedure']);
      }
    }
  }

  event({ timeUs, event }: CarEvent): void {
    if (event.kind === 'vehicle-changed') this.#change(timeUs, event.change);
    else if (event.kind === 'engine-switch-pressed') {
      if (event.running) this.#set(timeUs, { powerMode: 'running' }, ['powerMode']);
    } else if (event.kind === 'locks-changed') {
      const { driver, others } = event.locks;
      const locks = driver && others ? 'locked' : !driver && others ? 'driver-unlocked' : 'unlocked';
      this.#set(timeUs, { locks }, ['locks']);
    } else this.#ofEcu(timeUs, event);
  }

  #ofEcu(timeUs: Micros, event: Event): void {
    if (event.kind === 'procedure') {
      this.#set(timeUs, { procedure: event.procedure, state: event.state }, ['procedure']);
    } else if (event.kind === 'session') this.#set(timeUs, { session: event.session }, ['session']);
    else if (event.kind === 'security') this.#set(timeUs, { securityLevel: event.unlockedLevel }, ['security']);
    else if (event.kind === 'ecu') this.#set(timeUs, { ecu: event.state }, ['ecu']);
    else if (event.kind === 'alarm') this.#set(timeUs, { panic: event.on }, ['buzzers']);
    else if (event.kind === 'buzzer') {
      const name = event.buzzer === 'answer-back' ? 'answerBack' : event.buzzer;
      this.#set(timeUs, { sounding: { ...this.#state.sounding, [name]: event.on } }, ['buzzers']);
    } else if (event.kind === 'fault') {
      const others = this.#state.faults.filter((code) => code !== event.code);
      this.#set(timeUs, { faults: event.on ? [...others, event.code] : others }, ['faults']);
    }
  }

  #change(timeUs: Micros, change: Readonly<Record<string, unknown>>): void {
    const { doors, powerMode, batteryMv, brake, shiftP, speedKmh } = change;
    if (typeof doors === 'object' && doors !== null) this.#setDoors(timeUs, { ...doors });
    const mode = POWER_MODES.find((known) => known === powerMode);
    if (mode !== undefined) this.#set(timeUs, { powerMode: mode }, ['powerMode']);
    if (typeof batteryMv === 'number') this.#set(timeUs, { batteryV: batteryMv / 1000 }, ['batteryV']);
    if (typeof brake === 'boolean') this.#set(timeUs, { brake }, ['brake']);
    if (typeof shiftP === 'boolean') this.#set(timeUs, { shiftP }, ['shiftP']);
    if (typeof speedKmh === 'number') this.#set(timeUs, { speedKmh }, ['speedKmh']);
  }

  #setDoors(timeUs: Micros, reported: Readonly<Record<string, unknown>>): void {
    for (const door of DOORS) {
      const isOpen = reported[door];
      if (typeof isOpen !== 'boolean') continue;
      const { doors } = this.#state;
      this.#set(timeUs, { doors: doors[door] === isOpen ? doors : { ...doors, [door]: isOpen } }, [door]);
    }
  }

  #isUnsure(locks: CarState['locks']): boolean {
    return !this.#known.has('locks') || this.#state.locks === locks;
  }

  #set(timeUs: Micros, report: Partial<CarState>, parts: readonly ReportedPart[]): void {
    for (const part of parts) if (!this.#known.has(part)) this.#known.set(part, timeUs);
    const state = this.#state;
    const isSame = Object.entries(report).every(([name, value]) => isField(name) && state[name] === value);
    if (!isSame) this.#state = { ...state, ...report };
  }
}

function isField(name: string): name is keyof CarState {
  return name in NOTHING_KNOWN;
}
