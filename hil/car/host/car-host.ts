import { Subject, type Observable } from 'rxjs';

import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort, CanPortServer, PortCloseCause } from '../../../can-bus/ports/can-port.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import type { Car } from '../car.ts';
import type { CarRecord } from '../car-event.ts';
import type { BusState, CarControl, TimeMode } from './car-control.ts';
import { BusWatch } from './bus-watch.ts';
import { PortNode } from './port-node.ts';

/** Stores what must survive the process. */
export interface CarStore {
  /** Writes the changes since the last time. @throws where it cannot; then nothing may leave the process */
  flush(): void;
}

export interface CarHostOptions {
  readonly car: Car;
  /** Absent where nothing is stored. */
  readonly store?: CarStore;
  /** Called once, with an error after which the car cannot continue: a bug, or a store that cannot be written. */
  readonly onFatal: (error: unknown) => void;
  /** A client saturates the bus, or a frame starves: a line for people, at most one in 10 s. */
  readonly onBusFull?: (line: string) => void;
}

/** Frames of a client that has disconnected may still wait for the bus; it stays a node for this long. */
const LEAVING_GRACE_US: Micros = MICROS_PER_SECOND;

/**
 * The outermost loop around a car: processes the inputs of clients and operators one at a time, and lets the results
 * out only after they are stored. Subclasses decide how time moves.
 *
 * Inputs come from events of the process and are completed within the event. Each client is a station of its own on the
 * bus, of which a few frames may wait; further ones are not read ({@link FrameAdmission}).
 */
export abstract class CarHost implements CarControl {
  abstract readonly timeMode: TimeMode;
  abstract readonly rate: number;
  readonly car: Car;
  readonly events: Observable<CarRecord>;
  readonly #events = new Subject<CarRecord>();
  readonly #store: CarStore | null;
  readonly #onFatal: (error: unknown) => void;
  readonly #onBusFull: (line: string) => void;
  readonly #busWatch = new BusWatch();
  readonly #served: { readonly server: CanPortServer; readonly clients: ReadonlySet<CanPort> }[] = [];
  readonly #clients = new Set<PortNode>();
  /** Clients that are not read until the bus has carried some of their frames. */
  readonly #heldBack = new Set<PortNode>();
  /** Clients that have disconnected, and until when they stay nodes. */
  readonly #leaving = new Map<PortNode, Micros>();
  #phase: 'new' | 'running' | 'ended' = 'new';
  /** Nesting depth of inputs; one may cause another, where an alarm is due before an input. */
  #depth = 0;

