import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { isForm, readForm } from '../../http/read-form.ts';
import type { DealerService, DealerSession } from '../dealer-service.ts';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { type DealerAccess, findAccessProblem } from './dealer-access.ts';
import { sessionCookie } from './session-cookie.ts';

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
