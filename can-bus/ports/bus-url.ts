import { DEFAULT_ELM_VERSION, ELM_VERSIONS, isElmVersion, type ElmVersion } from '../elm327/version.ts';
import { nearestName } from '../text/nearest-name.ts';
import {
  formatAddress,
  formatOptions,
  parseHostPort,
  parseSwitch,
  refuseUrl,
  splitOptions,
  type HostPort,
} from './bus-url-parts.ts';
import { DOIP_URL_FORM, formatDoip, parseDoip, type DoipUrl } from './doip-url.ts';
import type { PortError } from './port-error.ts';
import type { ReceiveOptions } from './receive-filter.ts';
import { formatIdList, parseIdList } from './receive-options.ts';
import { DEFAULT_BIT_RATE } from '../virtual-bus/bus-options.ts';

/** Where a bus is (interfaces.md, "Buses"). */
export type BusUrl =
  | { readonly kind: 'virtual' }
  | { readonly kind: 'socketcan'; readonly interfaceName: string }
  | SlcanUrl
  | SlcanPtyUrl
  | Elm327PtyUrl
  | DoipUrl
  | TcpUrl;

/** A serial-line adapter that is plugged in. */
export interface SlcanUrl {
  readonly kind: 'slcan';
  readonly path: string;
  /** bit/s on the CAN bus, one of {@link SLCAN_BIT_RATES}. */
  readonly bitRate: number;
  /** The adapter carries CAN FD frames (CANable firmware). */
  readonly fd: boolean;
  /** bit/s of the data phase of CAN FD frames, one of {@link SLCAN_DATA_BIT_RATES}; null leaves it to the adapter. */
  readonly dataBitRate: number | null;
  /**
   * Whether the adapter adds time stamps to its frames; null leaves the setting as it is. Frames with and without
   * stamps are understood.
   */
  readonly timestamps: boolean | null;
  /** Baud rate of the serial line. A USB adapter ignores it. */
  readonly baudRate: number;
}

/** A bus that carries frames and that can be served. */
interface ServedFrames {
  /** When serving: which frames go out to clients; absent for all. */
  readonly receives?: ReceiveOptions;
}

export interface SlcanPtyUrl extends ServedFrames {
  readonly kind: 'slcan-pty';
  readonly path: string;
}

interface SlcanTcpUrl extends HostPort, ServedFrames {
  readonly kind: 'slcan-tcp';
}

interface UdsLinesUrl extends HostPort {
  readonly kind: 'uds-lines';
}

interface SimulatedElm327 {
  readonly version: ElmVersion;
}

export interface Elm327TcpUrl extends HostPort, SimulatedElm327 {
  readonly kind: 'elm327-tcp';
}

export interface Elm327PtyUrl extends SimulatedElm327 {
  readonly kind: 'elm327-pty';
  readonly path: string;
}

export type HostPortUrl = SlcanTcpUrl | UdsLinesUrl;

export interface SocketcandUrl extends HostPort, ServedFrames {
  readonly kind: 'socketcand';
  /** The bus name that a client requests; when serving it is the name that is announced, and any name is accepted. */
  readonly bus: string;
  /** When serving: whether the server announces itself on the network. */
  readonly beacon: boolean;
}

export type TcpUrl = HostPortUrl | SocketcandUrl | Elm327TcpUrl | (DoipUrl & HostPort);

export type BusKind = BusUrl['kind'];

/** How each kind is written, for help texts. */
export const BUS_URL_FORMS: Readonly<Record<BusKind, string>> = {
  virtual: 'virtual',
  socketcan: 'socketcan:vcan0',
  slcan: 'slcan:/dev/ttyACM0?bitrate=500000',
  'slcan-pty': 'slcan-pty:./car',
  'slcan-tcp': 'slcan-tcp:127.0.0.1:3333',
  socketcand: 'socketcand:127.0.0.1:29536',
  'elm327-tcp': 'elm327-tcp:127.0.0.1:35000',
  'elm327-pty': 'elm327-pty:./elm',
  'uds-lines': 'uds-lines:127.0.0.1:20162',
  doip: DOIP_URL_FORM,
};