  constructor(options: CarHostOptions) {
    this.car = options.car;
    this.#store = options.store ?? null;
    this.#onFatal = options.onFatal;
    this.#onBusFull = options.onBusFull ?? ((): void => undefined);
    this.events = this.#events.asObservable();
    this.car.observe({
      frame: (timeUs, frame, sender) => {
        if (!this.#events.observed) return;
        const receivedUs = this.car.log.receivedUs(frame);
        const received = receivedUs === undefined ? {} : { receivedUs };
        this.#events.next({ timeUs, frame, sender, ...received });
      },
      event: (event) => {
        if (this.#events.observed) this.#events.next(event);
      },
    });
  }

  /** Connects the battery; when this returns the car is ready and stored. Clients' earlier frames are dropped. */
  start(): void {
    this.enter(() => this.car.start());
    this.#phase = 'running';
    this.startTime();
  }

  /** Each client of this bus is connected to the car's bus from here on. */
  serve(server: CanPortServer): void {
    const clients = new Set<CanPort>();
    this.#served.push({ server, clients });
    server.clients.subscribe((port) => {
      clients.add(port);
      port.status.subscribe({ complete: () => clients.delete(port) });
      this.connect(port);
    });
  }

  buses(): readonly BusState[] {
    const { loadPercent } = this.#busWatch;
    return this.#served.map(({ server, clients }) => ({
      url: server.url,
      clients: [...clients].map(({ url }) => url),
      loadPercent,
    }));
  }

  /** From here on the client's frames go to the bus and the bus's frames to the client, until its port is closed. */
  connect(port: CanPort): void {
    const node = new PortNode(this.#freeName(), port, () => this.#keep());
    this.#clients.add(node);
    this.car.attach(node);
    port.frames.subscribe((frame) => this.enterByEvent(() => this.#takeFrame(node, frame)));
    port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#leave(node, status.cause);
    });
  }

  act<T>(action: (car: Car) => T): T {
    return this.enter(() => {
      this.bringToPresent();
      try {
        return action(this.car);
      } finally {
        this.waitForNext();
      }
    });
  }

  abstract powerCycle(offUs: Micros): Promise<void>;
  abstract advanceTo(timeUs: Micros): void;

  /** The car is stopped from here on. The servers close the clients' ports. */
  close(): void {
    this.#phase = 'ended';
    this.stopTime();
    this.#events.complete();
  }

  /** The car is ready: its time begins. */
  protected abstract startTime(): void;
  protected abstract stopTime(): void;
  /** Called before an input: processes everything due by now. */
  protected abstract bringToPresent(): void;
  /** Called after an operator's input: its effects happen at their time. */
  protected abstract waitForNext(): void;
  /** Before a client's frame is handed to the bus. */
  protected abstract beforeFrame(frame: CanFrame): void;
  /** After a client's frame was handed to the bus. */
  protected abstract afterFrame(): void;
  /** When the port received the frame it delivers, in vehicle time; null where that is unknown. */
  protected abstract receiveTimeUs(port: CanPort): Micros | null;

  /** Runs every input. When it returns, the caller may be answered: everything is stored. */
  protected enter<T>(work: () => T): T {
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#keep();
      this.#detachGone();
      this.#letIn();
      this.#watchBus();
    }
  }

  /** An input without a waiting caller; an error ends the host, and no further input is accepted. */
  protected enterByEvent(work: () => void): void {
    if (this.#phase !== 'running') return;
    try {
      this.enter(work);
    } catch (error) {
      this.#die(error);
    }
  }

  #takeFrame(node: PortNode, frame: CanFrame): void {
    this.bringToPresent();
    this.beforeFrame(frame);
    const receivedUs = this.receiveTimeUs(node.port);
    if (receivedUs !== null) this.car.log.recordReceived(frame, receivedUs);
    this.car.network.apply(node, (outbox) => outbox.send(frame));
    this.afterFrame();
    this.#admit(node);
  }

  #admit(node: PortNode): void {
    switch (node.admission.afterFrame(this.#waitingOf(node))) {
      case 'go-on':
        return;
      case 'next-turn':
        node.port.yieldTurn?.();
        return;
      case 'hold-back':
        node.port.holdBack?.(true);
        this.#heldBack.add(node);
    }
  }

  /** Clients whose frames the bus has carried meanwhile. */
  #letIn(): void {
    if (this.#depth > 0) return;
    for (const node of this.#heldBack) {
      if (!node.admission.mayResume(this.#waitingOf(node))) continue;
      this.#heldBack.delete(node);
      node.port.holdBack?.(false);
    }
  }

  #waitingOf(node: PortNode): number {
    return this.car.network.stationOf(node).queue.length;
  }

  #watchBus(): void {
    const { nowUs, network } = this.car;
    if (this.#depth > 0 || !this.#busWatch.isDue(nowUs)) return;
    const line = this.#busWatch.take({
      nowUs,
      busyUs: network.bus.figures().busyUs,
      waiting: network.waiting(),
      heldBack: [...this.#heldBack].map(({ port }) => port.url),
    });
    if (line !== null) this.#onBusFull(line);
  }

  #keep(): void {
    if (this.#phase === 'ended') throw new Error('the car has ended: nothing leaves it any more');
    try {
      this.#store?.flush();
    } catch (error) {
      this.#die(error);
      throw error;
    }
  }

  #die(error: unknown): void {
    if (this.#phase === 'ended') return;
    this.close();
    this.#onFatal(error);
  }

  /**
   * Frames still waiting from a client that closed its connection are sent; those of one that was disconnected are
   * dropped. May be called from inside, where a client is cut off during a send; then the bus is not touched.
   */
  #leave(node: PortNode, cause: PortCloseCause): void {
    this.#clients.delete(node);
    this.#heldBack.delete(node);
    const graceUs = cause === 'left' ? LEAVING_GRACE_US : 0;
    this.#leaving.set(node, this.car.nowUs + graceUs);
    this.#detachGone();
  }

  #detachGone(): void {
    if (this.#depth > 0) return;
    for (const [node, untilUs] of this.#leaving) {
      if (this.#waitingOf(node) > 0 && this.car.nowUs < untilUs) continue;
      this.#leaving.delete(node);
      this.car.detach(node);
    }
  }

  /** The lowest free number, instead of counting up: a tool that reconnects gives the same trace. */
  #freeName(): string {
    const taken = new Set([...this.#clients, ...this.#leaving.keys()].map((node) => node.name));
    let number = 1;
    while (taken.has(`client-${number}`)) number++;
    return `client-${number}`;
  }
}
