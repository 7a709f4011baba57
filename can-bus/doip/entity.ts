import { ByteWriter } from '../bytes/byte-writer.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { MAX_CLASSIC_DATA } from '../frame/can-frame.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, NEVER_US, type Micros } from '../time/micros.ts';
import type { DoipAddresses } from './addresses.ts';
import { ACTIVATION, ACTIVATION_TEXT, DIAGNOSTIC_NACK, PAYLOAD_TYPE, type DiagnosticNack } from './codes.ts';
import { DoipFaults, NO_DOIP_FAULTS } from './doip-faults.ts';
import type { DoipFault, DoipMessageName } from './fault-plan.ts';
import { addressAt, addressed, endsConnection, type DoipItem, type DoipMessage } from './message.ts';
import { MAX_REQUEST } from './rules.ts';
import { ENTITY_VERSION } from './discovery.ts';

/** From the connection until routing activation. */
const INITIAL_INACTIVITY_US: Micros = 2 * MICROS_PER_SECOND;
/** Without data in either direction. */
const GENERAL_INACTIVITY_US: Micros = 300 * MICROS_PER_SECOND;
/** From an alive check to its response. */
const ALIVE_CHECK_US: Micros = 500 * MICROS_PER_MILLI;
/** Sockets that may be active at the same time. */
export const MAX_SOCKETS = 8;

/** Default, and that of on-board diagnostics by WWH-OBD. */
const ACTIVATION_TYPES: readonly number[] = [0x00, 0x01];
/** Central security: requires the vehicle manufacturer's four bytes. */
const CENTRAL_SECURITY = 0xe0;
/** Routing is not active, but the tester may ask again on the same socket. */
const STAYS_OPEN: readonly number[] = [
  ACTIVATION.ok,
  ACTIVATION.authenticationMissing,
  ACTIVATION.confirmationRequired,
];
/** Which messages on TCP a fault can name. */
const FAULT_NAMES: Readonly<Record<number, DoipMessageName>> = {
  [PAYLOAD_TYPE.aliveCheck]: 'aliveCheck',
  [PAYLOAD_TYPE.diagnosticMessage]: 'response',
};

/** A diagnostic message that is passed on to an ECU. */
export interface DoipRequest {
  readonly socket: number;
  readonly tester: number;
  readonly target: number;
  readonly data: Uint8Array;
  /** What happens to its acknowledge. */
  readonly fault: DoipFault | null;
}

/** What the entity wants done. */
export type EntityEffect =
  | ({
      readonly kind: 'send';
      readonly socket: number;
      /** How the message is sent; null: as it is. */
      readonly fault: DoipFault | null;
    } & DoipMessage)
  /** After what was sent before. */
  | { readonly kind: 'close'; readonly socket: number; readonly reason: string }
  | ({ readonly kind: 'forward' } & DoipRequest);

interface Activation {
  readonly source: number;
  readonly type: number;
  readonly oem: Uint8Array;
}

interface SocketState {
  readonly id: number;
  /** Connected with TLS. */
  readonly isSecure: boolean;
  version: number;
  /** Routing is active for this tester. */
  tester: number | null;
  /** Waits for alive checks of these sockets. */
  waiting: { readonly activation: Activation; readonly checked: Set<number>; readonly refusal: number } | null;
  inactiveUs: Micros;
  aliveCheckUs: Micros;
}

interface EntityOptions {
  readonly addresses: DoipAddresses;
  /** Longest message to all ECUs, which is a single frame on CAN: 7 bytes where absent. */
  readonly maxFunctional?: number;
  /** 8 where absent. */
  readonly maxSockets?: number;
  /** Connections without TLS are not activated. */
  readonly requiresTls?: boolean;
  /** The vehicle manufacturer's four bytes for central security; without them it is not supported. */
  readonly authentication?: Uint8Array | null;
  /** Whether somebody at the vehicle has confirmed routing activation; asked each time. It needs none where absent. */
  readonly isConfirmed?: () => boolean;
  readonly faults?: DoipFaults;
}

