import type { Micros } from '../../../can-bus/time/micros.ts';

/** Durations of the modelled cars, short so that a run sees many ends. */
export const RESET_US = 20_000_000;
export const WINDOW_US = 6_000_000;
export const STEP_US = 8_000_000;
export const WRITE_US = 120_000;
const BATTERY_MIN_MV = 11_000;
const WEAK_KEY_MV = 2200;

export type ModelProcedure =
  | { readonly kind: 'none' }
  | { readonly kind: 'armed' }
  | { readonly kind: 'running'; readonly dueUs: Micros }
  | {
      readonly kind: 'registration';
      readonly initial: boolean;
      readonly state: 21 | 22 | 23 | 24;
      readonly dueUs: Micros;
    }
  | { readonly kind: 'declared'; readonly count: number }
  | { readonly kind: 'window'; readonly count: number; readonly touched: readonly number[]; readonly dueUs: Micros };

const NONE: ModelProcedure = { kind: 'none' };

export interface TouchedKey {
  readonly id: number;
  readonly blank: boolean;
  readonly batteryMv: number;
}

/** A rule is broken: the ECU did what the model forbids. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

function permit(condition: boolean, rule: string): void {
  if (!condition) throw new ModelError(rule);
}

/**
 * What the rules say of one car's keys, written a second time, independent of the ECU: it receives the stimuli and
 * which requests were answered positively, and objects where the rules do not permit that answer.
 */
export class CarModel {
  slots: (number | null)[];
  readonly retired: Set<number> = new Set<number>();
  procedure: ModelProcedure = NONE;
  /** The level of the last right pass-code, until it is spent or lost. */
  level = 0;
  beeps = 0;
  supplyMv = 12_600;
  doorOpen = false;

  constructor(slots: readonly (number | null)[]) {
    this.slots = [...slots];
  }

  get keys(): readonly number[] {
    return this.slots.filter((id) => id !== null);
  }

  /** What runs out by itself up to an instant. */
  expire(nowUs: Micros): void {
    const { procedure } = this;
    if (!('dueUs' in procedure) || procedure.dueUs > nowUs) return;
    if (procedure.kind === 'running') this.#retire(this.keys);
    this.procedure = NONE;
  }

  /** Session change, S3 or ECU reset: all but a running reset ends (AUT-6). */
  endSession(): void {
    this.level = 0;
    if (this.procedure.kind !== 'running') this.procedure = NONE;
  }

  losePower(): void {
    this.level = 0;
    this.beeps = 0;
    this.procedure = NONE;
  }

  setSupply(mv: number): void {
    this.supplyMv = mv;
    if (this.procedure.kind === 'running' && mv < BATTERY_MIN_MV) this.procedure = NONE;
  }

  touch(key: TouchedKey, nowUs: Micros): void {
    const { procedure } = this;
    const registered = this.slots.includes(key.id);
    if (procedure.kind === 'window' && registered && !procedure.touched.includes(key.id)) {
      this.beeps += 1;
      this.procedure = { ...procedure, touched: [...procedure.touched, key.id] };
    }
    if (procedure.kind !== 'registration') return;
    if (procedure.state === 21 && registered) this.procedure = { ...procedure, state: 22, dueUs: nowUs + STEP_US };
    if (procedure.state !== 24 || registered || !key.blank || key.batteryMv <= WEAK_KEY_MV) return;
    permit(!this.retired.has(key.id), 'KEY-3: a retired key is not blank');
    this.slots[this.slots.indexOf(null)] = key.id;
    this.beeps += procedure.initial ? 1 : 2;
    const ends = !procedure.initial || !this.slots.includes(null);
    this.procedure = ends ? NONE : { ...procedure, dueUs: nowUs + STEP_US };
  }

