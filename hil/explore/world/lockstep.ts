import { emptyList } from '../../../can-bus/lists/empty-list.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { firmwareDeadlineUs } from '../../../ecu-sim/firmware.ts';
import { imageOf, loadMemory } from '../../../ecu-sim/memory/non-volatile-memory.ts';
import { imageAtCut } from '../../../ecu-sim/smart-key/write-under-way.ts';
import { FRESH_BATTERY_MV, OTHER_VEHICLE_VIN } from '../../car/key-ring.ts';
import { WEAK_KEY_MV } from '../oracle/vehicle.ts';
import type { Action, PassCodeChoice } from './alphabet.ts';
import { isReceiving, staleAtUs } from './body-signals.ts';
import { CarStep, withoutSupply } from './car-step.ts';
import { CodeRequests, OTHER_LEVELS, SEED_REQUESTS, WRONG_CODES } from './code-requests.ts';
import type { Difference } from './difference.ts';
import { brokenKeyRule } from './key-rules.ts';
import type { CarUnderTest, World } from './world.ts';
import type { CarState, WorldState } from './world-state.ts';
import { WriteCheck } from './write-check.ts';

/** The world after an input in which the power failed during the write. */
interface CutWorld {
  readonly committed: boolean;
  readonly state: WorldState;
}

/** What all inputs of one state ask for. */
interface Asked {
  readonly state: WorldState;
  readonly nextUs: Micros;
  /** By car. */
  readonly atRest: readonly boolean[];
}

