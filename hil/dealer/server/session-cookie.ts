import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Caller, SignedIn } from '../dealer-service.ts';

const NAME = 'smartkey_dealer';

/**
 * Sets the browser's session cookie after a sign-in. Not accessible to scripts, not sent from other sites, deleted with
 * the browser session. It is not marked `Secure`: the server uses plain HTTP, on loopback.
 */
export function setSessionCookie(context: Context, { token }: SignedIn): void {
  setCookie(context, NAME, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
}

export function clearSessionCookie(context: Context): void {
  deleteCookie(context, NAME, { path: '/' });
}

/** The session's token from the cookie. */
export function sessionCookie(context: Context): string | null {
  return getCookie(context, NAME) ?? null;
}

/** The address under which password attempts are counted; headers are not trusted. */
export function callerOf(context: Context): Caller {
  try {
    const { address } = getConnInfo(context).remote;
    if (address !== undefined && isIP(address) !== 0) return { address };
  } catch {
    // No socket: a request within the process.
  }
  return { address: 'in-process' };
}
