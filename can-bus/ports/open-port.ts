import type { VehiclePower } from '../elm327/adapter-state.ts';
import type { Observable } from 'rxjs';
import type { DoipFaultSource } from '../doip/doip-faults.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import type { Micros } from '../time/micros.ts';
import { RealClock } from '../time/real-clock.ts';
import { formatBusUrl, parseBusUrl, type BusUrl } from './bus-url.ts';
import type { CanPort, CanPortServer } from './can-port.ts';
import type { DoipVehicle } from './doip-gateway.ts';
import { DEFAULT_DOIP_SOURCE } from './doip-url.ts';
import { OnePortServer } from './one-port-server.ts';
import { PortError } from './port-error.ts';
import { receiveFilter, type FrameFilter } from './receive-filter.ts';
import { openSlcanPtyServer } from './slcan-pty-server.ts';
import { openSlcanPtyClient, openSlcanSerialPort } from './slcan-serial-port.ts';
import { openSlcanTcpClient } from './slcan-tcp-client.ts';
import { openSlcanTcpServer } from './slcan-tcp-server.ts';
import { openSocketcanPort } from './socketcan-port.ts';
import { openSocketcandClient } from './socketcand-client.ts';
import { openSocketcandServer } from './socketcand-server.ts';
import { openUdsLinesClient } from './uds-lines-client.ts';
import type { BusBehavior } from './tester-channel.ts';
import { openUdsLinesServer } from './uds-lines-server.ts';

/** How a tester reaches the ECU, for protocols that carry messages: as the tester sees it. */
export interface DiagnosticChannel {
  readonly physical: IsoTpConfig;
  /** Where requests to all ECUs go. */
  readonly functional?: IsoTpConfig;
}

interface ClientPortOptions {
  /** For protocols that carry messages, which end ISO-TP here. Real time by default. */
  readonly clock?: Clock;
  /** Required by `uds-lines:`. */
  readonly diagnostics?: DiagnosticChannel;
  /** Required by `doip:`. */
  readonly vehicle?: DoipVehicle;
}

export interface ServerPortOptions extends ClientPortOptions, BusBehavior {
  /** Vehicle time, for protocols with time stamps. */
  readonly vehicleTimeUs: () => Micros;
  /** The bus carries CAN FD frames. */
  readonly fd?: boolean;
  /** See `CanPort.wantStamps`; true where absent. */
  readonly stamps?: boolean;
  /** Bit rate of the bus in bit/s: a tool that sets another one is reported. */
  readonly bitRate?: number;
  /** 11-bit ids of the frames that `?broadcast=off` leaves out. */
  readonly broadcastIds?: readonly number[];
  /** What an adapter measures at the vehicle's plug. */
  readonly power?: () => VehiclePower;
  /** A DoIP gateway's faults, and its supply voltage: false while it is cut; true when it is back. */
  readonly doip?: { readonly faults: DoipFaultSource; readonly supply: Observable<boolean> };
}

const FRAME_BUSES = 'slcan-tcp:HOST:PORT, socketcand:HOST:PORT, socketcan:INTERFACE, slcan:DEVICE or slcan-pty:PATH';
const ALTERNATIVES = `use ${FRAME_BUSES}`;

function refuse(url: BusUrl, as: 'client' | 'server', reason: string, hint: string = ALTERNATIVES): PortError {
  const text = formatBusUrl(url);
  return new PortError('usage', `cannot open ${text} as ${as}: ${reason}`, hint, { url: text, kind: url.kind });
}

const VIRTUAL = 'it exists inside one process and cannot be reached from outside';
const SERVER_OPTIONS = 'what clients receive is set where a car serves the bus';
const BEACON_OPTION = 'only a car that serves the bus announces it';
const SOURCE_OPTION = 'the source is the address of a tester';
const KEY_OPTION = 'the private key is that of a car that serves the bus';
const ELM327_ONLY = 'it is a simulated adapter for other programs';
const MESSAGES_ONLY = 'it carries UDS messages, but CAN frames are needed here';

/**
 * Connects to the bus at a URL.
 *
 * @throws PortError: `usage` for a URL that is wrong or of a kind without a client, `bench` where the bus does not
 * exist
 */
