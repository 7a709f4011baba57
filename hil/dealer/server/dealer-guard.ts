import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { isForm, readForm } from '../../http/read-body.ts';
import { NOT_ADMINISTRATOR, NOT_SIGNED_IN } from '../dealer-refusals.ts';
import type { Caller, DealerService, DealerSession, DealerTab, SignedIn } from '../dealer-service.ts';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';

/**
 * The access that a route requires. Every route of the dealer, JSON and pages, names one; the guard checks it before
 * the route's handler runs, and one test covers routes × roles.
 *
 * - `anyone`: no session required
 * - `signed-in`: any session, also with a one-time password that must still be changed
 * - `staff`: a session with a password chosen by its owner
 * - `manager`: staff whose title may approve (DLR-1)
 * - `administrator`: staff whose title administers staff and gets the report
 * - a tab: staff who confirmed the password there within the last ten minutes (DLR-8)
 */
export type DealerAccess = 'anyone' | 'signed-in' | 'staff' | 'manager' | 'administrator' | DealerTab;

/**
 * Why a session, or none, has no access to a route: null where it has.
 *
 * @param session null where nobody is signed in
 * @param realNowMs milliseconds of real time, which ends the opening of a tab
 */
export function findAccessProblem(
  access: DealerAccess,
  session: DealerSession | null,
  realNowMs: number,
): Refusal | null {
  if (access === 'anyone') return null;
  if (session === null) return NOT_SIGNED_IN;
  if (access === 'signed-in') return null;
  if (session.mustChangePassword) return PASSWORD_MUST_CHANGE;
  switch (access) {
    case 'staff':
      return null;
    case 'manager':
      return session.powers.approves ? null : NOT_MANAGER;
    case 'administrator':
      return session.powers.administers ? null : NOT_ADMINISTRATOR;
    case 'immobilizer-reset':
    case 'add-remove-key':
      return isOpen(session, access, realNowMs) ? null : passwordAgain(access);
  }
}

function isOpen(session: DealerSession, tab: DealerTab, realNowMs: number): boolean {
  const openTillMs = session.tabs[tab];
  return openTillMs !== null && realNowMs < openTillMs;
}

const PASSWORD_MUST_CHANGE: Refusal = refuse({
  code: 'password-must-change',
  field: 'newPassword',
  message: 'the one-time password must be changed first',
  hint: 'choose a password of your own',
});

const NOT_MANAGER: Refusal = refuse({
  code: 'not-allowed',
  message: 'only a manager may open this',
  hint: 'it follows from the job title: ask the General Manager',
});

function passwordAgain(tab: DealerTab): Refusal {
  return refuse({
    code: 'password-again',
    field: 'password',
    message: `re-enter the password to open the tab "${tab}"`,
    hint: 'enter it again; the tab then stays open for ten minutes',
  });
}

const SESSION_COOKIE = 'smartkey_dealer';

/**
 * Sets the browser's session cookie after a sign-in. Not accessible to scripts, not sent from other sites, deleted with
 * the browser session. It is not marked `Secure`: the server uses plain HTTP, on loopback.
 */
export function setSessionCookie(context: Context, { token }: SignedIn): void {
  setCookie(context, SESSION_COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
}

export function clearSessionCookie(context: Context): void {
  deleteCookie(context, SESSION_COOKIE, { path: '/' });
}

/** The session's token from the cookie. */
export function sessionCookie(context: Context): string | null {
  return getCookie(context, SESSION_COOKIE) ?? null;
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

/** The requester, and whether they have access to the route. */
interface Admission {
  readonly session: DealerSession | null;
  /** Null where they have. */
  readonly problem: Refusal | null;
}

/**
 * Decides about access to a route: session from the bearer token or else the cookie, access, and, for a post with a
 * cookie, the token that only our own pages know.
 */
export async function admit(
  context: Context,
  service: DealerService,
  access: DealerAccess,
  realNowMs: () => number,
): Promise<Admission> {
  const first = admitNow(context, service, access, realNowMs());
  // Routes that change nothing and need no session: the sign-in page, style sheets and scripts.
  if (first.problem !== null || first.session === null || access === 'anyone') return first;
  if (context.req.method === 'GET' || context.req.method === 'HEAD' || bearerToken(context) !== null) return first;
  const sent = context.req.header('x-csrf-token') ?? (await formToken(context));
  // Receiving a form takes time, and the session may have ended meanwhile.
  const { session, problem } = admitNow(context, service, access, realNowMs());
  if (problem !== null || session === null) return { session, problem };
  return { session, problem: isSame(sent, session.csrfToken) ? null : CSRF };
}

/** Session and access at this instant. */
export function admitNow(context: Context, service: DealerService, access: DealerAccess, realNowMs: number): Admission {
  const token = bearerToken(context) ?? sessionCookie(context);
  const session = token === null ? null : service.session(token);
  return { session, problem: findAccessProblem(access, session, realNowMs) };
}

function bearerToken(context: Context): string | null {
  return /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null;
}

function isSame(sent: string, wanted: string): boolean {
  const expected = Buffer.from(wanted);
  const found = Buffer.from(sent);
  return found.length === expected.length && timingSafeEqual(found, expected);
}

async function formToken(context: Context): Promise<string> {
  return isForm(context) ? ((await readForm(context)).get('csrf') ?? '') : '';
}

const CSRF: Refusal = refuse({
  code: 'csrf',
  message: 'this form does not belong to this session',
  hint: 'open the page again and submit the form from there; scripts send a bearer token',
});
