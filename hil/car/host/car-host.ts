import assert from 'node:assert/strict';
import { Subject, type Observable } from 'rxjs';

import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort, CanPortServer, PortCloseCause } from '../../../can-bus/ports/can-port.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { Lateness } from '../../../can-bus/time/real-clock.ts';
import type { Car } from '../car.ts';
import type { CarRecord, OutsideEvent } from '../car-event.ts';
import { carRecords } from './car-records.ts';
import type { BusState, CarControl, ToolLink } from './car-control.ts';
import type { HostEvent, TimeMode, TimeSetting } from './host-event.ts';
import { HostedTools } from './hosted-tools.ts';
import { BootWait } from './boot-wait.ts';
import { BusWatch } from './bus-watch.ts';
import type { CarHostOptions, CarStore } from './host-options.ts';
import { LeavingClients } from './leaving-clients.ts';
import { freeName, PortNode } from './port-node.ts';
import { RealTime } from './real-time.ts';
import { ServedBuses } from './served-buses.ts';
import { TimeJump } from './time-jump.ts';
import type { ToolNode } from './tool-node.ts';
import type { VehicleTime } from './vehicle-time.ts';
import { VirtualTime } from './virtual-time.ts';

/** A car that has ended takes no input any more. */
const ENDED = Promise.resolve(false);

/**
 * The outermost loop around a car: takes in what clients and hands do, one at a time, and lets out what comes of it,
 * never before it is stored. How time moves is its {@link VehicleTime}'s, which may be exchanged while the car runs.
 *
 * Inputs come from events of the process and are completed within the event. Each client is a station of its own on the
 * bus, of which a few frames may wait; further ones are not read ({@link FrameAdmission}).
 */
export class CarHost implements CarControl {
  readonly car: Car;
  readonly events: Observable<CarRecord>;
  readonly hostEvents: Observable<HostEvent>;
  /** A fresh car is about to take the place of the car, which is at its last instant. */
  readonly ending: Observable<void>;
  readonly #hostEvents = new Subject<HostEvent>();
  readonly #ending = new Subject<void>();
  readonly #ended = new Subject<never>();
  readonly #store: CarStore | null;
  readonly #onFatal: (error: unknown) => void;
  readonly #onBusFull: (line: string) => void;
  #busWatch = new BusWatch();
  readonly #served: ServedBuses;
  readonly #clients = new Set<PortNode>();
  readonly #tools: HostedTools;
  /** Clients that are not read until the bus has carried some of their frames. */
  readonly #heldBack = new Set<PortNode>();
  readonly #leaving = new LeavingClients();
  readonly #virtualTime: VirtualTime;
  readonly #jump: TimeJump;
  readonly #realTime: RealTime;
  #time: VehicleTime;
  #setting: TimeSetting;
  readonly #boot = new BootWait();
  /** How long the cars lived that this one has taken the place of. */
  #formerUs: Micros = 0;
  #phase: 'new' | 'running' | 'ended' = 'new';
  /** Nesting depth of inputs; one may cause another, where an alarm is due before an input. */
  #depth = 0;

