import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import { parseProfile } from '../../ecu-sim/profile.ts';
import type { SmartKeyEvent } from '../../ecu-sim/smart-key/events.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { CarEvent } from '../../hil/car/car-event.ts';
import { carDeadlines, type CarDeadlines } from '../../hil/car/car-state.ts';
import type { CarOptions } from '../../hil/car/car-options.ts';
import { Car } from '../../hil/car/car.ts';

export const SECOND: Micros = MICROS_PER_SECOND;
/** The keys of the default car. */
export const KEY_A = 0xa100_0001;
export const KEY_B = 0xa100_0002;

export type Via = 'oem' | 'generic' | 'functional';

/** As for a car; the profile with the contract's field names. */
export type BenchOptions = Omit<CarOptions, 'profile'> & { readonly profile?: Readonly<Record<string, unknown>> };

const CLIENT = { keepAlive: false, busyRetries: 0 };

/** Upper-case pairs of digits with blanks, as the tests write bytes. */
export function spaced(bytes: Uint8Array): string {
  return toHex(bytes, ' ');
}

/** A started car with a scan tool on each endpoint, and its operator. Session and level are left to the test. */
export class TestBench {
  readonly car: Car;
  readonly events: CarEvent[] = [];
  /** All the ECU's answers so far, 0x78 included. */
  readonly responses: string[] = [];
  readonly #oem: TesterNode;
  readonly #generic: TesterNode;

