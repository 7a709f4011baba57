import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { isLoopback } from '../../can-bus/ports/loopback.ts';
import { HttpError } from './http-error.ts';

/** A host as in the header: name or address, IPv6 in brackets, with an optional port. */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/;
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/**
 * Refuses requests that a browser sends on behalf of other pages (403): a foreign Origin, a fetch that the browser
 * itself calls cross-site, and a Host other than ours, to which a foreign name may have been bound. Programs send none
 * of these and pass.
 *
 * @param listenHost where the server listens; on a wildcard every address is accepted, but no name except localhost
 */
export function originGuard(listenHost: string): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    if (!isOurHost(host, listenHost)) {
      throw new HttpError(403, 'unknown host name for this server', {
        field: 'host',
        hint: `call it ${WILDCARDS.includes(listenHost) ? 'by its IP address' : listenHost}`,
      });
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) throw foreign('origin');
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const isForeign = site === 'cross-site' || site === 'same-site';
    if (isForeign && context.req.header('sec-fetch-mode') !== 'navigate') throw foreign('sec-fetch-site');
    await next();
  };
}

function foreign(field: string): HttpError {
  return new HttpError(403, 'requests from other origins are refused', {
    field,
    hint: 'open the page served by this server, or use a program',
  });
}

function isOurHost(host: string, listenHost: string): boolean {
  const name = HOST.exec(host)?.[1]
    ?.replace(/^\[|\]$/g, '')
    .toLowerCase();
  if (name === undefined) return false;
  if (isLoopback(name) || name === listenHost.toLowerCase()) return true;
  return WILDCARDS.includes(listenHost) && isIP(name) !== 0;
}