/** Carries out the inputs of a world on the firmware and the oracle of its cars. */
export class Lockstep {
  /** The rule that the last input broke; null where it broke none. */
  difference: Difference | null = null;
  /** The other outcomes of the last input, where the power fails in the middle of its write. */
  readonly cuts: CutWorld[] = [];
  readonly #world: World;
  readonly #step: CarStep;
  readonly #writes = new WriteCheck();
  readonly #codes = new CodeRequests();
  readonly #hasCuts: boolean;
  #asked: Asked | null = null;
  #lastUndone: {
    readonly before: CarState;
    readonly content: CarState['content'];
    readonly earlierUs: Micros;
    readonly state: CarState;
  } | null = null;

  constructor(world: World) {
    this.#world = world;
    this.#step = new CarStep(world.firmware);
    this.#hasCuts = world.spec.inputs.includes('write-cuts');
  }

  /** @returns the world after the input; null where it cannot happen in this state */
  apply(state: WorldState, action: Action): WorldState | null {
    this.difference = null;
    // Emptying an array costs as much as a new one, and most are empty.
    emptyList(this.cuts);
    this.#step.begin();
    const next = this.#carryOut(state, action);
    if (next === null) return null;
    this.difference ??= this.#step.difference;
    if (this.difference === null && touchesKeys(state, next)) this.difference = brokenKeyRule(this.#world, next);
    return next;
  }

  #carryOut(state: WorldState, action: Action): WorldState | null {
    if (action.kind === 'time') return this.#passTime(state, action.offsetUs);
    if (action.kind === 'other-vehicle') {
      if (state.keys[action.key] !== null) return null;
      return { ...state, keys: state.keys.with(action.key, OTHER_VEHICLE_VIN) };
    }
    // Two cars share nothing but keys, so that only one is used at a time: the other one rests.
    const { atRest } = this.#ask(state);
    for (let index = 0; index < atRest.length; index++)
      if (index !== action.car && atRest[index] === false) return null;
    const car = this.#world.cars[action.car];
    const before = state.cars[action.car];
    if (car === undefined || before === undefined) return null;
    const after = this.#onCar(car, before, action, state);
    if (after === null) return null;
    const next = this.#withCar(state, action.car, after);
    if (action.kind !== 'pass-code' || action.choice === 'right' || action.choice === 'wrong') {
      this.#addCuts(state, action.car, before, after, state.nowUs, state.nowUs);
    }
    return next;
  }

  #ask(state: WorldState): Asked {
    if (this.#asked?.state === state) return this.#asked;
    const atRest = state.cars.map((car, index) => isAtRest(this.#world.cars[index], car));
    this.#asked = { state, nextUs: nextDeadlineUs(this.#world, state), atRest };
    return this.#asked;
  }

  #onCar(
    car: CarUnderTest,
    state: CarState,
    action: Exclude<Action, { readonly kind: 'time' | 'other-vehicle' }>,
    { nowUs, keys }: WorldState,
  ): CarState | null {
    switch (action.kind) {
      case 'request':
        if (action.whileBusy && (state.firmware?.processing ?? null) === null) return null;
        return this.#step.request(car, state, action.endpoint, action.payload, nowUs);
      case 'pass-code':
        return this.#passCode(car, state, action.choice, nowUs);
      case 'touch': {
        if (state.firmware === null) return null;
        const id = this.#world.keyIds[action.key] ?? 0;
        const key = { id, boundVin: keys[action.key] ?? null, batteryMv: action.weak ? WEAK_KEY_MV : FRESH_BATTERY_MV };
        return this.#step.stimulus(car, state, { kind: 'key-touched', key }, { kind: 'touch', key }, nowUs);
      }
      case 'cabin': {
        if (state.firmware === null) return null;
        const id = this.#world.keyIds[action.key] ?? 0;
        const isInCabin = !state.inputs.cabinKeys.includes(id);
        const ids = isInCabin ? [id] : [];
        const moved = { ...state, inputs: { ...state.inputs, cabinKeys: ids } };
        return this.#step.stimulus(car, moved, { kind: 'cabin-keys', ids }, { kind: 'keyPlace', id, isInCabin }, nowUs);
      }
      case 'fault': {
        const { fault } = action;
        const on = !state.inputs.faults.includes(fault);
        if (state.firmware === null || (on && !this.#mayDisturb(state))) return null;
        const others = state.inputs.faults.filter((held) => held !== fault);
        const faults = on ? [...others, fault].sort() : others;
        const set = { ...state, inputs: { ...state.inputs, faults } };
        return this.#step.stimulus(
          car,
          set,
          { kind: 'fault', fault, on },
          { kind: 'fault', fault, isPresent: on },
          nowUs,
        );
      }
      case 'toggle':
        return this.#toggle(car, state, action.what, nowUs);
    }
  }

  #toggle(
    car: CarUnderTest,
    state: CarState,
    what: 'door' | 'supply' | 'speed' | 'body' | 'power',
    nowUs: Micros,
  ): CarState | null {
    if (what === 'power') return this.#togglePower(car, state, nowUs);
    if (state.firmware === null) return null;
    const fresh = this.#step.refresh(car, state, nowUs);
    const { doorOpen, moving } = fresh.body;
    switch (what) {
      case 'door':
        return this.#sent(car, { ...fresh, body: { doorOpen: !doorOpen, moving } }, nowUs);
      case 'speed':
        if (!moving && !this.#mayDisturb(fresh)) return null;
        return this.#sent(car, { ...fresh, body: { doorOpen, moving: !moving } }, nowUs);
      case 'body': {
        if (fresh.bodySends && !this.#mayDisturb(fresh)) return null;
        const received = isReceiving(fresh) ? { signals: fresh.body, atUs: nowUs } : fresh.received;
        return this.#sent(car, { ...fresh, bodySends: !fresh.bodySends, received }, nowUs);
      }
      case 'supply': {
        const isGood = fresh.inputs.supplyMv === car.goodSupplyMv;
        if (isGood && !this.#mayDisturb(fresh)) return null;
        const mv = isGood ? car.lowSupplyMv : car.goodSupplyMv;
        const changed = { ...fresh, inputs: { ...fresh.inputs, supplyMv: mv } };
        return this.#step.stimulus(car, changed, { kind: 'supply', mv }, { kind: 'supply', mv }, nowUs);
      }
    }
  }

  /** A change of the body's signals is sent at once. */
  #sent(car: CarUnderTest, state: CarState, nowUs: Micros): CarState {
    if (!isReceiving(state)) return state;
    return this.#step.refresh(car, { ...state, oracle: { ...state.oracle, doors: null } }, nowUs);
  }

  #togglePower(car: CarUnderTest, state: CarState, nowUs: Micros): CarState {
    if (state.phase !== 'off') return withoutSupply(car, state, contentAtCut(car, state, nowUs), nowUs);
    const oracle = car.oracle.step(state.oracle, { kind: 'powerReturn' }, nowUs).state;
    const bootEndUs = nowUs + car.context.profile.bootTimeUs;
    return { ...state, phase: 'booting', bootEndUs, bootCause: 'power-on', oracle };
  }

  #mayDisturb({ body, bodySends, inputs }: CarState): boolean {
    const { spec, cars } = this.#world;
    const isLow = cars.some(({ lowSupplyMv }) => inputs.supplyMv === lowSupplyMv);
    const count = (isLow ? 1 : 0) + (body.moving ? 1 : 0) + (bodySends ? 0 : 1) + inputs.faults.length;
    return count < spec.disturbances;
  }

  #passCode(car: CarUnderTest, state: CarState, choice: PassCodeChoice, nowUs: Micros): CarState | null {
    const pending = state.oracle.pendingSeed;
    const seed = pending?.seed ?? null;
    if (state.firmware === null || pending === null || seed === null) return null;
    const { level } = pending;
    const request = (before: CarState, payload: Uint8Array): CarState =>
      this.#step.request(car, before, 'oem', payload, nowUs);
    const code = (sent: typeof level): Uint8Array => this.#codes.of(car, level, seed, sent);
    switch (choice) {
      case 'right':
        return request(state, code(level));
      case 'wrong':
        return request(state, WRONG_CODES[level]);
      case 'other-level':
        return request(state, code(OTHER_LEVELS[level]));
      case 'superseded':
        return request(request(state, SEED_REQUESTS[level]), code(level));
      case 'reused': {
        const used = code(level);
        const again = request(request(request(state, used), EXTENDED), SEED_REQUESTS[level]);
        return request(again, used);
      }
    }
  }

  #passTime(state: WorldState, offsetUs: -1 | 0 | 1): WorldState | null {
    const firstUs = this.#ask(state).nextUs;
    if (firstUs === Infinity) return null;
    const targetUs = firstUs + offsetUs;
    if (targetUs <= state.nowUs) return null;
    let current = state;
    for (let dueUs = firstUs; dueUs <= targetUs; dueUs = nextDeadlineUs(this.#world, current)) {
      const earlierUs = current.nowUs;
      current = { nowUs: dueUs, cars: current.cars, keys: current.keys };
      for (let index = 0; index < current.cars.length; index++) {
        const car = this.#world.cars[index];
        const before = current.cars[index];
        if (car === undefined || before === undefined || carDeadlineUs(car, before, earlierUs) > dueUs) continue;
        const after = this.#step.deadline(car, before, dueUs);
        current = this.#withCar(current, index, after);
        // The write at the end of the boot repeats what is done again at the next one.
        if (offsetUs === 0 && before.phase === 'running') {
          this.#addCuts(current, index, before, after, Math.max(earlierUs, dueUs - 1), dueUs);
        }
      }
    }
    const cars = current.cars.map((car, index) => this.#atInstant(car, index, targetUs));
    return { nowUs: targetUs, cars, keys: current.keys };
  }

  #atInstant(state: CarState, index: number, nowUs: Micros): CarState {
    const car = this.#world.cars[index];
    if (car === undefined || isAtRest(car, state)) return state;
    if (isReceiving(state)) return this.#step.refresh(car, state, nowUs);
    return state.oracle.nowUs === nowUs ? state : this.#step.deadline(car, state, nowUs);
  }

  #withCar(state: WorldState, index: number, car: CarState): WorldState {
    const { bound } = this.#step;
    if (car === state.cars[index] && bound.length === 0) return state;
    const keys = bound.length === 0 ? state.keys : this.#bind(state.keys, index, bound);
    return { nowUs: state.nowUs, cars: replaced(state.cars, index, car), keys };
  }

  #bind(keys: WorldState['keys'], car: number, bound: readonly number[]): WorldState['keys'] {
    const vin = this.#world.cars[car]?.context.profile.vin ?? null;
    return keys.map((holder, key) => (holder === null && bound.includes(this.#world.keyIds[key] ?? 0) ? vin : holder));
  }

  /** VEH-4: the power fails in the middle of each write; the next start finds it done, or not begun. */
  #addCuts(
    state: WorldState,
    index: number,
    before: CarState,
    after: CarState,
    earlierUs: Micros,
    nowUs: Micros,
  ): void {
    const car = this.#world.cars[index];
    if (!this.#hasCuts || car === undefined || this.difference !== null || this.#step.difference !== null) return;
    for (const write of this.#step.writes) {
      this.difference ??= this.#writes.check(write.before, write.after);
      const keys = this.#bind(state.keys, index, write.bound);
      const done = withoutSupply(car, after, write.after, nowUs);
      this.cuts.push({ committed: true, state: { nowUs, cars: replaced(state.cars, index, done), keys } });
      const undone = this.#undone(car, before, write.before, earlierUs);
      this.cuts.push({
        committed: false,
        state: { nowUs, cars: replaced(state.cars, index, undone), keys: state.keys },
      });
    }
  }

  /** What is left where the power fails before a write: the same for each input of a state. */
  #undone(car: CarUnderTest, before: CarState, content: CarState['content'], earlierUs: Micros): CarState {
    const last = this.#lastUndone;
    if (last?.before === before && last.content === content && last.earlierUs === earlierUs) return last.state;
    const state = withoutSupply(car, before, content, earlierUs);
    this.#lastUndone = { before, content, earlierUs, state };
    return state;
  }
}

