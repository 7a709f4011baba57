import { createSocket, type Socket } from 'node:dgram';
import { merge, type Observable } from 'rxjs';
import { encodeAnnouncement, answerDatagram } from '../doip/discovery.ts';
import type { DoipFaultSource } from '../doip/doip-faults.ts';
import type { DoipMessageName } from '../doip/fault-plan.ts';
import { addressAt } from '../doip/message.ts';
import { spoilDatagram } from '../doip/spoil-message.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';
import { MAX_SOCKETS } from '../doip/entity.ts';
import { DOIP_PORT, PAYLOAD_TYPE } from '../doip/codes.ts';
import type { OutputLimits } from './bounded-output.ts';
import { formatBusUrl } from './bus-url.ts';
import type { DoipUrl } from './doip-url.ts';
import type { CanPortServer } from './can-port.ts';
import { DoipGateway, type DoipVehicle } from './doip-gateway.ts';
import { DoipProtocol } from './doip-protocol.ts';
import { broadcastAddress } from './loopback.ts';
import { PortError } from './port-error.ts';
import { serveTcpPort } from './tcp-port-server.ts';
import type { BusBehavior } from './tester-channel.ts';
import { tlsIdentity, type TlsIdentity } from './tls-identity.ts';

interface DoipServerOptions extends BusBehavior {
  readonly vehicle: DoipVehicle;
  readonly clock: Clock;
  /** The vehicle is ready for diagnostics. */
  readonly isReady: () => boolean;
  readonly faults?: DoipFaultSource;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
  /** False: the supply voltage is cut. True: it is back, and the vehicle is announced again. */
  readonly supply?: Observable<boolean>;
  /** Where the vehicle is announced; to the whole network on port 13400 where absent. */
  readonly announceTo?: AnnouncePlace;
}

interface AnnouncePlace {
  readonly address: string;
  readonly port: number;
}

/** Connections beyond the active ones: they wait for routing activation, which may be refused. */
const MAX_INACTIVE = 16;
const ANNOUNCEMENTS = 3;
const ANNOUNCE_INTERVAL_US = 500 * MICROS_PER_MILLI;
/** The first announcement comes within 500 ms: a different one for each vehicle, always the same for one. */
const MAX_ANNOUNCE_WAIT_MS = 500;
const ANY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];
/** A port that TCP has picked may be in use on UDP. */
const MAX_ATTEMPTS = 8;
/** Datagrams that a fault delays at the same time; further ones are lost. */
const MAX_DELAYED = 100;

/** The UDP side of an entity: answers testers that look for vehicles, and announces the vehicle. */
class DoipDiscovery {
  readonly #gateway: DoipGateway;
  readonly #socket: Socket;
  readonly #listeners: readonly Socket[];
  readonly #alarm: Alarm;
  readonly #clock: Clock;
  readonly #place: AnnouncePlace;
  readonly #delays = new Set<Alarm>();
  #announced = 0;

