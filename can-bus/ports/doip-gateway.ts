import type { DoipAddresses, DoipIdentity } from '../doip/addresses.ts';
import { DIAGNOSTIC_NACK, type DiagnosticNack } from '../doip/codes.ts';
import type { EntityStatus } from '../doip/discovery.ts';
import { DoipFaults, NO_DOIP_FAULTS, type DoipFaultSource } from '../doip/doip-faults.ts';
import { DoipEntity, type DoipRequest, type EntityEffect } from '../doip/entity.ts';
import { DoipTurns } from '../doip/turns.ts';
import type { DoipItem } from '../doip/message.ts';
import { FrameLayout } from '../isotp/frame-layout.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import { emptyList } from '../lists/empty-list.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';

/** A way to an ECU behind the gateway: its logical address, and its channel as a tester on CAN sees it. */
interface DoipRoute {
  readonly address: number;
  /** The ECU's name: one ECU may have several addresses. */
  readonly ecu: string;
  readonly channel: IsoTpConfig;
}

/** A vehicle with DoIP. */
export interface DoipVehicle {
  readonly identity: DoipIdentity;
  readonly addresses: DoipAddresses;
  readonly routes: readonly DoipRoute[];
  /** Where requests to all ECUs go. */
  readonly functional: IsoTpConfig;
  /** Who answers them, with the address that the answers come from. */
  readonly functionalRoutes: readonly DoipRoute[];
  /** The vehicle manufacturer's four bytes in a routing activation for central security; null: not supported. */
  readonly authentication: Uint8Array | null;
  /** Routing activation is confirmed by switching the ignition on. */
  readonly needsIgnition: boolean;
}

/** The side of a connection, as the gateway sees it. */
export interface DoipSocket {
  send(effect: EntityEffect & { readonly kind: 'send' }): void;
  forward(request: DoipRequest): void;
  end(reason: string): void;
}

interface DoipGatewayOptions {
  readonly vehicle: DoipVehicle;
  readonly clock: Clock;
  /** The vehicle is ready for diagnostics. */
  readonly isReady: () => boolean;
  /** Connections without TLS are not activated. */
  readonly requiresTls?: boolean;
  readonly faults?: DoipFaultSource;
}

const NO_SUPPLY = 'the vehicle has no supply voltage';

/** The connections of all testers to one entity, with the time that they have. */
export class DoipGateway {
  readonly vehicle: DoipVehicle;
  readonly faults: DoipFaults;
  readonly #entity: DoipEntity;
  readonly #clock: Clock;
  readonly #isReady: () => boolean;
  readonly #alarm: Alarm;
  readonly #sockets = new Map<number, DoipSocket>();
  readonly #turns = new DoipTurns();
  readonly #effects: EntityEffect[] = [];
  #lastId = 0;
  #isPowered = true;
  #isBusy = false;

  constructor(options: DoipGatewayOptions) {
    const { vehicle, clock, isReady, requiresTls = false } = options;
    this.vehicle = vehicle;
    this.faults = new DoipFaults(options.faults ?? NO_DOIP_FAULTS);
    this.#clock = clock;
    this.#isReady = isReady;
    const { addresses, authentication, needsIgnition } = vehicle;
    const isConfirmed = (): boolean => !needsIgnition || isReady();
    const { faults } = this;
    const maxFunctional = new FrameLayout(vehicle.functional).singleFrameLimit;
    this.#entity = new DoipEntity({ addresses, maxFunctional, authentication, requiresTls, isConfirmed, faults });
    // What arrived together with the alarm is processed first.
    this.#alarm = clock.createAlarm('doip', () => setImmediate(() => this.#expire()));
  }