/** Cars with one of them replaced. */
function replaced(cars: WorldState['cars'], index: number, car: CarState): WorldState['cars'] {
  const copy = cars.slice();
  copy[index] = car;
  return copy;
}

/** Something of the keys has changed, so that their rules are checked. */
function touchesKeys(before: WorldState, after: WorldState): boolean {
  if (before.keys !== after.keys) return true;
  if (before.cars === after.cars) return false;
  for (let index = 0; index < after.cars.length; index++) {
    const content = after.cars[index]?.content;
    const earlier = before.cars[index]?.content;
    if (content === earlier) continue;
    if (content?.slots !== earlier?.slots || content?.retired !== earlier?.retired) return true;
  }
  return false;
}

const EXTENDED = Uint8Array.of(0x10, 0x03);

/** What the memory holds when the supply fails now: a delete that is being written has not happened (ERA-7). */
function contentAtCut(car: CarUnderTest, state: CarState, nowUs: Micros): CarState['content'] {
  const { content, firmware } = state;
  if (!firmware?.processing?.write) return content;
  const memory = { image: imageOf(content), content, damaged: [], repaired: [] };
  return loadMemory(imageAtCut(memory, firmware, nowUs), car.context.profile.keySlots).content;
}

/** The earliest instant after now at which either side of a car changes by itself. */
function carDeadlineUs(car: CarUnderTest, state: CarState, nowUs: Micros): Micros {
  if (state.phase === 'off') return Infinity;
  const ownUs = state.firmware === null ? state.bootEndUs : firmwareDeadlineUs(state.firmware);
  const oracleUs = car.oracle.deadlineUs(state.oracle) ?? Infinity;
  return Math.min(ownUs, oracleUs, staleAtUs(state, nowUs));
}

export function nextDeadlineUs(world: World, { cars, nowUs }: WorldState): Micros {
  let nextUs = Infinity;
  for (let index = 0; index < cars.length; index++) {
    const car = world.cars[index];
    const state = cars[index];
    if (car !== undefined && state !== undefined) nextUs = Math.min(nextUs, carDeadlineUs(car, state, nowUs));
  }
  return nextUs;
}

/** Nothing is going on: default session, nothing runs, nothing is out of the ordinary. */
function isAtRest(car: CarUnderTest | undefined, { firmware, body, bodySends, inputs }: CarState): boolean {
  if (firmware?.session !== 'default' || firmware.procedure.kind !== 'none') return false;
  const isOrdinary = !body.doorOpen && !body.moving && bodySends && inputs.faults.length === 0;
  const isSupplied = inputs.supplyMv === car?.goodSupplyMv && inputs.cabinKeys.length === 0;
  return isOrdinary && isSupplied && firmwareDeadlineUs(firmware) === Infinity;
}
