import { DOIP_PORT, DOIP_TLS_PORT } from '../doip/codes.ts';
import { formatAddress, formatOptions, parseHostPort, parseSwitch, refuseUrl, splitOptions } from './bus-url-parts.ts';
import type { TlsFiles } from './tls-identity.ts';

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
  /** When serving: TLS on a second port; null for none. */
  readonly tls: DoipTls | null;
}

interface DoipTls {
  /** 0 lets the system pick one. */
  readonly port: number;
  /** PEM files; null for a certificate that is made at start. */
  readonly files: TlsFiles | null;
}

const DEFAULT_DOIP_SOURCE = 0x0e00;
/** In place of a host: the vehicle is looked for. */
const DISCOVER = 'discover';
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
  if (on === undefined || !parseSwitch(url, 'tls', on)) {
    if (port === undefined && cert === undefined && key === undefined) return null;
    throw refuseUrl(url, 'option', 'tlsPort, cert and key belong to TLS', 'add tls=on, or leave them out');
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw refuseUrl(url, 'option', 'a certificate needs its private key', 'write cert=FILE&key=FILE, or neither');
  }
  return {
    port: port === undefined ? DOIP_TLS_PORT : parseHostPort(url, `tls:${port}`, DOIP_URL_FORM).port,
    files: cert === undefined || key === undefined ? null : { cert, key },
  };
}

/** The URL in the form that {@link parseDoip} reads. */
export function formatDoip({ host, port, source, vin, eid, tls }: DoipUrl): string {
  const options: string[] = [];
  if (source !== DEFAULT_DOIP_SOURCE) options.push(`source=${hex4(source)}`);
  if (vin !== null) options.push(`vin=${vin}`);
  if (eid !== null) options.push(`eid=${eid}`);
  if (tls !== null) options.push('tls=on', ...(tls.port === DOIP_TLS_PORT ? [] : [`tlsPort=${tls.port}`]));
  if (tls !== null && tls.files !== null) options.push(`cert=${tls.files.cert}`, `key=${tls.files.key}`);
  return `doip:${formatAddress({ host: host ?? DISCOVER, port })}${formatOptions(options)}`;
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
