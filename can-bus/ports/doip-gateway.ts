import type { DoipAddresses, DoipIdentity } from '../doip/addresses.ts';
import type { DiagnosticNack } from '../doip/codes.ts';
import type { EntityStatus } from '../doip/discovery.ts';
import { DoipFaults, NO_DOIP_FAULTS, type DoipFaultSource } from '../doip/doip-faults.ts';
import { DoipEntity, type DoipRequest, type EntityEffect } from '../doip/entity.ts';
import type { DoipItem } from '../doip/message.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { NEVER_US } from '../time/micros.ts';

/** An ECU behind the gateway: its logical address, and its channel as a tester on CAN sees it. */
interface DoipRoute {
  readonly address: number;
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

/** The connections of all testers to one entity, with the time that they have. */
export class DoipGateway {
  readonly vehicle: DoipVehicle;
  readonly faults: DoipFaults;
  readonly #entity: DoipEntity;
  readonly #clock: Clock;
  readonly #isReady: () => boolean;
  readonly #alarm: Alarm;
  readonly #sockets = new Map<number, DoipSocket>();
  readonly #effects: EntityEffect[] = [];
  #lastId = 0;
  #isBusy = false;

  constructor(options: DoipGatewayOptions) {
    const { vehicle, clock, isReady, requiresTls = false } = options;
    this.vehicle = vehicle;
    this.faults = new DoipFaults(options.faults ?? NO_DOIP_FAULTS);
    this.#clock = clock;
    this.#isReady = isReady;
    const { addresses, authentication } = vehicle;
    this.#entity = new DoipEntity({ addresses, authentication, requiresTls, faults: this.faults });
    // What arrived together with the alarm is processed first.
    this.#alarm = clock.createAlarm('doip', () => setImmediate(() => this.#expire()));
  }

  get status(): EntityStatus {
    const { maxSockets, activeSockets: openSockets } = this.#entity;
    return { maxSockets, openSockets, isReady: this.#isReady() };
  }

  open(socket: DoipSocket, isSecure: boolean): number {
    const id = ++this.#lastId;
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

  closed(id: number): void {
    this.#sockets.delete(id);
    this.#entity.closed(id, this.#clock.nowUs(), this.#effects);
    this.#carryOut();
  }

  /** No time limit counts from here on. */
  close(): void {
    this.#sockets.clear();
    this.#alarm.disarm();
  }

  #expire(): void {
    const nowUs = this.#clock.nowUs();
    if (this.#entity.deadlineUs() <= nowUs) this.#entity.onDeadline(nowUs, this.#effects);
    this.#carryOut();
  }

  /** In order: an effect that causes others comes before them. */
  #carryOut(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let effect = this.#effects.shift(); effect !== undefined; effect = this.#effects.shift()) {
      const socket = this.#sockets.get(effect.socket);
      if (effect.kind === 'send') socket?.send(effect);
      else if (effect.kind === 'forward') socket?.forward(effect);
      else socket?.end(effect.reason);
    }
    this.#isBusy = false;
    this.#arm();
  }

  #arm(): void {
    const dueUs = this.#sockets.size === 0 ? NEVER_US : this.#entity.deadlineUs();
    if (dueUs === NEVER_US) this.#alarm.disarm();
    else if (dueUs !== this.#alarm.dueUs) this.#alarm.arm(dueUs);
  }
}