/** Bit rates by the digit of the LAWICEL command `S`, as in its manual; some adapters take S7 for 750 kbit/s. */
export const SLCAN_BIT_RATES: readonly number[] = [
  10_000, 20_000, 50_000, 100_000, 125_000, 250_000, 500_000, 800_000, 1_000_000,
];

/** Bit rates of the data phase by the command `Y` of CANable's CAN FD firmware. */
export const SLCAN_DATA_BIT_RATES: Readonly<Record<number, string>> = { 2_000_000: 'Y2', 5_000_000: 'Y5' };

export const DEFAULT_BAUD_RATE = 115_200;
const MIN_BAUD_RATE = 1_200;
const MAX_BAUD_RATE = 12_000_000;
export const DEFAULT_SOCKETCAND_BUS = 'can0';

/** Longest name of a Linux network interface (IFNAMSIZ − 1). */
const MAX_INTERFACE_NAME = 15;

function isKind(scheme: string): scheme is BusKind {
  return Object.hasOwn(BUS_URL_FORMS, scheme);
}

/** Long input is not compared: it is not a typing error. */
const MAX_SUGGESTED_FOR = 24;

/** As other programs write the car's buses, by their schemes. */
const FOREIGN_SCHEMES: Readonly<Record<string, BusKind>> = {
  socket: 'slcan-tcp',
  tcp: 'slcan-tcp',
  can: 'socketcand',
  'tcp-lines': 'uds-lines',
};

function unknownScheme(url: string, scheme: string): PortError {
  const kind = Object.hasOwn(FOREIGN_SCHEMES, scheme) ? FOREIGN_SCHEMES[scheme] : undefined;
  if (kind !== undefined) {
    const place = url.slice(scheme.length + 1).replace(/^\/\//, '');
    const isPlace = /^[\w.-]+:\d{1,5}$/.test(place);
    const hint = `write ${isPlace ? `${kind}:${place}` : BUS_URL_FORMS[kind]}`;
    return refuseUrl(url, 'scheme', `no kind of bus is called "${scheme}"`, hint);
  }
  const nearest = nearestName(scheme.slice(0, MAX_SUGGESTED_FOR), Object.keys(BUS_URL_FORMS));
  const form = nearest !== null && isKind(nearest) ? BUS_URL_FORMS[nearest] : null;
  const hint = form === null ? `use one of: ${Object.values(BUS_URL_FORMS).join(', ')}` : `did you mean ${form}?`;
  return refuseUrl(
    url,
    'scheme',
    scheme === '' ? 'the kind of bus is missing' : `no kind of bus is called "${scheme}"`,
    hint,
  );
}

function parseInterface(url: string, rest: string): BusUrl {
  const name = splitOptions(url, rest, []).base;
  const hint = `write ${BUS_URL_FORMS.socketcan}; "ip -brief link show type can" and "… type vcan" list yours`;
  if (name === '') throw refuseUrl(url, 'interface', 'the interface is missing', hint);
  if (name.length > MAX_INTERFACE_NAME || /[\s/:]/.test(name) || name === '.' || name === '..') {
    throw refuseUrl(url, 'interface', `"${name}" is not a valid name of a network interface`, hint);
  }
  return { kind: 'socketcan', interfaceName: name };
}

function parsePath(url: string, path: string, kind: 'slcan' | 'slcan-pty' | 'elm327-pty'): string {
  if (path === '') throw refuseUrl(url, 'path', 'the path is missing', `write ${BUS_URL_FORMS[kind]}`);
  if (path.includes('\0'))
    throw refuseUrl(url, 'path', 'the path contains a zero byte', `write ${BUS_URL_FORMS[kind]}`);
  return path;
}

function parseRate(url: string, what: string, text: string, rates: readonly number[]): number {
  const rate = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!rates.includes(rate))
    throw refuseUrl(url, 'option', `"${text}" is not a valid ${what}`, `one of ${rates.join(', ')} bit/s`);
  return rate;
}

