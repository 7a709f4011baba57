import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { httpAddress } from '../http/http-address.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';
import type { VehicleTime } from '../tester/vehicle-time.ts';
import { parseProfile, ProfileError, type Profile } from '../../ecu-sim/profile.ts';
import { formatKeyId, parseKeyId } from '../../ecu-sim/identity/key-id.ts';
import { callCar } from './call-car.ts';
import { compareKeyStatus, keyStatus, type KeyStatus } from '../view/key-status.ts';

/** The part of `GET /api/state` that the tool needs. */
const stateAnswer = z.object({
  timeUs: z.int(),
  timeMode: z.enum(['virtual', 'real']),
  rate: z.number().positive(),
  /** A car of an earlier version cannot be paused. */
  paused: z.boolean().default(false),
  doors: z.object({ driver: z.boolean() }),
  slots: z.array(z.string().nullable()),
  keys: z.array(z.object({ id: z.string(), life: z.enum(['blank', 'bound']).optional(), location: z.string() })),
  /** A car of an earlier version has none of these. */
  retired: z.array(z.string()).default([]),
  buses: z.array(z.object({ url: z.string() })).default([]),
  profile: z.object({ differs: z.record(z.string(), z.unknown()) }).optional(),
});
const reactionAnswer = z.object({ reaction: z.string(), reason: z.string().nullable() });
const startAnswer = z.object({ running: z.boolean(), reason: z.string().nullable() });
const timeAnswer = z.object({ timeUs: z.int() });

type StateAnswer = z.infer<typeof stateAnswer>;

/** A button of a key. */
type CarButton = 'lock' | 'unlock' | 'trunk' | 'panic';

/** A key around the car. */
interface KeyAtCar {
  readonly id: number;
  readonly location: string;
  readonly status: KeyStatus;
}

/** Operates a virtual car through its HTTP interface. */
export class CarOverHttp {
  /** A car that is paused behaves as in virtual time. */
  readonly timeMode: 'virtual' | 'real';
  /** Vehicle seconds in a real second; 1 in virtual time. */
  readonly rate: number;
  /** URLs of the car's buses, in its order. */
  readonly busUrls: readonly string[];
  /** Its settings, without its secret; null where it reports none, or not those of this version. */
  readonly profile: Profile | null;
  readonly #base: string;
  #timeUs: Micros;

  private constructor(base: string, { timeMode, rate, paused, timeUs, buses, profile }: StateAnswer) {
    this.#base = base;
    this.timeMode = paused ? 'virtual' : timeMode;
    this.rate = this.timeMode === 'virtual' ? 1 : rate;
    this.busUrls = buses.map(({ url }) => url);
    this.profile = profile === undefined ? null : profileOf(profile.differs);
    this.#timeUs = timeUs;
  }

  /**
   * Checks that there is a car.
   *
   * @param url such as `http://127.0.0.1:8080`
   * @throws PortError: `usage` for a URL that is not http, `bench` where no car answers
   */
  static async connect(url: string): Promise<CarOverHttp> {
    const base = httpAddress(url, 'car').origin;
    return new CarOverHttp(base, await callCar(base, 'GET', '/api/state', undefined, stateAnswer));
  }

  /** Its HTTP address. */
  get url(): string {
    return this.#base;
  }

  /** The last vehicle time that the car reported. */
  get timeUs(): Micros {
    return this.#timeUs;
  }