  /** A request that was answered positively, at its instant. */
  answered(request: string, nowUs: Micros): void {
    const [sid = '', sub = '', , routine = '', option = '', count = '0'] = request.split(' ');
    if (sid === '10') this.endSession();
    if (sid === '11') {
      permit(this.procedure.kind !== 'running', 'RST-5: no ECU reset while a reset runs');
      this.endSession();
    }
    if (sid !== '31') return;
    if (sub === '02') this.#stop(routine);
    if (sub === '01') this.#start(`${routine} ${option}`, Number.parseInt(count, 16), nowUs);
  }

  #stop(routine: string): void {
    const { kind } = this.procedure;
    permit(kind !== 'running', 'RST-5: no stop of a running reset');
    const owners: Readonly<Record<string, readonly string[]>> = {
      '01': ['armed'],
      '02': ['registration'],
      '03': ['declared', 'window'],
    };
    permit(owners[routine]?.includes(kind) ?? false, `AUT-6: stop of ${routine} while ${kind}`);
    this.procedure = NONE;
  }

  #start(step: string, count: number, nowUs: Micros): void {
    const { procedure } = this;
    switch (step) {
      case '01 01':
        this.#spend(1);
        permit(procedure.kind === 'none' && this.doorOpen && this.supplyMv >= BATTERY_MIN_MV, 'RST-1');
        this.procedure = { kind: 'armed' };
        return;
      case '01 02':
        this.#spend(2);
        permit(procedure.kind === 'armed' && this.supplyMv >= BATTERY_MIN_MV, 'RST-2');
        this.procedure = { kind: 'running', dueUs: nowUs + RESET_US };
        return;
      case '02 01': {
        this.#spend(3);
        permit(procedure.kind === 'none' && this.supplyMv >= BATTERY_MIN_MV && this.slots.includes(null), 'REG-1');
        const initial = this.keys.length === 0;
        this.procedure = { kind: 'registration', initial, state: initial ? 22 : 21, dueUs: nowUs + STEP_US };
        return;
      }
      case '02 02':
        if (procedure.kind !== 'registration' || (procedure.state !== 22 && procedure.state !== 23)) {
          throw new ModelError('REG-3: a check out of order');
        }
        this.procedure = { ...procedure, state: 23, dueUs: nowUs + STEP_US };
        return;
      case '02 03':
        if (procedure.kind !== 'registration' || procedure.state !== 23)
          throw new ModelError('REG-3: an unchecked start');
        this.procedure = { ...procedure, state: 24, dueUs: nowUs + STEP_US };
        return;
      case '03 01':
        permit(procedure.kind === 'none' || procedure.kind === 'declared', 'AUT-6');
        permit(count >= 1 && count < this.keys.length, 'ERA-1: never all keys');
        this.procedure = { kind: 'declared', count };
        return;
      case '03 02':
        this.#spend(4);
        if (procedure.kind !== 'declared') throw new ModelError('ERA-2: a window without a declaration');
        this.procedure = { kind: 'window', count: procedure.count, touched: [], dueUs: nowUs + WINDOW_US };
        return;
      case '03 03':
        if (procedure.kind !== 'window') throw new ModelError('ERA-4: a delete without a window');
        permit(procedure.touched.length === procedure.count, 'ERA-4: the count differs');
        this.#retire(this.keys.filter((id) => !procedure.touched.includes(id)));
        permit(this.keys.length === procedure.count, 'ERA-5: a touched key was erased');
        this.procedure = NONE;
        return;
      default:
        throw new ModelError(`no such step: ${step}`);
    }
  }

  /** AUT-4, AUT-5: each authorised start takes a pass-code of its own. */
  #spend(level: number): void {
    permit(this.level === level, `AUT-4: a start of level ${level} with level ${this.level} unlocked`);
    this.level = 0;
  }

  #retire(ids: readonly number[]): void {
    for (const id of ids) this.retired.add(id);
    this.slots = this.slots.map((id) => (id !== null && ids.includes(id) ? null : id));
  }
}