function parseBaudRate(url: string, text: string): number {
  const rate = /^\d+$/.test(text) ? Number(text) : NaN;
  if (rate >= MIN_BAUD_RATE && rate <= MAX_BAUD_RATE) return rate;
  const hint = `${MIN_BAUD_RATE} to ${MAX_BAUD_RATE}; ${DEFAULT_BAUD_RATE} where it is left out`;
  throw refuseUrl(url, 'option', `"${text}" is not a valid baud rate`, hint);
}

const SERIAL_OPTIONS: readonly string[] = ['bitrate', 'fd', 'dbitrate', 'timestamps', 'baudrate'];

function parseSerial(url: string, rest: string): SlcanUrl {
  const { base, options } = splitOptions(url, rest, SERIAL_OPTIONS);
  const path = parsePath(url, base, 'slcan');
  const [bitRate, fd, dataBitRate, timestamps, baudRate] = SERIAL_OPTIONS.map((name) => options.get(name));
  const dataRates = Object.keys(SLCAN_DATA_BIT_RATES).map(Number);
  if (dataBitRate !== undefined && (fd === undefined || !parseSwitch(url, 'fd', fd))) {
    throw refuseUrl(url, 'option', 'dbitrate is the bit rate of CAN FD data', 'add fd=1, or leave dbitrate out');
  }
  return {
    kind: 'slcan',
    path,
    bitRate: bitRate === undefined ? DEFAULT_BIT_RATE : parseRate(url, 'SLCAN bit rate', bitRate, SLCAN_BIT_RATES),
    fd: fd !== undefined && parseSwitch(url, 'fd', fd),
    dataBitRate: dataBitRate === undefined ? null : parseRate(url, 'data bit rate', dataBitRate, dataRates),
    timestamps: timestamps === undefined ? null : parseSwitch(url, 'timestamps', timestamps),
    baudRate: baudRate === undefined ? DEFAULT_BAUD_RATE : parseBaudRate(url, baudRate),
  };
}

function parseSocketcand(url: string, rest: string): SocketcandUrl {
  const { base, options } = splitOptions(url, rest, ['bus', 'beacon', ...RECEIVE_OPTIONS]);
  const bus = options.get('bus') ?? DEFAULT_SOCKETCAND_BUS;
  if (!/^[\w.-]{1,15}$/.test(bus)) {
    throw refuseUrl(
      url,
      'option',
      `"${bus}" is not a valid name of a bus`,
      'up to 15 letters and digits, like bus=can0',
    );
  }
  const beacon = options.get('beacon');
  return {
    kind: 'socketcand',
    ...parseHostPort(url, base, BUS_URL_FORMS.socketcand),
    bus,
    beacon: beacon !== undefined && parseSwitch(url, 'beacon', beacon),
    ...parseReceives(url, options),
  };
}

const RECEIVE_OPTIONS: readonly string[] = ['ids', 'broadcast'];

function parseReceives(url: string, options: ReadonlyMap<string, string>): ServedFrames {
  const [ids, broadcast] = RECEIVE_OPTIONS.map((name) => options.get(name));
  if (ids === undefined && broadcast === undefined) return {};
  const ranges = ids === undefined ? null : parseIdList(ids);
  if (ranges !== null && 'problem' in ranges) throw refuseUrl(url, 'option', ranges.problem, ranges.hint);
  const isBroadcast = broadcast === undefined || parseSwitch(url, 'broadcast', broadcast);
  return { receives: { ids: ranges, broadcast: isBroadcast } };
}

function parsePty(url: string, rest: string): SlcanPtyUrl {
  const { base, options } = splitOptions(url, rest, RECEIVE_OPTIONS);
  return { kind: 'slcan-pty', path: parsePath(url, base, 'slcan-pty'), ...parseReceives(url, options) };
}

function parseSlcanTcp(url: string, rest: string): SlcanTcpUrl {
  const { base, options } = splitOptions(url, rest, RECEIVE_OPTIONS);
  return { kind: 'slcan-tcp', ...parseHostPort(url, base, BUS_URL_FORMS['slcan-tcp']), ...parseReceives(url, options) };
}