  /** The keys around the car, those registered on it first, retired ones last. @throws PortError */
  async keys(): Promise<readonly KeyAtCar[]> {
    const state = await callCar(this.#base, 'GET', '/api/state', undefined, stateAnswer);
    return state.keys
      .map((key) => ({ id: parseKeyId(key.id), location: key.location, status: keyStatus(key, state) }))
      .sort((one, other) => compareKeyStatus(one.status, other.status));
  }

  /** Performs it, and returns how the car reacted; a car that refuses or has ended is an answer too. */
  async perform(stimulus: Stimulus): Promise<StimulusAnswer> {
    return await this.#answered(() => this.#perform(stimulus));
  }

  async #answered(act: () => Promise<StimulusAnswer>): Promise<StimulusAnswer> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      return { done: false, message: error.message, hint: error.hint };
    }
  }

  /** Presses a button of a key; a button held for a second or longer is a long press. */
  async pressButton(keyId: number, button: CarButton, holdMs: number = 0): Promise<StimulusAnswer> {
    const path = `/api/keys/${formatKeyId(keyId)}/press`;
    return await this.#answered(async () => {
      const { reaction, reason } = await callCar(this.#base, 'POST', path, { button, holdMs }, reactionAnswer);
      return { done: true, reaction, reason };
    });
  }

  /** Touches the engine switch with a key, starts the engine with the brake pressed, and switches it off again. */
  async startEngine(keyId: number): Promise<StimulusAnswer> {
    return await this.#answered(async () => {
      const touched = await this.#perform({ kind: 'touch-key', keyId, role: 'present' });
      if (!touched.done || touched.reaction !== 'start-permitted') return touched;
      await this.#setVehicle({ brake: true });
      const { running, reason } = await callCar(this.#base, 'POST', '/api/vehicle/start', {}, startAnswer);
      await this.#setVehicle({ brake: false, ...(running ? { powerMode: 'on' } : {}) });
      return { done: true, reaction: running ? 'started' : 'none', reason };
    });
  }

  /** Virtual time only: moves the car's clock on. @throws PortError */
  async advance(durationUs: Micros): Promise<void> {
    const seconds = durationUs / MICROS_PER_SECOND;
    const answer = await callCar(this.#base, 'POST', '/api/time/advance', { seconds }, timeAnswer);
    this.#timeUs = answer.timeUs;
  }

  async #perform(stimulus: Stimulus): Promise<StimulusAnswer> {
    switch (stimulus.kind) {
      case 'touch-key': {
        const path = `/api/keys/${formatKeyId(stimulus.keyId)}/touch`;
        return { done: true, ...(await callCar(this.#base, 'POST', path, {}, reactionAnswer)) };
      }
      case 'open-driver-door':
        return await this.#setDriverDoor(true);
      case 'toggle-driver-door': {
        const { doors } = await callCar(this.#base, 'GET', '/api/state', undefined, stateAnswer);
        return await this.#setDriverDoor(!doors.driver);
      }
    }
  }

  async #setDriverDoor(open: boolean): Promise<StimulusAnswer> {
    await this.#setVehicle({ doors: { driver: open } });
    return { done: true, reaction: null, reason: null };
  }

  async #setVehicle(change: Readonly<Record<string, unknown>>): Promise<void> {
    await callCar(this.#base, 'POST', '/api/vehicle', change, z.unknown());
  }
}

/** Interval of tester present, in vehicle time: shorter than S3. */
const STEP_US: Micros = 2 * MICROS_PER_SECOND;

/** Vehicle time that must be advanced explicitly: the tool advances it, and keeps the session alive meanwhile. */
export class AdvancedTime implements VehicleTime {
  readonly #car: CarOverHttp;
  #interrupted = new AbortController();

  constructor(car: CarOverHttp) {
    this.#car = car;
  }

  nowUs(): Micros {
    return this.#car.timeUs;
  }

  async pass(durationUs: Micros, stayAlive: (() => Promise<void>) | null): Promise<void> {
    if (stayAlive === null) {
      await this.#car.advance(durationUs);
      return;
    }
    const { signal } = this.#begin();
    for (let leftUs = durationUs; leftUs > 0 && !signal.aborted; leftUs -= STEP_US) {
      if (leftUs < durationUs) await stayAlive();
      try {
        await this.#car.advance(Math.min(leftUs, STEP_US));
      } catch (error) {
        // A car that has ended has left the bus too: its silence there shows it, and what this means for the keys.
        if (!(error instanceof PortError)) throw error;
        return;
      }
    }
  }

  async linger(durationUs: Micros): Promise<void> {
    const { signal } = this.#begin();
    await setTimeout(durationUs / MICROS_PER_MILLI, undefined, { signal }).catch(() => undefined);
  }

  interrupt(): void {
    this.#interrupted.abort();
  }

  #begin(): AbortController {
    this.#interrupted = new AbortController();
    return this.#interrupted;
  }
}

function profileOf(differs: Readonly<Record<string, unknown>>): Profile | null {
  try {
    return parseProfile(differs);
  } catch (error) {
    if (error instanceof ProfileError) return null;
    throw error;
  }
}
