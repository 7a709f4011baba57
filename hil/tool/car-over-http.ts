import { smartkey } from '../smartkey.ts';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';
import type { VehicleTime } from '../tester/vehicle-time.ts';
import { formatKeyId, parseKeyId } from '../../ecu-sim/identity/key-id.ts';
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
  /** A car of an earlier version has neither. */
  retired: z.array(z.string()).default([]),
  buses: z.array(z.object({ url: z.string() })).default([]),
});
const reactionAnswer = z.object({ reaction: z.string(), reason: z.string().nullable() });
const startAnswer = z.object({ running: z.boolean(), reason: z.string().nullable() });
const timeAnswer = z.object({ timeUs: z.int() });
const errorAnswer = z.object({ error: z.string(), hint: z.string().optional() });

type StateAnswer = z.infer<typeof stateAnswer>;

const REQUEST_TIMEOUT_MS = 30_000;
const HINT = `start it with "${smartkey('car')}", and give the address it prints as http`;

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
  readonly #base: string;
  #timeUs: Micros;

  private constructor(base: string, { timeMode, rate, paused, timeUs, buses }: StateAnswer) {
    this.#base = base;
    this.timeMode = paused ? 'virtual' : timeMode;
    this.rate = this.timeMode === 'virtual' ? 1 : rate;
    this.busUrls = buses.map(({ url }) => url);
    this.#timeUs = timeUs;
  }

  /**
   * Checks that there is a car.
   *
   * @param url such as `http://127.0.0.1:8080`
   * @throws PortError: `usage` for a URL that is not http, `bench` where no car answers
   */
  static async connect(url: string): Promise<CarOverHttp> {
    const base = baseOf(url);
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

function baseOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new PortError('usage', `"${url}" is not the address of a car`, 'write http://127.0.0.1:8080', { url });
  }
  return parsed.origin;
}

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One exchange with a car's HTTP interface. @throws PortError (`bench`) where it refuses, or no car answers */
export async function callCar<Answer>(
  base: string,
  method: HttpMethod,
  path: string,
  body: unknown,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  const { status, value } = await exchange(base, method, path, body);
  if (status >= 400) {
    const refusal = errorAnswer.safeParse(value);
    const message = refusal.success ? refusal.data.error : `${method} ${path} is answered with status ${status}`;
    throw new PortError('bench', `the car at ${base}: ${message}`, refusal.data?.hint ?? HINT, { url: base });
  }
  const parsed = answer.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PortError('bench', `the server at ${base} is not a virtual car`, HINT, { url: base, path });
}

async function exchange(
  base: string,
  method: string,
  path: string,
  body: unknown,
): Promise<{ readonly status: number; readonly value: unknown }> {
  try {
    const response = await fetch(`${base}${path}`, {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, value: await jsonOf(response) };
  } catch (error) {
    const reason = error instanceof Error ? describeCause(error) : String(error);
    throw new PortError('bench', `no car answers at ${base}: ${reason}`, HINT, { url: base }, error);
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    const value: unknown = await response.json();
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `fetch` reports "fetch failed" and has the reason in its cause. */
function describeCause(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
