import { Subject, type Observable } from 'rxjs';

import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { Car } from '../car/car.ts';
import type { CarControl, HostedEvent, TimeMode } from '../server/car-control.ts';
import { PortNode } from './port-node.ts';

/** Keeps what must survive the process. */
export interface CarStore {
  /** Writes what has changed since; nothing where nothing has. @throws where it cannot, and then nothing may leave */
  flush(): void;
}

export interface CarHostOptions {
  readonly car: Car;
  /** None where nothing survives. */
  readonly store?: CarStore;
  /**
   * An error that no caller takes: a bug, or a store that cannot be written. The host has stopped; nothing leaves
   * it any more.
   */
  readonly onFatal: (error: unknown) => void;
}

/** Frames of a client that has left may still be waiting for the bus; so long it stays a node for them. */
const LEAVING_GRACE_US: Micros = MICROS_PER_SECOND;

interface Leaving {
  readonly node: PortNode;
  readonly untilUs: Micros;
}

/**
 * The outermost loop around a car: brings in what clients and hands do, one at a time, and lets out what comes of it.
 * How time moves is the subclass's. All inputs come from events of this process, so there is no queue of its own: a
 * socket is read as fast as the car takes its frames.
 */
export abstract class CarHost implements CarControl {
  abstract readonly timeMode: TimeMode;
  abstract readonly rate: number;
  readonly car: Car;
  readonly events: Observable<HostedEvent>;
  readonly #events: Subject<HostedEvent> = new Subject();
  readonly #store: CarStore | null;
  readonly #onFatal: (error: unknown) => void;
  readonly #clients: Set<PortNode> = new Set();
  #leaving: Leaving[] = [];
  #isAlive = false;
  #isInside = false;

  constructor(options: CarHostOptions) {
    this.car = options.car;
    this.#store = options.store ?? null;
    this.#onFatal = options.onFatal;
    this.events = this.#events.asObservable();
    this.car.observe({
      frame: (timeUs, frame, sender) => {
        if (this.#events.observed) this.#events.next({ kind: 'frame', timeUs, frame, sender });
      },
      event: (event) => {
        if (this.#events.observed) this.#events.next({ kind: 'event', event });
      },
    });
  }

  /** Connects the battery; the car is ready when this returns. Before it, clients' frames go nowhere. */
  start(): void {
    this.car.start();
    this.#store?.flush();
    this.#isAlive = true;
    this.startTime();
  }

  /** A client's frames go to the bus and the bus's frames to the client, until its port is closed. */
  connect(port: CanPort): void {
    const node = new PortNode(this.#freeName(), port, () => this.#store?.flush());
    this.#clients.add(node);
    this.car.attach(node);
    port.frames.subscribe((frame) => this.#enter(() => this.#inject(node, frame)));
    port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#leave(node);
    });
  }

  act<T>(action: (car: Car) => T): T {
    this.bringToPresent();
    try {
      return action(this.car);
    } finally {
      this.handled();
      this.#flushFor();
    }
  }

  abstract powerCycle(offUs: Micros): Promise<void>;
  abstract advanceTo(timeUs: Micros): void;

  /** Parts from all clients; the car stands still from here on. */
  async close(): Promise<void> {
    this.#isAlive = false;
    this.stopTime();
    await Promise.all([...this.#clients].map(async (node) => node.port.close()));
    this.#events.complete();
  }

  /** The car is ready: its time begins. */
  protected abstract startTime(): void;
  protected abstract stopTime(): void;
  /** Before an input: whatever is due by now happens. */
  protected abstract bringToPresent(): void;
  /** After an input: what it has caused is to happen in its time. */
  protected abstract handled(): void;
  /** After a client's frame was put on the bus. */
  protected abstract frameCameIn(): void;

  /** Runs what no caller waits for; an error ends the host. */
  protected enterFromTime(work: () => void): void {
    this.#enter(work);
  }

  /** What a caller waits for has happened: it may be told. @throws where the store cannot be written */
  protected settleAccounts(): void {
    this.#flushFor();
  }

  #inject(node: PortNode, frame: CanFrame): void {
    this.bringToPresent();
    this.car.network.apply(node, (outbox) => outbox.send(frame));
    this.frameCameIn();
  }

  #enter(work: () => void): void {
    if (!this.#isAlive) return;
    this.#isInside = true;
    try {
      work();
      this.#store?.flush();
      this.#isInside = false;
      this.#partFromLeaving();
    } catch (error) {
      this.#die(error);
    } finally {
      this.#isInside = false;
    }
  }
}
