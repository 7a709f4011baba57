import { PortError } from './port-error.ts';

/** Where a bus is (interfaces.md, "Buses"). */
export type BusUrl =
  | { readonly kind: 'virtual' }
  | { readonly kind: 'socketcan'; readonly interfaceName: string }
  | { readonly kind: 'slcan'; readonly path: string; readonly bitRate: number }
  | { readonly kind: 'slcan-pty'; readonly path: string }
  | HostPortUrl;

export interface HostPortUrl {
  readonly kind: 'slcan-tcp' | 'socketcand' | 'uds-lines';
  /** Name or address, an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535; 0 lets the system pick one, where we serve. */
  readonly port: number;
}

export type BusKind = BusUrl['kind'];

/** How each kind is written, for help texts. */
export const BUS_URL_FORMS: Readonly<Record<BusKind, string>> = {
  virtual: 'virtual',
  socketcan: 'socketcan:vcan0',
  slcan: 'slcan:/dev/ttyACM0?bitrate=500000',
  'slcan-pty': 'slcan-pty:./car',
  'slcan-tcp': 'slcan-tcp:127.0.0.1:3333',
  socketcand: 'socketcand:127.0.0.1:29536',
  'uds-lines': 'uds-lines:127.0.0.1:20162',
};

/** Bit rates by the digit of the LAWICEL command `S`, as its manual has them; some adapters take S7 for 750 kbit/s. */
export const SLCAN_BIT_RATES: readonly number[] = [
  10_000, 20_000, 50_000, 100_000, 125_000, 250_000, 500_000, 800_000, 1_000_000,
];

export const DEFAULT_BIT_RATE = 500_000;

/** Longest name of a Linux network interface (IFNAMSIZ − 1). */
const MAX_INTERFACE_NAME = 15;
const MAX_PORT = 65_535;

type UrlPart = 'scheme' | 'interface' | 'path' | 'option' | 'host' | 'port';

function refuse(url: string, part: UrlPart, problem: string, hint: string): PortError {
  return new PortError('usage', `bus URL "${url}": ${problem}`, hint, { url, part });
}

function isKind(scheme: string): scheme is BusKind {
  return Object.hasOwn(BUS_URL_FORMS, scheme);
}

/** Letters to insert, delete or exchange to make one word of the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const exchange = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(exchange, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Long input is not compared: nobody mistypes that much. */
const MAX_SUGGESTED_FOR = 24;

function unknownScheme(url: string, scheme: string): PortError {
  const word = scheme.toLowerCase();
  const ranked = Object.entries(BUS_URL_FORMS)
    .map(([kind, form]) => ({ form, distance: editDistance(word.slice(0, MAX_SUGGESTED_FOR), kind) }))
    .sort((a, b) => a.distance - b.distance);
  const nearest = ranked[0];
  const isNear = nearest !== undefined && nearest.distance <= Math.max(2, Math.floor(word.length / 3));
  const hint = isNear ? `did you mean ${nearest.form}?` : `use one of: ${Object.values(BUS_URL_FORMS).join(', ')}`;
  return refuse(
    url,
    'scheme',
    scheme === '' ? 'the kind of bus is missing' : `no kind of bus is called "${scheme}"`,
    hint,
  );
}

function parseInterface(url: string, name: string): BusUrl {
  const hint = `write ${BUS_URL_FORMS.socketcan}; "ip -brief link show type can" and "… type vcan" list yours`;
  if (name === '') throw refuse(url, 'interface', 'the interface is missing', hint);
  if (name.length > MAX_INTERFACE_NAME || /[\s/:?]/.test(name) || name === '.' || name === '..') {
    throw refuse(url, 'interface', `"${name}" cannot be the name of a network interface`, hint);
  }
  return { kind: 'socketcan', interfaceName: name };
}

function parsePath(url: string, path: string, kind: 'slcan' | 'slcan-pty'): string {
  if (path === '') throw refuse(url, 'path', 'the path is missing', `write ${BUS_URL_FORMS[kind]}`);
  if (path.includes('\0')) throw refuse(url, 'path', 'the path holds a zero byte', `write ${BUS_URL_FORMS[kind]}`);
  return path;
}

function parseBitRate(url: string, text: string): number {
  const hint = `one of ${SLCAN_BIT_RATES.join(', ')} bit/s`;
  const bitRate = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!SLCAN_BIT_RATES.includes(bitRate)) throw refuse(url, 'option', `"${text}" is no SLCAN bit rate`, hint);
  return bitRate;
}

function parseSerial(url: string, rest: string): BusUrl {
  const query = rest.indexOf('?');
  const path = parsePath(url, query < 0 ? rest : rest.slice(0, query), 'slcan');
  if (query < 0) return { kind: 'slcan', path, bitRate: DEFAULT_BIT_RATE };
  let bitRate = DEFAULT_BIT_RATE;
  for (const option of rest.slice(query + 1).split('&')) {
    const [name = '', value = ''] = option.split('=', 2);
    if (name !== 'bitrate') {
      throw refuse(url, 'option', `no option is called "${name}"`, `the one option is bitrate: ${BUS_URL_FORMS.slcan}`);
    }
    bitRate = parseBitRate(url, value);
  }
  return { kind: 'slcan', path, bitRate };
}

function parseHostPort(url: string, rest: string, kind: HostPortUrl['kind']): HostPortUrl {
  const hint = `write ${BUS_URL_FORMS[kind]}, an IPv6 address in brackets`;
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(rest);
  if (match === null) throw refuse(url, 'host', `"${rest}" is not HOST:PORT`, hint);
  const [, bracketed, plain, portText] = match;
  const host = bracketed ?? plain ?? '';
  if (host === '') throw refuse(url, 'host', 'the host is missing', hint);
  const isValidHost = bracketed === undefined ? /^[\w.-]+$/.test(host) : /^[\da-f:.]+(%[\w.-]+)?$/i.test(host);
  if (!isValidHost) throw refuse(url, 'host', `"${host}" is no host`, hint);
  if (portText === undefined || portText === '') throw refuse(url, 'port', 'the port is missing', hint);
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : NaN;
  if (!(port <= MAX_PORT)) throw refuse(url, 'port', `"${portText}" is no port from 0 to ${MAX_PORT}`, hint);
  return { kind, host, port };
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
      if (colon >= 0) throw refuse(url, 'option', 'nothing may follow "virtual"', `write ${BUS_URL_FORMS.virtual}`);
      return { kind: 'virtual' };
    case 'socketcan':
      return parseInterface(url, rest);
    case 'slcan':
      return parseSerial(url, rest);
    case 'slcan-pty':
      return { kind: 'slcan-pty', path: parsePath(url, rest, 'slcan-pty') };
    case 'slcan-tcp':
    case 'socketcand':
    case 'uds-lines':
      return parseHostPort(url, rest, scheme);
  }
}

/** The URL as {@link parseBusUrl} reads it. */
export function formatBusUrl(url: BusUrl): string {
  switch (url.kind) {
    case 'virtual':
      return 'virtual';
    case 'socketcan':
      return `socketcan:${url.interfaceName}`;
    case 'slcan':
      return `slcan:${url.path}?bitrate=${url.bitRate}`;
    case 'slcan-pty':
      return `slcan-pty:${url.path}`;
    case 'slcan-tcp':
    case 'socketcand':
    case 'uds-lines':
      return `${url.kind}:${url.host.includes(':') ? `[${url.host}]` : url.host}:${url.port}`;
  }
}
