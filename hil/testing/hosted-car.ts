import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { KEY, REACTION, START, STATE, TIME, TIME_SETTING } from '../server/answers.ts';
import { missingAfter, type EventFeed } from '../server/event-feed.ts';
import { servedEntry } from '../server/served-text.ts';
import { callCar, type HttpMethod } from '../tool/call-car.ts';
import type {
  CarEvent,
  CarKey,
  CarState,
  CarUnderTest,
  EngineStart,
  KeyReaction,
  NewKeyInput,
  TimeInput,
  TimeState,
  TimeStep,
  VehicleInput,
} from './car-under-test.ts';
import { makeFolder } from '../make-folder.ts';

interface HostedCarParts {
  readonly http: string;
  readonly buses: readonly string[];
  /** All that happens to the car. */
  readonly feed: EventFeed;
  /** Errors that nobody foresaw are added here; `stop` reports the first. */
  readonly trouble: readonly unknown[];
  readonly close: () => Promise<void>;
}

/** A car in this process, with its operator inputs. */
export class HostedCar implements CarUnderTest {
  readonly http: string;
  readonly buses: readonly string[];
  readonly #parts: HostedCarParts;
  #closing: Promise<void> | null = null;

  constructor(parts: HostedCarParts) {
    this.http = parts.http;
    this.buses = parts.buses;
    this.#parts = parts;
  }

  state(): Promise<CarState> {
    return this.#call('GET', '/api/state', undefined, STATE.schema);
  }

  vehicle(change: VehicleInput): Promise<CarState> {
    return this.#call('POST', '/api/vehicle', change, STATE.schema);
  }

  start(): Promise<EngineStart> {
    return this.#call('POST', '/api/vehicle/start', {}, START.schema);
  }

  makeKey(key: NewKeyInput = {}): Promise<CarKey> {
    return this.#call('POST', '/api/keys', key, KEY.schema);
  }

  touch(keyId: string): Promise<KeyReaction> {
    return this.#call('POST', keyPath(keyId, 'touch'), {}, REACTION.schema);
  }

  move(keyId: string, to: 'cabin' | 'outside'): Promise<KeyReaction> {
    return this.#call('POST', keyPath(keyId, 'move'), { to }, REACTION.schema);
  }

  press(keyId: string, button: 'lock' | 'unlock' | 'trunk' | 'panic', holdMs = 0): Promise<KeyReaction> {
    return this.#call('POST', keyPath(keyId, 'press'), { button, holdMs }, REACTION.schema);
  }

  setKeyBattery(keyId: string, batteryV: number): Promise<CarKey> {
    return this.#call('PATCH', keyPath(keyId), { batteryV }, KEY.schema);
  }

  removeKey(keyId: string): Promise<CarKey> {
    return this.#call('DELETE', keyPath(keyId), undefined, KEY.schema);
  }

  powerCycle(offMs?: number): Promise<CarState> {
    return this.#call('POST', '/api/power-cycle', offMs === undefined ? {} : { offMs }, STATE.schema);
  }

  async faults(parts: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call('POST', '/api/faults', parts, z.unknown());
  }

  setTime(change: TimeInput): Promise<TimeState> {
    return this.#call('POST', '/api/time', change, TIME_SETTING.schema);
  }

  restart(): Promise<CarState> {
    return this.#call('POST', '/api/restart', {}, STATE.schema);
  }

  async advance(step: TimeStep): Promise<number> {
    const body = typeof step === 'number' ? { seconds: step } : step;
    return (await this.#call('POST', '/api/time/advance', body, TIME.schema)).timeUs;
  }

  onEvent(listener: (event: CarEvent) => void, { since }: { readonly since?: number } = {}): () => void {
    const { feed } = this.#parts;
    const cursor = since === undefined ? feed.cursor() : feed.cursorAfter(since, null);
    if (typeof cursor === 'string') throw new RangeError(missingAfter(since ?? 0, cursor));
    const giveNew = (): void => {
      for (let entry = feed.read(cursor, false); entry !== null; entry = feed.read(cursor, false)) {
        if (typeof entry !== 'string') listener({ ...servedEntry(entry) });
      }
    };
    giveNew();
    return feed.listen({ happened: giveNew });
  }

  async trace(format: 'candump' | 'asc' | 'jsonl'): Promise<string> {
    const response = await fetch(`${this.http}/api/trace?format=${encodeURIComponent(format)}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`the trace is refused: ${text}`);
    return text;
  }

  async saveBundle(path: string): Promise<void> {
    const response = await fetch(`${this.http}/api/bundle`);
    if (!response.ok) throw new Error(`the session is refused: ${await response.text()}`);
    await makeFolder(dirname(path));
    await writeFile(path, await response.bytes());
  }

  async stop(): Promise<void> {
    this.#closing ??= this.#parts.close();
    await this.#closing;
    const { trouble } = this.#parts;
    if (trouble.length > 0)
      throw new Error('the car ended by itself, or failed behind a request', { cause: trouble[0] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** What the car refuses becomes one readable message: a test's report shows nothing else. */
  async #call<Answer>(method: HttpMethod, path: string, body: unknown, answer: z.ZodType<Answer>): Promise<Answer> {
    if (this.#closing !== null) throw new Error(`the car was stopped: ${method} ${path} came too late`);
    try {
      return await callCar(this.http, method, path, body, answer);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      throw new Error(`${error.message} (${error.hint})`, { cause: error });
    }
  }
}

function keyPath(keyId: string, action?: string): string {
  const path = `/api/keys/${encodeURIComponent(keyId)}`;
  return action === undefined ? path : `${path}/${action}`;
}