  constructor(options: CarHostOptions) {
    const { car, timeMode: mode, rate = 1, wall, onLate = (): void => undefined } = options;
    this.car = car;
    this.#store = options.store ?? null;
    this.#onFatal = options.onFatal;
    this.#onBusFull = options.onBusFull ?? ((): void => undefined);
    this.events = carRecords(car, this.#ended);
    this.hostEvents = this.#hostEvents.asObservable();
    this.ending = this.#ending.asObservable();
    this.#virtualTime = new VirtualTime(car);
    this.#realTime = new RealTime({ car, wall, enter: (work) => this.#enterByEvent(work), onLate });
    this.#realTime.rate = rate;
    this.#setting = { mode, rate, paused: false };
    this.#time = this.#timeOfSetting();
    this.#served = new ServedBuses({
      nowUs: () => car.nowUs,
      connect: (port) => this.connect(port),
      waitingOf: (node) => this.#waitingOf(node),
      report: (event) => this.#report(event),
    });
    this.#jump = new TimeJump({
      wall,
      nowUs: () => car.nowUs,
      move: (timeUs, fromUs) => this.#move(timeUs, fromUs),
      takeFrame: (node, frame) => this.#enter(() => this.#takeFrame(node, frame)),
      over: (nodes) => {
        for (const node of nodes) if (!this.#heldBack.has(node)) node.port.holdBack?.(false);
        this.#detachGone();
      },
    });
    this.#tools = new HostedTools({
      car,
      time: () => this.#time,
      enter: (work) => {
        this.#jump.finish();
        return this.#enter(work);
      },
      hasEnded: () => this.#phase === 'ended',
      report: (event) => this.#report(event),
    });
  }

  get timeMode(): TimeMode {
    return this.#setting.mode;
  }

  get rate(): number {
    return this.#setting.rate;
  }

  get paused(): boolean {
    return this.#setting.paused;
  }

  /** Time moves by itself. */
  get followsWall(): boolean {
    return this.#time === this.#realTime;
  }

  /** Vehicle time since the process began: a restart does not set it back. */
  get totalUs(): Micros {
    return this.#formerUs + this.car.nowUs;
  }

  /** Connects the battery; when this returns the car is ready and stored. Clients' frames before it go nowhere. */
  start(): void {
    this.#enter(() => this.car.start());
    this.#phase = 'running';
    this.#time.begin();
  }

  /** Each client of this bus is connected to the car's bus from here on. */
  serve(server: CanPortServer): void {
    this.#served.serve(server);
  }

  buses(): readonly BusState[] {
    const { loadPercent } = this.#busWatch;
    return [...this.#served.state(loadPercent), ...this.#tools.state(loadPercent)];
  }

  connectTool(tool: ToolNode): ToolLink {
    return this.#tools.connect(tool);
  }

  /** Adds to the car's record; nothing once the car has ended. */
  note(event: OutsideEvent): void {
    if (this.#phase === 'running') this.act((car) => car.note(event));
  }

  /** From here on the client's frames go to the bus and the bus's frames to the client, until its port is closed. */
  connect(port: CanPort): PortNode {
    // In real time it may be a while since something happened.
    this.#enterByEvent(() => this.#time.bringToPresent());
    const node = new PortNode(freeName([...this.#clients, ...this.#leaving.nodes]), port, this.car.nowUs, () =>
      this.#keep(),
    );
    this.#clients.add(node);
    this.car.attach(node);
    port.frames.subscribe((frame) => {
      if (!this.#jump.defer(node, frame)) this.#enterByEvent(() => this.#takeFrame(node, frame));
    });
    port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#leave(node, status.cause);
    });
    return node;
  }

  act<T>(action: (car: Car) => T): T {
    return this.#enter(() => {
      this.#time.bringToPresent();
      try {
        return action(this.car);
      } finally {
        this.#time.waitForNext();
      }
    });
  }

  async powerCycle(offUs: Micros): Promise<boolean> {
    this.#jump.finish();
    this.#enter(() => {
      this.#time.bringToPresent();
      const bootedUs = this.car.cutPower(offUs);
      this.#boot.bootedUs = bootedUs;
      this.#time.afterPowerCut(bootedUs);
    });
    return this.#boot.wait(this.car.nowUs);
  }

  setTime(change: Partial<TimeSetting>): void {
    this.#jump.finish();
    this.#enter(() => {
      this.#time.bringToPresent();
      const before = this.#setting;
      this.#setting = { ...before, ...change };
      const next = this.#timeOfSetting();
      const isExchanged = this.#phase === 'running' && (next !== this.#time || this.followsWall);
      if (isExchanged) this.#time.end();
      [this.#time, this.#realTime.rate] = [next, this.rate];
      for (const { port } of this.#clients) port.wantStamps?.(this.timeMode === 'real');
      if (isExchanged) this.#time.begin();
      const { mode, rate, paused } = this.#setting;
      if (mode === before.mode && rate === before.rate && paused === before.paused) return;
      this.#report({ timeUs: this.car.nowUs, kind: 'time', event: 'time-set', mode, rate, paused });
    });
  }

  get advancing(): Promise<boolean> | null {
    return this.#phase === 'ended' ? ENDED : this.#jump.underWay;
  }

  advanceTo(timeUs: Micros, isWithinExchange: boolean = false): void {
    this.#jump.finish();
    this.#move(timeUs, isWithinExchange ? undefined : this.car.nowUs);
  }

  async advance(timeUs: Micros, signal?: AbortSignal): Promise<boolean> {
    return this.#jump.start(timeUs, signal);
  }

  /** The process is to end: those that wait for an instant still to come are answered now. */
  stopWaiting(): void {
    this.#jump.stop(true);
    this.#boot.end();
  }

  lagMs(): number {
    return this.#time.lagMs();
  }

  restart(): void {
    this.#jump.finish();
    this.#enter(() => {
      this.#time.bringToPresent();
      this.#time.end();
      this.#ending.next();
      this.#formerUs += this.car.nowUs;
      this.#leaving.renew();
      this.car.renew();
      for (const node of this.#clients) node.sinceUs = 0;
      this.#tools.restarted();
      this.#busWatch = new BusWatch();
      this.#store?.markChanged();
      this.#report({ timeUs: 0, kind: 'time', event: 'car-restarted' });
      this.car.start();
      // The fresh car has booted, and that is all that somebody may still wait for.
      this.#boot.bootedUs = 0;
      this.#time.begin();
    });
  }

  /** How punctual it has been in real time so far. */
  lateness(): Lateness {
    return this.#realTime.lateness();
  }

  /** The car is stopped from here on. The servers close the clients' ports. */
  close(): void {
    this.#phase = 'ended';
    this.#jump.stop(false);
    this.#boot.end();
    this.#realTime.end();
    this.#ended.complete();
    this.#hostEvents.complete();
    this.#ending.complete();
  }

  /** @param fromUs where it began, where it ends with this */
  #move(timeUs: Micros, fromUs?: Micros): void {
    assert(!this.followsWall, 'real time moves by itself');
    this.#enter(() => {
      this.#virtualTime.advanceTo(timeUs);
      if (fromUs === undefined || fromUs === timeUs) return;
      this.#report({ timeUs, kind: 'time', event: 'time-advanced', fromUs, toUs: timeUs });
    });
  }

  #timeOfSetting(): VehicleTime {
    return this.timeMode === 'real' && !this.paused ? this.#realTime : this.#virtualTime;
  }

  #report(event: HostEvent): void {
    if (this.#hostEvents.observed) this.#hostEvents.next(event);
  }

  /** Every way in. When it returns, the caller may be answered: all of it is stored. */
  #enter<T>(work: () => T): T {
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#keep();
      this.#detachGone();
      this.#letIn();
      this.#watchBus();
      if (this.#depth === 0) this.#boot.report(this.car.nowUs);
    }
  }

  /** A way in that nobody waits for; an error ends the host, and nothing comes in afterwards. */
  #enterByEvent(work: () => void): void {
    if (this.#phase !== 'running') return;
    try {
      this.#enter(work);
    } catch (error) {
      this.#die(error);
    }
  }

  #takeFrame(node: PortNode, frame: CanFrame): void {
    const time = this.#time;
    time.bringToPresent();
    time.beforeFrame(frame);
    node.framesIn++;
    const receivedUs = time.receivedUs(node.port);
    if (receivedUs !== null) this.car.log.recordReceived(frame, receivedUs);
    this.car.network.apply(node, (outbox) => outbox.send(frame));
    time.afterFrame();
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
    if (this.#depth > 0 || this.#heldBack.size === 0) return;
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

  /** May be called from inside, where a client is cut off during a send; then the bus is not touched. */
  #leave(node: PortNode, cause: PortCloseCause): void {
    this.#clients.delete(node);
    this.#heldBack.delete(node);
    this.#leaving.add(node, cause, this.car.nowUs);
    this.#detachGone();
  }

  #detachGone(): void {
    if (this.#depth > 0 || this.#leaving.isEmpty || this.#jump.underWay !== null) return;
    for (const node of this.#leaving.takeGone(this.car.nowUs, (one) => this.#waitingOf(one))) this.car.detach(node);
  }
}
