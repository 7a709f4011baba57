import { PortError } from './port-error.ts';

export interface HostPort {
  /** Name or address; an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535; when serving, 0 lets the system pick one. */
  readonly port: number;
}

const MAX_PORT = 65_535;

type UrlPart = 'scheme' | 'interface' | 'path' | 'option' | 'host' | 'port';

/** Why a URL is refused. */
export function refuseUrl(url: string, part: UrlPart, problem: string, hint: string): PortError {
  return new PortError('usage', `bus URL "${url}": ${problem}`, hint, { url, part });
}

/** `?name=value&name=value` at the end of a URL; each name is one of `names` and is given at most once. */
export function splitOptions(
  url: string,
  rest: string,
  names: readonly string[],
): { readonly base: string; readonly options: ReadonlyMap<string, string> } {
  const query = rest.indexOf('?');
  const options = new Map<string, string>();
  if (query < 0) return { base: rest, options };
  for (const option of rest.slice(query + 1).split('&')) {
    const [name = '', value = ''] = option.split('=', 2);
    if (!names.includes(name)) {
      const hint = names.length === 0 ? `leave out "${rest.slice(query)}"` : `there is: ${names.join(', ')}`;
      throw refuseUrl(url, 'option', `unknown option "${name}"`, hint);
    }
    if (options.has(name)) throw refuseUrl(url, 'option', `${name} is given twice`, 'leave one of them out');
    options.set(name, value);
  }
  return { base: rest.slice(0, query), options };
}

/** `on` or `off`. */
export function parseSwitch(url: string, name: string, text: string): boolean {
  switch (text) {
    case 'on':
    case '1':
      return true;
    case 'off':
    case '0':
      return false;
    default:
      throw refuseUrl(url, 'option', `${name} is on or off, not "${text}"`, `write ${name}=on`);
  }
}

/** @param form how the URL is written, for the hint */
export function parseHostPort(url: string, rest: string, form: string): HostPort {
  const hint = `write ${form}, an IPv6 address in brackets`;
  if (rest.startsWith('//')) throw refuseUrl(url, 'host', 'nothing comes before the host', 'leave out "//"');
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(rest);
  if (match === null) throw refuseUrl(url, 'host', `"${rest}" is not HOST:PORT`, hint);
  const [, bracketed, plain, portText] = match;
  const host = bracketed ?? plain ?? '';
  if (host === '') throw refuseUrl(url, 'host', 'the host is missing', hint);
  const isValidHost = bracketed === undefined ? /^[\w.-]+$/.test(host) : /^[\da-f:.]+(%[\w.-]+)?$/i.test(host);
  if (!isValidHost) throw refuseUrl(url, 'host', `"${host}" is not a valid host`, hint);
  if (portText === undefined || portText === '') throw refuseUrl(url, 'port', 'the port is missing', hint);
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : NaN;
  if (!(port <= MAX_PORT)) throw refuseUrl(url, 'port', `"${portText}" is not a port from 0 to ${MAX_PORT}`, hint);
  return { host, port };
}

/** HOST:PORT, an IPv6 address in brackets. */
export function formatAddress({ host, port }: HostPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** `?name=value&name=value`; nothing without options. */
export function formatOptions(options: readonly string[]): string {
  return options.length === 0 ? '' : `?${options.join('&')}`;
}