/**
 * The TCP side of a DoIP entity: who is connected, whose routing is active, alive checks and time limits, and which
 * diagnostic messages are passed on. A timed machine without sockets or clock; its sockets are numbers.
 */
export class DoipEntity {
  readonly #addresses: DoipAddresses;
  readonly #maxFunctional: number;
  readonly #maxSockets: number;
  readonly #requiresTls: boolean;
  readonly #authentication: Uint8Array | null;
  readonly #isConfirmed: () => boolean;
  readonly #faults: DoipFaults;
  readonly #sockets = new Map<number, SocketState>();

  constructor(options: EntityOptions) {
    const { addresses, maxSockets = MAX_SOCKETS, requiresTls = false, authentication = null } = options;
    this.#addresses = addresses;
    this.#maxFunctional = options.maxFunctional ?? MAX_CLASSIC_DATA - 1;
    this.#maxSockets = maxSockets;
    this.#requiresTls = requiresTls;
    this.#authentication = authentication;
    this.#isConfirmed = options.isConfirmed ?? ((): boolean => true);
    this.#faults = options.faults ?? new DoipFaults(NO_DOIP_FAULTS);
  }

  get maxSockets(): number {
    return this.#maxSockets;
  }

  /** Sockets whose routing is active. */
  get activeSockets(): number {
    let count = 0;
    for (const { tester } of this.#sockets.values()) if (tester !== null) count++;
    return count;
  }

  /** A tester has connected. */
  open(id: number, nowUs: Micros, isSecure: boolean): void {
    this.#sockets.set(id, {
      id,
      isSecure,
      version: ENTITY_VERSION,
      tester: null,
      waiting: null,
      inactiveUs: nowUs + INITIAL_INACTIVITY_US,
      aliveCheckUs: NEVER_US,
    });
  }

  /** The connection has ended, for whatever reason. */
  closed(id: number, nowUs: Micros, effects: EntityEffect[]): void {
    if (this.#sockets.delete(id)) this.#recheck(id, nowUs, effects);
  }

  deadlineUs(): Micros {
    let firstUs = NEVER_US;
    for (const { inactiveUs, aliveCheckUs } of this.#sockets.values()) {
      firstUs = Math.min(firstUs, inactiveUs, aliveCheckUs);
    }
    return firstUs;
  }

  onDeadline(nowUs: Micros, effects: EntityEffect[]): void {
    for (const socket of [...this.#sockets.values()]) {
      if (socket.aliveCheckUs <= nowUs) this.#close(socket, 'no response to the alive check', nowUs, effects);
      else if (socket.inactiveUs <= nowUs) {
        const reason = socket.tester === null ? 'no routing activation' : 'no message';
        this.#close(socket, `${reason} within the time limit`, nowUs, effects);
      }
    }
  }

  receive(id: number, item: DoipItem, nowUs: Micros, effects: EntityEffect[]): void {
    const socket = this.#sockets.get(id);
    if (socket === undefined) return;
    this.#touch(socket, nowUs);
    if (item.kind === 'rejected') {
      this.#send(socket, PAYLOAD_TYPE.headerNack, Uint8Array.of(item.code), nowUs, effects);
      if (endsConnection(item.code)) this.#close(socket, 'the header is invalid', nowUs, effects);
      return;
    }
    socket.version = item.version;
    switch (item.type) {
      case PAYLOAD_TYPE.routingActivation:
        this.#activate(socket, item.payload, nowUs, effects);
        return;
      case PAYLOAD_TYPE.aliveCheckResponse:
        this.#isAlive(socket, addressAt(item.payload, 0), nowUs, effects);
        return;
      case PAYLOAD_TYPE.diagnosticMessage:
        this.#diagnose(socket, item.payload, nowUs, effects);
        return;
    }
  }

  /** The ECU's network has taken a request, or has not. */
  forwarded(request: DoipRequest, nack: DiagnosticNack | null, nowUs: Micros, effects: EntityEffect[]): void {
    const socket = this.#sockets.get(request.socket);
    if (socket !== undefined) this.#acknowledge(socket, request, nack, nowUs, effects);
  }

  /** An ECU answers. */
  respond(id: number, source: number, tester: number, data: Uint8Array, nowUs: Micros, effects: EntityEffect[]): void {
    const socket = this.#sockets.get(id);
    if (socket?.tester !== tester) return;
    this.#send(socket, PAYLOAD_TYPE.diagnosticMessage, addressed(source, tester, data), nowUs, effects);
  }

  #diagnose(socket: SocketState, payload: Uint8Array, nowUs: Micros, effects: EntityEffect[]): void {
    const tester = addressAt(payload, 0);
    const target = addressAt(payload, 2);
    const fault = this.#faults.next('ack');
    const request: EntityEffect = {
      kind: 'forward',
      socket: socket.id,
      tester,
      target,
      data: new Uint8Array(payload.buffer, payload.byteOffset + 4, payload.length - 4),
      fault,
    };
    const nack = fault?.code ?? this.#refusalOf(socket, request);
    if (nack === null) effects.push(request);
    else this.#acknowledge(socket, request, nack, nowUs, effects);
    if (nack !== DIAGNOSTIC_NACK.invalidSource) return;
    this.#close(socket, 'a diagnostic message from an address whose routing is not active', nowUs, effects);
  }

  #refusalOf({ tester: active }: SocketState, { tester, target, data }: DoipRequest): DiagnosticNack | null {
    const { targets, functional } = this.#addresses;
    if (active !== tester) return DIAGNOSTIC_NACK.invalidSource;
    if (target !== functional && !targets.includes(target)) return DIAGNOSTIC_NACK.unknownTarget;
    const longest = target === functional ? this.#maxFunctional : MAX_REQUEST;
    return data.length > longest ? DIAGNOSTIC_NACK.messageTooLarge : null;
  }

  #acknowledge(
    socket: SocketState,
    { tester, target, fault }: DoipRequest,
    nack: number | null,
    nowUs: Micros,
    effects: EntityEffect[],
  ): void {
    const type = nack === null ? PAYLOAD_TYPE.diagnosticAck : PAYLOAD_TYPE.diagnosticNack;
    this.#send(socket, type, addressed(target, tester, Uint8Array.of(nack ?? 0)), nowUs, effects, fault);
  }

  #activate(socket: SocketState, payload: Uint8Array, nowUs: Micros, effects: EntityEffect[]): void {
    const activation = { source: addressAt(payload, 0), type: payload[2] ?? 0, oem: payload.subarray(7, 11) };
    if (socket.waiting !== null) return;
    const refusal = this.#activationRefusal(socket, activation);
    if (refusal !== null) this.#answer(socket, activation, refusal, nowUs, effects);
    else this.#findPlace(socket, activation, nowUs, effects);
  }

  #activationRefusal({ isSecure, tester }: SocketState, { source, type, oem }: Activation): number | null {
    const [first, last] = this.#addresses.testers;
    if (source < first || source > last) return ACTIVATION.unknownSource;
    if (tester !== null && tester !== source) return ACTIVATION.otherSourceOnSocket;
    const authentication = type === CENTRAL_SECURITY ? this.#authentication : null;
    if (authentication === null && !ACTIVATION_TYPES.includes(type)) return ACTIVATION.unsupportedType;
    if (this.#requiresTls && !isSecure) return ACTIVATION.needsTls;
    if (authentication !== null && !sameBytes(authentication, oem)) return ACTIVATION.authenticationMissing;
    return tester !== null || this.#isConfirmed() ? null : ACTIVATION.confirmationRequired;
  }

  /** Asks the sockets that are in the way whether their testers are still there. */
  #findPlace(socket: SocketState, activation: Activation, nowUs: Micros, effects: EntityEffect[]): void {
    const others = [...this.#sockets.values()].filter((other) => other !== socket && other.tester !== null);
    const same = others.filter(({ tester }) => tester === activation.source);
    const isFull = socket.tester === null && others.length >= this.#maxSockets;
    const inTheWay = same.length > 0 ? same : isFull ? others : [];
    if (inTheWay.length === 0) {
      this.#answer(socket, activation, ACTIVATION.ok, nowUs, effects);
      return;
    }
    const refusal = same.length > 0 ? ACTIVATION.sourceInUse : ACTIVATION.noSocketFree;
    socket.waiting = { activation, checked: new Set(inTheWay.map(({ id }) => id)), refusal };
    for (const other of inTheWay) {
      if (other.aliveCheckUs !== NEVER_US) continue;
      other.aliveCheckUs = nowUs + ALIVE_CHECK_US;
      this.#send(other, PAYLOAD_TYPE.aliveCheck, new Uint8Array(0), nowUs, effects);
    }
  }

  #isAlive(socket: SocketState, source: number, nowUs: Micros, effects: EntityEffect[]): void {
    if (socket.tester !== source) {
      this.#close(socket, 'an alive check response from an address whose routing is not active', nowUs, effects);
      return;
    }
    socket.aliveCheckUs = NEVER_US;
    for (const waiting of this.#waitingFor(socket.id)) {
      waiting.waiting?.checked.delete(socket.id);
      if (waiting.waiting?.checked.size === 0) this.#refuseWaiting(waiting, nowUs, effects);
    }
  }

  #refuseWaiting(socket: SocketState, nowUs: Micros, effects: EntityEffect[]): void {
    if (socket.waiting === null) return;
    const { activation, refusal } = socket.waiting;
    socket.waiting = null;
    this.#answer(socket, activation, refusal, nowUs, effects);
  }

  /** A socket has gone: there may be a place now for one that waits for it. */
  #recheck(id: number, nowUs: Micros, effects: EntityEffect[]): void {
    for (const socket of this.#waitingFor(id)) {
      if (socket.waiting === null) continue;
      const { activation } = socket.waiting;
      socket.waiting = null;
      this.#findPlace(socket, activation, nowUs, effects);
    }
  }

  #waitingFor(id: number): readonly SocketState[] {
    return [...this.#sockets.values()].filter(({ waiting }) => waiting?.checked.has(id) === true);
  }

  #answer(socket: SocketState, activation: Activation, result: number, nowUs: Micros, effects: EntityEffect[]): void {
    const { source, oem } = activation;
    const fault = this.#faults.next('activation');
    const code = fault?.code ?? result;
    if (code === ACTIVATION.ok) {
      socket.tester = source;
      this.#touch(socket, nowUs);
    }
    const answer = new ByteWriter().u16(source).u16(this.#addresses.entity).u8(code).u32(0);
    const payload = oem.length === 4 ? answer.u32(0) : answer;
    this.#send(socket, PAYLOAD_TYPE.routingActivationResponse, payload.toBytes(), nowUs, effects, fault);
    if (STAYS_OPEN.includes(code)) return;
    this.#close(socket, `routing activation refused: ${ACTIVATION_TEXT[code] ?? code}`, nowUs, effects);
  }

  /** @param given the fault of this message, where it was chosen before */
  #send(
    socket: SocketState,
    type: number,
    payload: Uint8Array,
    nowUs: Micros,
    effects: EntityEffect[],
    given: DoipFault | null = null,
  ): void {
    if (socket.tester !== null) socket.inactiveUs = nowUs + GENERAL_INACTIVITY_US;
    const name = FAULT_NAMES[type];
    const fault = name === undefined ? given : this.#faults.next(name);
    if (fault?.drop === true) return;
    const { id, version } = socket;
    const code = fault?.headerNack ?? null;
    if (code === null) {
      effects.push({ kind: 'send', socket: id, version, type, payload, fault });
      return;
    }
    effects.push({
      kind: 'send',
      socket: id,
      version,
      type: PAYLOAD_TYPE.headerNack,
      payload: Uint8Array.of(code),
      fault,
    });
    if (endsConnection(code)) this.#close(socket, 'a fault rejects a header', nowUs, effects);
  }

  #touch(socket: SocketState, nowUs: Micros): void {
    if (socket.tester !== null) socket.inactiveUs = nowUs + GENERAL_INACTIVITY_US;
  }

  #close(socket: SocketState, reason: string, nowUs: Micros, effects: EntityEffect[]): void {
    if (!this.#sockets.has(socket.id)) return;
    effects.push({ kind: 'close', socket: socket.id, reason });
    this.closed(socket.id, nowUs, effects);
  }
}
