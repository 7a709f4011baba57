import { PortError } from '../../can-bus/ports/port-error.ts';

/** Which server an address belongs to. */
type ServerName = 'car' | 'dealer server';

/**
 * The address of an HTTP server as it is given by a user; paths and parameters in it have no effect.
 *
 * @throws PortError (usage) for any other text
 */
export function httpAddress(text: string, server: ServerName): URL {
  const url = URL.parse(text);
  if (url === null || !isHttp(url)) {
    throw new PortError('usage', `"${text}" is not the address of a ${server}`, 'write http://127.0.0.1:8080', {
      url: text,
    });
  }
  return url;
}

/** Whether `httpAddress` takes it. */
export function isHttpAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && isHttp(url);
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}