  /** @param listeners receive what is sent to everybody; the answers come from `socket` */
  constructor(socket: Socket, listeners: readonly Socket[], place: AnnouncePlace, gateway: DoipGateway, clock: Clock) {
    this.#gateway = gateway;
    this.#socket = socket;
    this.#listeners = listeners;
    this.#clock = clock;
    this.#place = place;
    this.#alarm = clock.createAlarm('doip-announcement', () => this.#announce());
    for (const each of [socket, ...listeners]) {
      // Nobody can be informed of what a datagram's sender does not receive.
      each.on('error', () => undefined);
      each.on('message', (bytes, sender) => this.#answer(bytes, sender));
    }
    this.announce();
  }

  /** After power-on. */
  announce(): void {
    const waitMs = (this.#gateway.vehicle.identity.eid[0] ?? 0) % MAX_ANNOUNCE_WAIT_MS;
    this.#announced = 0;
    this.#alarm.arm(this.#clock.nowUs() + waitMs * MICROS_PER_MILLI);
  }

  /** The supply voltage is cut. */
  silence(): void {
    this.#alarm.disarm();
    for (const alarm of this.#delays) alarm.disarm();
    this.#delays.clear();
  }

  async close(): Promise<void> {
    this.silence();
    const sockets = [this.#socket, ...this.#listeners];
    await Promise.all(sockets.map(async (socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  #answer(bytes: Uint8Array, sender: AnnouncePlace): void {
    // A datagram with source port 0 wants no answer, and none can be sent there.
    if (sender.port === 0) return;
    const { vehicle, status, isPowered } = this.#gateway;
    const answer = isPowered ? answerDatagram(bytes, vehicle.identity, status) : null;
    if (answer !== null) this.#send(nameOf(answer), answer, sender);
  }

  #announce(): void {
    this.#send('announcement', encodeAnnouncement(this.#gateway.vehicle.identity), this.#place);
    this.#announced++;
    if (this.#announced < ANNOUNCEMENTS) this.#alarm.arm(this.#clock.nowUs() + ANNOUNCE_INTERVAL_US);
  }

  #send(name: DoipMessageName | null, bytes: Uint8Array, { port, address }: AnnouncePlace): void {
    const fault = name === null ? null : this.#gateway.faults.next(name);
    const whole = fault === null ? bytes : spoilDatagram(bytes, fault);
    if (whole === null) return;
    const send = (): void => this.#socket.send(whole, port, address, () => undefined);
    if (fault === null || fault.delayMs === 0) send();
    else this.#later(fault.delayMs * MICROS_PER_MILLI, send);
  }

  /** A datagram that a fault delays. */
  #later(afterUs: Micros, send: () => void): void {
    if (this.#delays.size >= MAX_DELAYED) return;
    const alarm = this.#clock.createAlarm('doip-fault', () => {
      this.#delays.delete(alarm);
      send();
    });
    this.#delays.add(alarm);
    alarm.arm(this.#clock.nowUs() + Math.round(afterUs));
  }
}

/** What a fault calls an answer on UDP; null for a negative acknowledge. */
function nameOf(answer: Uint8Array): DoipMessageName | null {
  const type = addressAt(answer, 2);
  if (type === PAYLOAD_TYPE.headerNack) return null;
  return type === PAYLOAD_TYPE.vehicleAnnouncement ? 'identification' : 'status';
}

/** Everybody in reach. */
function everybody(host: string): AnnouncePlace {
  return { address: broadcastAddress(host), port: DOIP_PORT };
}

/**
 * A socket that is bound to one address does not receive what is sent to everybody; where the system allows it, a second
 * one does.
 */
async function bindBroadcast({ host, port }: ServedDoipUrl): Promise<readonly Socket[]> {
  if (ANY_ADDRESS.includes(host) || host.includes(':')) return [];
  try {
    return [await bindUdp(broadcastAddress(host), port)];
  } catch {
    return [];
  }
}

async function bindUdp(host: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', reuseAddr: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, resolve);
  });
  socket.removeAllListeners('error');
  if (!host.includes(':')) socket.setBroadcast(true);
  return socket;
}

type ServedDoipUrl = DoipUrl & { readonly host: string };

/** The servers of one entity. */
class DoipServer {
  readonly #options: DoipServerOptions;
  readonly #gateway: DoipGateway;

  constructor(options: DoipServerOptions, requiresTls: boolean) {
    const { vehicle, clock, isReady, faults } = options;
    this.#options = options;
    const given = faults === undefined ? {} : { faults };
    this.#gateway = new DoipGateway({ vehicle, clock, isReady, requiresTls, ...given });
  }

  async open(url: ServedDoipUrl): Promise<CanPortServer> {
    const secure = url.tls === null ? null : await tlsIdentity(formatBusUrl(url), url.tls);
    const { plain, served, discovery } = await this.#openPlain(url);
    if (url.tls === null || secure === null) return this.#joined([plain], discovery, plain.url);
    try {
      const second = await this.#listen({ ...served, port: url.tls.port }, secure);
      const tls = { ...url.tls, port: second.url.port };
      return this.#joined([plain, second.server], discovery, formatBusUrl({ ...served, tls }));
    } catch (error) {
      await discovery.close();
      await plain.close();
      throw error;
    }
  }

  #joined(servers: readonly CanPortServer[], discovery: DoipDiscovery, url: string): CanPortServer {
    const supply = this.#options.supply?.subscribe((isPowered) => {
      this.#gateway.setPowered(isPowered);
      if (isPowered) discovery.announce();
      else discovery.silence();
    });
    return {
      url,
      clients: merge(...servers.map(({ clients }) => clients)),
      status: merge(...servers.map(({ status }) => status)),
      close: async () => {
        supply?.unsubscribe();
        await discovery.close();
        this.#gateway.close();
        await Promise.all(servers.map(async (server) => server.close()));
      },
    };
  }

  async #listen(
    url: ServedDoipUrl,
    secure?: TlsIdentity,
  ): Promise<{ readonly server: CanPortServer; readonly url: ServedDoipUrl }> {
    const { limits, clock, confirms, settles, answerMarginUs } = this.#options;
    const behavior = {
      ...(confirms === undefined ? {} : { confirms }),
      ...(settles === undefined ? {} : { settles }),
      ...(answerMarginUs === undefined ? {} : { answerMarginUs }),
    };
    const gateway = this.#gateway;
    const isSecure = secure !== undefined;
    return serveTcpPort(url, {
      maxClients: MAX_SOCKETS + MAX_INACTIVE,
      createProtocol: () => new DoipProtocol({ ...behavior, gateway, clock, isSecure }),
      refusal: () => '',
      ...(limits === undefined ? {} : { limits }),
      ...(secure === undefined ? {} : { secure }),
    });
  }

  /** TCP, and UDP on the same port. */
  async #openPlain(url: ServedDoipUrl): Promise<{
    readonly plain: CanPortServer;
    readonly served: ServedDoipUrl;
    readonly discovery: DoipDiscovery;
  }> {
    for (let attempt = 1; ; attempt++) {
      const { server: plain, url: served } = await this.#listen(url);
      try {
        const udp = await bindUdp(served.host, served.port);
        const { clock, announceTo = everybody(served.host) } = this.#options;
        const listeners = await bindBroadcast(served);
        return { plain, served, discovery: new DoipDiscovery(udp, listeners, announceTo, this.#gateway, clock) };
      } catch (error) {
        await plain.close();
        if (url.port === 0 && attempt < MAX_ATTEMPTS) continue;
        const text = formatBusUrl(served);
        const reason = error instanceof Error ? error.message : String(error);
        const hint = 'another program uses this port on UDP: stop it, or choose another port';
        throw new PortError('bench', `cannot listen on ${text}: ${reason}`, hint, { url: text }, error);
      }
    }
  }
}

/**
 * Serves a vehicle's diagnostics over DoIP: UDP and TCP on the same port, and TLS on another one. Each tester is a client
 * of the bus; what it sends goes to the ECUs over CAN.
 *
 * @throws PortError (`bench`) where an address or a file is not available
 */
export async function openDoipServer(url: ServedDoipUrl, options: DoipServerOptions): Promise<CanPortServer> {
  return new DoipServer(options, url.tls?.isRequired === true).open(url);
}