function parseElm327(url: string, rest: string, kind: 'elm327-tcp' | 'elm327-pty'): Elm327TcpUrl | Elm327PtyUrl {
  const { base, options } = splitOptions(url, rest, ['version']);
  const version = options.get('version') ?? DEFAULT_ELM_VERSION;
  if (!isElmVersion(version)) {
    throw refuseUrl(
      url,
      'option',
      `no adapter of version "${version}" is simulated`,
      `one of ${ELM_VERSIONS.join(', ')}`,
    );
  }
  if (kind === 'elm327-pty') return { kind, path: parsePath(url, base, kind), version };
  return { kind, ...parseHostPort(url, base, BUS_URL_FORMS[kind]), version };
}

/**
 * Reads the URL of a bus.
 *
 * @throws PortError (`usage`) that names the wrong part in `context.part`
 */
export function parseBusUrl(url: string): BusUrl {
  const colon = url.indexOf(':');
  const scheme = colon < 0 ? url : url.slice(0, colon);
  const rest = colon < 0 ? '' : url.slice(colon + 1);
  if (!isKind(scheme)) throw unknownScheme(url, scheme);
  switch (scheme) {
    case 'virtual':
      if (colon >= 0) throw refuseUrl(url, 'option', 'nothing may follow "virtual"', `write ${BUS_URL_FORMS.virtual}`);
      return { kind: 'virtual' };
    case 'socketcan':
      return parseInterface(url, rest);
    case 'slcan':
      return parseSerial(url, rest);
    case 'slcan-pty':
      return parsePty(url, rest);
    case 'socketcand':
      return parseSocketcand(url, rest);
    case 'slcan-tcp':
      return parseSlcanTcp(url, rest);
    case 'uds-lines':
      return { kind: scheme, ...parseHostPort(url, splitOptions(url, rest, []).base, BUS_URL_FORMS[scheme]) };
    case 'doip':
      return parseDoip(url, rest);
    case 'elm327-tcp':
    case 'elm327-pty':
      return parseElm327(url, rest, scheme);
  }
}

function formatSerial({ path, bitRate, fd, dataBitRate, timestamps, baudRate }: SlcanUrl): string {
  let text = `slcan:${path}?bitrate=${bitRate}`;
  if (fd) text += '&fd=1';
  if (dataBitRate !== null) text += `&dbitrate=${dataBitRate}`;
  if (timestamps !== null) text += `&timestamps=${timestamps ? 'on' : 'off'}`;
  if (baudRate !== DEFAULT_BAUD_RATE) text += `&baudrate=${baudRate}`;
  return text;
}

function formatHostPort({ kind, host, port }: TcpUrl): string {
  return `${kind}:${formatAddress({ host, port })}`;
}

function formatSocketcand(url: SocketcandUrl): string {
  const options: string[] = [];
  if (url.bus !== DEFAULT_SOCKETCAND_BUS) options.push(`bus=${url.bus}`);
  if (url.beacon) options.push('beacon=on');
  return formatHostPort(url) + formatOptions([...options, ...receiveOptions(url)]);
}

function receiveOptions({ receives }: ServedFrames): readonly string[] {
  if (receives === undefined) return [];
  const ids = receives.ids === null ? [] : [`ids=${formatIdList(receives.ids)}`];
  return receives.broadcast ? ids : [...ids, 'broadcast=off'];
}

function formatVersion({ version }: SimulatedElm327): string {
  return version === DEFAULT_ELM_VERSION ? '' : `?version=${version}`;
}

/** The URL in the form that {@link parseBusUrl} reads. */
export function formatBusUrl(url: BusUrl): string {
  switch (url.kind) {
    case 'virtual':
      return 'virtual';
    case 'socketcan':
      return `socketcan:${url.interfaceName}`;
    case 'slcan':
      return formatSerial(url);
    case 'slcan-pty':
      return `slcan-pty:${url.path}${formatOptions(receiveOptions(url))}`;
    case 'socketcand':
      return formatSocketcand(url);
    case 'slcan-tcp':
      return formatHostPort(url) + formatOptions(receiveOptions(url));
    case 'uds-lines':
      return formatHostPort(url);
    case 'doip':
      return formatDoip(url);
    case 'elm327-tcp':
      return formatHostPort(url) + formatVersion(url);
    case 'elm327-pty':
      return `elm327-pty:${url.path}${formatVersion(url)}`;
  }
}