export async function openClientPort(url: string, options: ClientPortOptions = {}): Promise<CanPort> {
  const parsed = parseBusUrl(url);
  // Who opens it for messages needs no frames.
  const others = [
    ...(options.vehicle === undefined ? [] : ['doip:HOST:PORT, ']),
    ...(options.diagnostics === undefined ? [] : ['uds-lines:HOST:PORT, ']),
  ];
  const alternatives = `use ${others.join('')}${FRAME_BUSES}`;
  if ('receives' in parsed) throw refuse(parsed, 'client', SERVER_OPTIONS, 'leave ids and broadcast out');
  switch (parsed.kind) {
    case 'virtual':
      throw refuse(parsed, 'client', VIRTUAL, alternatives);
    case 'socketcan':
      return openSocketcanPort(parsed);
    case 'slcan':
      return openSlcanSerialPort(parsed);
    case 'slcan-pty':
      return openSlcanPtyClient(parsed);
    case 'slcan-tcp':
      return openSlcanTcpClient(parsed);
    case 'socketcand':
      if (parsed.beacon) throw refuse(parsed, 'client', BEACON_OPTION, 'leave beacon out');
      return openSocketcandClient(parsed);
    case 'elm327-tcp':
    case 'elm327-pty':
      throw refuse(parsed, 'client', ELM327_ONLY, alternatives);
    case 'doip': {
      const { vehicle, clock = new RealClock() } = options;
      if (vehicle === undefined) throw refuse(parsed, 'client', MESSAGES_ONLY);
      if (parsed.tls !== null && parsed.tls.key !== null) throw refuse(parsed, 'client', KEY_OPTION, 'leave key out');
      const { openDoipClient } = await import('./doip-client.ts');
      return openDoipClient(parsed, { vehicle, clock });
    }
    case 'uds-lines': {
      const { diagnostics, clock = new RealClock() } = options;
      if (diagnostics === undefined) throw refuse(parsed, 'client', MESSAGES_ONLY);
      const { physical, functional } = diagnostics;
      return openUdsLinesClient(parsed, {
        channel: physical,
        clock,
        ...(functional === undefined ? {} : { functional }),
      });
    }
  }
}

interface ServedBus {
  readonly accepts: FrameFilter | null;
  /** The URL for clients: the receive filter is not part of it. */
  readonly served: BusUrl;
}

function servedFrames(url: BusUrl, broadcastIds: readonly number[]): ServedBus {
  if (!('receives' in url)) return { accepts: null, served: url };
  const { receives, ...served } = url;
  return { accepts: receiveFilter(receives, broadcastIds), served };
}

/**
 * Serves a bus at a URL; for an adapter of this machine (`slcan:`, `socketcan:`) it connects to the adapter instead.
 *
 * @throws PortError: `usage` for a URL that is wrong or of a kind that cannot be served, `bench` where the address is
 * in use
 */
export async function openServerPort(url: string, options: ServerPortOptions): Promise<CanPortServer> {
  const parsed = parseBusUrl(url);
  const {
    clock = new RealClock(),
    diagnostics,
    vehicle,
    confirms,
    settles,
    answerMarginUs,
    power,
    doip,
    stamps = true,
    ...others
  } = options;
  const { broadcastIds = [], ...common } = others;
  const { accepts, served } = servedFrames(parsed, broadcastIds);
  const behavior = {
    ...(confirms === undefined ? {} : { confirms }),
    ...(settles === undefined ? {} : { settles }),
    ...(answerMarginUs === undefined ? {} : { answerMarginUs }),
  };
  const elm327 = {
    ...common,
    clock,
    ...(settles === undefined ? {} : { settles }),
    ...(power === undefined ? {} : { power }),
  };
  const bus = accepts === null ? common : { ...common, accepts };
  switch (served.kind) {
    case 'virtual':
      throw refuse(served, 'server', VIRTUAL);
    case 'socketcan':
      return new OnePortServer(await openSocketcanPort(served, { stamps }));
    case 'slcan':
      return new OnePortServer(await openSlcanSerialPort(served));
    case 'slcan-pty':
      return openSlcanPtyServer(served, bus);
    case 'slcan-tcp':
      return openSlcanTcpServer(served, bus);
    case 'socketcand':
      return openSocketcandServer(served, { ...bus, clock });
    case 'elm327-tcp':
      return (await import('./elm327-server.ts')).openElm327TcpServer(served, elm327);
    case 'elm327-pty':
      return (await import('./elm327-server.ts')).openElm327PtyServer(served, elm327);
    case 'doip': {
      if (vehicle === undefined) throw refuse(served, 'server', MESSAGES_ONLY);
      const { host, source } = served;
      if (source !== DEFAULT_DOIP_SOURCE) throw refuse(served, 'server', SOURCE_OPTION, 'leave source out');
      if (host === null) throw refuse(served, 'server', 'it has no address', 'write doip:127.0.0.1:13400');
      const isReady = (): boolean => power?.().ignitionOn ?? true;
      const { openDoipServer } = await import('./doip-server.ts');
      return openDoipServer({ ...served, host }, { vehicle, clock, isReady, ...doip, ...behavior });
    }
    case 'uds-lines':
      if (diagnostics === undefined) throw refuse(served, 'server', MESSAGES_ONLY);
      return openUdsLinesServer(served, {
        channel: diagnostics.physical,
        clock,
        ...behavior,
      });
  }
}