  get status(): EntityStatus {
    const { maxSockets, activeSockets: openSockets } = this.#entity;
    return { maxSockets, openSockets, isReady: this.#isReady() };
  }

  /** The gateway has its supply voltage. Without it, connections end, and nothing is answered. */
  get isPowered(): boolean {
    return this.#isPowered;
  }

  setPowered(isPowered: boolean): void {
    this.#isPowered = isPowered;
    if (isPowered) return;
    this.#turns.clear();
    for (const socket of [...this.#sockets.values()]) socket.end(NO_SUPPLY);
  }

  open(socket: DoipSocket, isSecure: boolean): number {
    const id = ++this.#lastId;
    if (!this.#isPowered) {
      setImmediate(() => socket.end(NO_SUPPLY));
      return id;
    }
    this.#sockets.set(id, socket);
    this.#entity.open(id, this.#clock.nowUs(), isSecure);
    this.#arm();
    return id;
  }

  receive(id: number, item: DoipItem): void {
    this.#entity.receive(id, item, this.#clock.nowUs(), this.#effects);
    this.#carryOut();
  }

  forwarded(request: DoipRequest, nack: DiagnosticNack | null): void {
    this.#entity.forwarded(request, nack, this.#clock.nowUs(), this.#effects);
    this.#carryOut();
  }

  respond(id: number, source: number, tester: number, data: Uint8Array): void {
    this.#entity.respond(id, source, tester, data, this.#clock.nowUs(), this.#effects);
    this.#carryOut();
  }

  /** The ECU has nothing more to answer to this connection: the next request may be sent to it. */
  idle(id: number, ecu: string): void {
    const next = this.#turns.leave(ecu, id);
    if (next !== null) this.#sockets.get(next.socket)?.forward(next);
  }

  /** The ECU has answered what it was asked on this connection with a 0x78. */
  pending(id: number, ecu: string): void {
    this.#turns.pending(ecu, id);
  }

  /** The ECU may answer a request to all ECUs of this connection. */
  occupy(id: number, ecu: string): void {
    this.#turns.occupy(ecu, id);
  }

  /** Requests of this connection wait for an ECU. */
  areWaiting(id: number): boolean {
    return this.#turns.areWaiting(id);
  }

  /**
   * The connection has ended, and with it what waits; what an ECU has been asked on it is answered first: until
   * {@link idle}, or {@link closed}, the ECU's next request waits.
   */
  left(id: number): void {
    this.#turns.drop(id);
    this.#entity.closed(id, this.#clock.nowUs(), this.#effects);
    this.#carryOut();
  }

  /** Nothing comes of the connection any more. */
  closed(id: number): void {
    this.#sockets.delete(id);
    this.#entity.closed(id, this.#clock.nowUs(), this.#effects);
    for (const next of this.#turns.forget(id)) this.#sockets.get(next.socket)?.forward(next);
    this.#carryOut();
  }

  /** No time limit counts from here on. */
  close(): void {
    this.#turns.clear();
    this.#sockets.clear();
    this.#alarm.disarm();
  }

  #expire(): void {
    const nowUs = this.#clock.nowUs();
    if (this.#entity.deadlineUs() <= nowUs) this.#entity.onDeadline(nowUs, this.#effects);
    for (const request of this.#turns.onDeadline(nowUs)) this.#refuse(request, nowUs);
    this.#carryOut();
  }

  /** In order: an effect that causes others comes before them. */
  #carryOut(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    // One that is carried out may add to them; the loop handles the added ones too.
    for (const effect of this.#effects) {
      const socket = this.#sockets.get(effect.socket);
      if (effect.kind === 'send') socket?.send(effect);
      else if (effect.kind === 'forward') this.#forward(effect, socket);
      else socket?.end(effect.reason);
    }
    emptyList(this.#effects);
    this.#isBusy = false;
    this.#arm();
  }

  #forward(request: DoipRequest, socket: DoipSocket | undefined): void {
    const nowUs = this.#clock.nowUs();
    const { addresses, routes } = this.vehicle;
    // A request to all ECUs is one frame: it waits for nobody.
    const isFunctional = request.target === addresses.functional;
    const ecu = routes.find(({ address }) => address === request.target)?.ecu;
    const turn = isFunctional || ecu === undefined ? 'now' : this.#turns.enter(ecu, request, nowUs);
    if (turn === 'now') socket?.forward(request);
    else if (turn === 'full') this.#refuse(request, nowUs);
  }

  #refuse(request: DoipRequest, nowUs: Micros): void {
    this.#entity.forwarded(request, DIAGNOSTIC_NACK.outOfMemory, nowUs, this.#effects);
  }

  #arm(): void {
    const dueUs = this.#sockets.size === 0 ? NEVER_US : Math.min(this.#entity.deadlineUs(), this.#turns.deadlineUs());
    if (dueUs === NEVER_US) this.#alarm.disarm();
    // Each message moves the limit back: the alarm follows only when it is due.
    else if (dueUs < this.#alarm.dueUs) this.#alarm.arm(dueUs);
  }
}
