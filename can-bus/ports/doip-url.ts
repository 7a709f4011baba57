import { DOIP_PORT, DOIP_TLS_PORT } from '../doip/codes.ts';
import { formatAddress, formatOptions, parseHostPort, parseSwitch, refuseUrl, splitOptions } from './bus-url-parts.ts';

/** A DoIP entity. */
export interface DoipUrl {
  readonly kind: 'doip';
  /** Null for a client that looks for the vehicle. */
  readonly host: string | null;
  readonly port: number;
  /** The tester's logical address. */
  readonly source: number;
  /** Which vehicle is looked for; null for any. */
  readonly vin: string | null;
  /** 12 hexadecimal digits. */
  readonly eid: string | null;
  /** When serving: TLS on a second port. As a client: the connection is TLS. Null for none. */
  readonly tls: DoipTls | null;
}

interface DoipTls {
  /** When serving, 0 lets the system pick one. */
  readonly port: number;
  /** PEM file: when serving, null for a certificate that is made at start. As a client: the certificate to trust. */
  readonly cert: string | null;
  /** When serving: PEM file of its private key. */
  readonly key: string | null;
  /** When serving: routing is activated on TLS connections only. */
  readonly isRequired: boolean;
}

export const DEFAULT_DOIP_SOURCE = 0x0e00;
/** In place of a host: the vehicle is looked for. */
const DISCOVER = 'discover';
/** TLS on, and nothing without it. */
const REQUIRED = 'required';
const TLS_VALUES: readonly string[] = ['on', '1', 'off', '0', REQUIRED];
/** How it is written, for help texts. */
export const DOIP_URL_FORM = 'doip:127.0.0.1:13400';

/** @throws PortError (`usage`) that names the wrong part */
export function parseDoip(url: string, rest: string): DoipUrl {
  const { base, options } = splitOptions(url, rest, ['source', 'vin', 'eid', 'tls', 'tlsPort', 'cert', 'key']);
  const [source, vin, eid] = ['source', 'vin', 'eid'].map((name) => options.get(name));
  if (source !== undefined && !/^[\da-f]{1,4}$/i.test(source)) {
    throw refuseUrl(
      url,
      'option',
      `"${source}" is not a logical address`,
      'write up to 4 hexadecimal digits: source=0E80',
    );
  }
  if (vin !== undefined && !/^[A-Z\d]{17}$/.test(vin)) {
    throw refuseUrl(url, 'option', `"${vin}" is not a VIN`, 'write its 17 letters and digits');
  }
  if (eid !== undefined && !/^[\dA-F]{12}$/i.test(eid)) {
    throw refuseUrl(url, 'option', `"${eid}" is not an EID`, 'write its 12 hexadecimal digits');
  }
  const isDiscovery = base === DISCOVER || base.startsWith(`${DISCOVER}:`);
  if (!isDiscovery && (vin !== undefined || eid !== undefined)) {
    throw refuseUrl(url, 'option', 'a vehicle with an address is not looked for', `write doip:${DISCOVER}?vin=VIN`);
  }
  const place = parseHostPort(url, base === DISCOVER ? `${base}:${DOIP_PORT}` : base, DOIP_URL_FORM);
  return {
    kind: 'doip',
    host: isDiscovery ? null : place.host,
    port: place.port,
    source: source === undefined ? DEFAULT_DOIP_SOURCE : Number.parseInt(source, 16),
    vin: vin ?? null,
    eid: eid ?? null,
    tls: parseTls(url, options),
  };
}

function parseTls(url: string, options: ReadonlyMap<string, string>): DoipTls | null {
  const [on, port, cert, key] = ['tls', 'tlsPort', 'cert', 'key'].map((name) => options.get(name));
  const isRequired = on === REQUIRED;
  if (on !== undefined && !TLS_VALUES.includes(on)) {
    throw refuseUrl(url, 'option', `tls is on, off or ${REQUIRED}, not "${on}"`, 'write tls=on');
  }
  if (on === undefined || (!isRequired && !parseSwitch(url, 'tls', on))) {
    if (port === undefined && cert === undefined && key === undefined) return null;
    throw refuseUrl(url, 'option', 'tlsPort, cert and key belong to TLS', 'add tls=on, or leave them out');
  }
  if (key !== undefined && cert === undefined) {
    throw refuseUrl(url, 'option', 'a private key needs its certificate', 'write cert=FILE&key=FILE, or neither');
  }
  return {
    port: port === undefined ? DOIP_TLS_PORT : parseHostPort(url, `tls:${port}`, DOIP_URL_FORM).port,
    cert: cert ?? null,
    key: key ?? null,
    isRequired,
  };
}

/** The URL in the form that {@link parseDoip} reads. */
export function formatDoip({ host, port, source, vin, eid, tls }: DoipUrl): string {
  const options: string[] = [];
  if (source !== DEFAULT_DOIP_SOURCE) options.push(`source=${hex4(source)}`);
  if (vin !== null) options.push(`vin=${vin}`);
  if (eid !== null) options.push(`eid=${eid}`);
  if (tls !== null) options.push(...formatTls(tls));
  return `doip:${formatAddress({ host: host ?? DISCOVER, port })}${formatOptions(options)}`;
}

function formatTls({ port, cert, key, isRequired }: DoipTls): readonly string[] {
  return [
    `tls=${isRequired ? REQUIRED : 'on'}`,
    ...(port === DOIP_TLS_PORT ? [] : [`tlsPort=${port}`]),
    ...(cert === null ? [] : [`cert=${cert}`]),
    ...(key === null ? [] : [`key=${key}`]),
  ];
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
