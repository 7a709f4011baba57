import { Subject, type Observable } from 'rxjs';
import type { Hono } from 'hono';
import { expect } from 'vitest';
import type { Micros } from '../../../../can-bus/time/micros.ts';
import type { CarOptions } from '../../../../hil/car/car-options.ts';
import { Car } from '../../../../hil/car/car.ts';
import { createApp } from '../../../../hil/server/app.ts';
import type { CarRecord } from '../../../../hil/car/car-event.ts';
import type { BusState, CarControl, ToolLink } from '../../../../hil/car/host/car-control.ts';
import type { HostEvent, TimeMode, TimeSetting } from '../../../../hil/car/host/host-event.ts';
import type { ToolNode } from '../../../../hil/car/host/tool-node.ts';
import { EventFeed } from '../../../../hil/server/event-feed.ts';

/** The simplest control of a car: virtual time, nothing else around it. */
export class VirtualControl implements CarControl {
  timeMode: TimeMode;
  rate = 1;
  paused = false;
  readonly car: Car;
  readonly events: Observable<CarRecord>;
  advancing: Promise<boolean> | null = null;
  readonly hostEvents = new Subject<HostEvent>();
  /** How many watch the car at present. */
  watchers = 0;

  /** @param timeMode how it identifies itself */
  constructor(options: CarOptions = {}, timeMode: TimeMode = 'virtual') {
    this.timeMode = timeMode;
    const happenings = new Subject<CarRecord>();
    this.events = happenings.asObservable();
    this.car = new Car({
      ...options,
      observer: {
        frame: (timeUs, frame, sender) => happenings.next({ timeUs, frame, sender }),
        event: (event) => happenings.next(event),
      },
    });
    const observe = this.car.observe.bind(this.car);
    this.car.observe = (observer) => {
      const forget = observe(observer);
      this.watchers++;
      return () => {
        this.watchers--;
        forget();
      };
    };
  }

  act<T>(action: (car: Car) => T): T {
    return action(this.car);
  }

  powerCycle(offUs: Micros): Promise<boolean> {
    this.car.advanceTo(this.car.cutPower(offUs));
    return Promise.resolve(true);
  }

  advanceTo(timeUs: Micros): void {
    this.car.advanceTo(timeUs);
  }

  async advance(timeUs: Micros): Promise<boolean> {
    this.advanceTo(timeUs);
    await this.advancing;
    return true;
  }

  setTime({ mode = this.timeMode, rate = this.rate, paused = this.paused }: Partial<TimeSetting>): void {
    this.timeMode = mode;
    this.rate = rate;
    this.paused = paused;
  }

  lagMs(): number {
    return 0;
  }

  restart(): void {
    this.car.renew();
    this.hostEvents.next({ timeUs: 0, kind: 'time', event: 'car-restarted' });
    this.car.start();
  }

  connectTool(tool: ToolNode): ToolLink {
    this.car.attach(tool);
    return {
      apply: (action) => {
        const result = this.car.network.apply(tool, action);
        this.car.settle();
        return result;
      },
      adjust: (action) => this.car.network.apply(tool, action),
      leave: () => this.car.detach(tool),
    };
  }

  buses(): readonly BusState[] {
    const client = { id: 'socketcand:127.0.0.1:40000', since: 0, framesIn: 2, framesOut: 5, waiting: 1 };
    return [{ url: 'socketcand:127.0.0.1:29536', clients: [client], loadPercent: 7 }];
  }
}

/** Of the feed of each test. */
const INSTANCE = '00000000-0000-4000-8000-000000000001';

export interface Served {
  readonly control: VirtualControl;
  readonly app: Hono;
  /** What the app took for bugs. */
  readonly bugs: unknown[];
}

/** A car that has booted, and its HTTP interface as on 127.0.0.1. */
export function serveCar(options: CarOptions = {}, timeMode: TimeMode = 'virtual', host: string = '127.0.0.1'): Served {
  const control = new VirtualControl(options, timeMode);
  const feed = new EventFeed(control, { instance: INSTANCE });
  const bugs: unknown[] = [];
  const app = createApp({ control, feed, host, onBug: (error) => bugs.push(error) });
  control.car.start();
  return { control, app, bugs };
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A POST with JSON; no body at all where it is left out. */
export function post(app: Hono, path: string, body?: unknown): Promise<Reply> {
  return send(app, 'POST', path, body);
}

/** Any method, with JSON; no body at all where it is left out. */
export async function send(app: Hono, method: string, path: string, body?: unknown): Promise<Reply> {
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await app.request(path, { method, ...content });
  return { status: response.status, body: await response.json() };
}

export async function get(app: Hono, path: string, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await app.request(path, { headers });
  return { status: response.status, body: await response.json() };
}

/** Matches any text that holds this. */
export function textWith(part: string | RegExp): unknown {
  return typeof part === 'string' ? expect.stringContaining(part) : expect.stringMatching(part);
}

export interface EventReader {
  /** What comes next, as text. */
  readonly read: () => Promise<string>;
  readonly leave: () => Promise<void>;
}

/** Opens an event stream and reads its beginning. */
export async function openEvents(app: Hono, path: string): Promise<EventReader> {
  const reader = (await app.request(path)).body?.getReader();
  if (reader === undefined) throw new Error(`${path} has no body`);
  const read = async (): Promise<string> => {
    const portion: unknown = (await reader.read()).value;
    return portion instanceof Uint8Array ? new TextDecoder().decode(portion) : '';
  };
  expect(await read()).toBe('retry: 2000\n\n');
  return { read, leave: async () => reader.cancel() };
}