  constructor(options: BenchOptions = {}) {
    const profile = parseProfile(options.profile);
    this.car = new Car({ ...options, profile, observer: { event: (event) => this.#take(event) } });
    const { oem, generic, functionalId } = profile.addressing;
    const oemIds = { sendId: oem.requestId, receiveId: oem.responseId };
    this.#oem = new TesterNode({
      name: 'oem-tool',
      physical: isoTpConfig({ kind: 'extended', ...oemIds, sendAddress: 0xb5, receiveAddress: 0xb5 }),
      client: CLIENT,
      receives: 'all',
    });
    this.#generic = new TesterNode({
      name: 'generic-tool',
      physical: isoTpConfig({ kind: 'normal', sendId: generic.requestId, receiveId: generic.responseId }),
      functional: isoTpConfig({ kind: 'normal', sendId: functionalId, receiveId: generic.responseId }),
      client: CLIENT,
      receives: 'all',
    });
    this.car.start();
    this.car.attach(this.#oem);
    this.car.attach(this.#generic);
  }

  get nowUs(): Micros {
    return this.car.nowUs;
  }

  get deadlines(): CarDeadlines {
    return carDeadlines(this.car);
  }

  get slots(): readonly (number | null)[] {
    return this.car.smartKey.content.slots;
  }

  /** Registered ids, in the order of their slots. */
  get keys(): readonly number[] {
    return this.slots.filter((id) => id !== null);
  }

  get retired(): readonly number[] {
    return this.car.smartKey.content.retired;
  }

  /** Exterior beeps since power-on (VEH-3). */
  get beeps(): number {
    return this.car.smartKey.buzzers.exterior;
  }

  /** Sends a request over the bus and runs until all is quiet; the final answer, null for silence. */
  request(hex: string, via: Via = 'oem'): string | null {
    const tester = via === 'oem' ? this.#oem : this.#generic;
    const target = via === 'functional' ? 'functional' : 'physical';
    this.car.network.apply(tester, (outbox, nowUs) => tester.request(fromHex(hex), { target }, nowUs, outbox));
    this.car.settle();
    const response = tester.exchange()?.response ?? null;
    tester.cancel(this.nowUs);
    return response === null ? null : spaced(response);
  }

  /** A request whose only frame ends on the wire at this very instant; nothing else moves. */
  deliver(hex: string, via: Via = 'oem'): void {
    const { oem, generic, functionalId } = this.car.profile.addressing;
    const payload = fromHex(hex);
    const address = via === 'oem' ? [0xb5] : [];
    const id = via === 'oem' ? oem.requestId : via === 'generic' ? generic.requestId : functionalId;
    const frame = dataFrame(id, Uint8Array.of(...address, payload.length, ...payload));
    const { network, smartKey } = this.car;
    network.apply(smartKey, (outbox, nowUs) => smartKey.onFrame(frame, nowUs, outbox));
  }

  /** `deliver`, then runs until all is quiet; the last answer to it, null for silence. */
  requestNow(hex: string, via: Via = 'oem'): string | null {
    const before = this.responses.length;
    this.deliver(hex, via);
    this.car.settle();
    return this.responses.slice(before).at(-1) ?? null;
  }

  advance(us: Micros): void {
    this.advanceTo(this.nowUs + us);
  }

  /** Moves time, with `3E 80` where the session would end on the way. */
  advanceTo(untilUs: Micros): void {
    for (;;) {
      const sessionUs = this.deadlines.session;
      // While a request is dealt with there is no session deadline yet: look again a second later.
      const nextUs = sessionUs === null ? this.nowUs + SECOND : Math.max(sessionUs - 1000, this.nowUs);
      if (Math.max(nextUs, sessionUs ?? 0) > untilUs) break;
      this.car.advanceTo(nextUs);
      if (sessionUs !== null) this.deliver('3E 80');
    }
    this.car.advanceTo(untilUs);
  }

  /** To `offsetUs` after (before, if negative) the pending deadline of that kind. */
  advanceToDeadline(kind: keyof CarDeadlines, offsetUs: Micros = 0): void {
    const dueUs = this.deadlines[kind];
    if (dueUs === null) throw new Error(`no ${kind} deadline is pending`);
    if (kind === 'session') this.car.advanceTo(dueUs + offsetUs);
    else this.advanceTo(dueUs + offsetUs);
  }

  extended(): void {
    this.request('10 03');
  }

  /** The seed of that level; the request must succeed. */
  seed(level: SecurityLevel): Uint8Array {
    const answer = fromHex(this.request(`27 0${level * 2 - 1}`) ?? '');
    if (answer[0] !== 0x67) throw new Error(`no seed for level ${level}: ${spaced(answer)}`);
    return answer.slice(2);
  }

  /** The right pass-code's bytes in hex. */
  passCode(level: SecurityLevel, seed: Uint8Array): string {
    const { passcodeSecret, vin } = this.car.profile;
    const codes = createPassCodes(passcodeSecret, vin);
    return spaced(level === 1 ? new TextEncoder().encode(codes.forReset(seed)) : codes.forKeys(seed));
  }

  unlock(level: SecurityLevel): string | null {
    return this.sendKey(level, this.passCode(level, this.seed(level)));
  }

  sendKey(level: SecurityLevel, code: string): string | null {
    return this.request(`27 0${level * 2} ${code}`);
  }

  /** Draws a seed and sends a pass-code that is wrong in its last bit. */
  unlockWrongly(level: SecurityLevel): string | null {
    const code = fromHex(this.passCode(level, this.seed(level)));
    return this.sendKey(level, spaced(code.with(5, (code[5] ?? 0) ^ 0x01)));
  }

  /** Opens or closes the driver's door, and waits until the ECU knows. */
  door(open: boolean): void {
    this.car.setVehicle({ doors: { driver: open } });
    this.car.settle();
  }

  /** The reaction's name, with its reason where it has one. */
  touch(id: number): string {
    const { reaction, reason } = this.car.touchKey(id);
    return reason === null ? reaction : `${reaction}: ${reason}`;
  }

  newKey(batteryMv = 3000): number {
    return this.car.makeKey({ batteryMv }).id;
  }

  /** Takes the supply away and gives it back; runs until the ECUs have booted. */
  powerCycle(offUs: Micros = 100_000): void {
    this.car.advanceTo(this.car.cutPower(offUs));
    this.car.settle();
  }

  /** Reset up to step 1, the door open. */
  arm(): string | null {
    this.extended();
    this.unlock(1);
    this.door(true);
    return this.request('31 01 02 01 01');
  }

  /** Reset up to step 2: it runs from here. */
  beginReset(): string | null {
    this.arm();
    this.unlock(2);
    return this.request('31 01 02 01 02');
  }

  /** Registration up to its entry. */
  enterRegistration(): string | null {
    this.extended();
    this.unlock(3);
    return this.request('31 01 02 02 01');
  }

  /** Registration up to its start; `present` is the registered key that is touched in additional mode. */
  startRegistration(present: number | null = KEY_A): string | null {
    this.enterRegistration();
    if (present !== null) this.touch(present);
    this.request('31 01 02 02 02');
    return this.request('31 01 02 02 03');
  }

  /** Erasure up to the open window. */
  openWindow(declared: number): string | null {
    this.extended();
    this.request(`31 01 02 03 01 0${declared}`);
    this.unlock(4);
    return this.request('31 01 02 03 02');
  }

  /** Procedure, outcome and reason of the newest entries of the history, as in DID 1010. */
  history(count = 1): string[] {
    const answer = fromHex(this.request('22 10 10') ?? '');
    return Array.from({ length: count }, (_, index) => spaced(answer.slice(4 + index * 8, 7 + index * 8)));
  }

  /** Events of the Smart Key ECU of one kind. */
  ecuEvents(kind: SmartKeyEvent['kind']): readonly CarEvent[] {
    return this.events.filter(({ source, event }) => source === 'smart-key' && event.kind === kind);
  }

  #take(event: CarEvent): void {
    this.events.push(event);
    if (event.event.kind === 'uds' && event.event.direction === 'response') {
      this.responses.push(spaced(event.event.payload));
    }
  }
}
