import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Caller, SignedIn } from '../dealer-service.ts';

const NAME = 'smartkey_dealer';

/**
 * Hands the browser its session after a sign-in. Not for scripts, not for other sites, gone with the browser. It is
 * not marked `Secure`: the server speaks plain HTTP, on loopback.
 */
export function setSessionCookie(context: Context, { token }: SignedIn): void {
  setCookie(context, NAME, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
}

export function clearSessionCookie(context: Context): void {
  deleteCookie(context, NAME, { path: '/' });
}

/** The session's token as the cookie has it. */
export function sessionCookie(context: Context): string | null {
  return getCookie(context, NAME) ?? null;
}

/** Whose attempts at a password are counted together; no header is believed. */
export function callerOf(context: Context): Caller {
  try {
    const { address } = getConnInfo(context).remote;
    if (address !== undefined && isIP(address) !== 0) return { address };
  } catch {
    // No socket: a request within the process.
  }
  return { address: 'in-process' };
}
