import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { isForm, readForm } from '../../http/read-form.ts';
import type { DealerService, DealerSession } from '../dealer-service.ts';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { type DealerAccess, findAccessProblem } from './dealer-access.ts';
import { sessionCookie } from './session-cookie.ts';

/** Who asks, and whether they get at the route. */
interface Admission {
  readonly session: DealerSession | null;
  /** Null where they do. */
  readonly problem: Refusal | null;
}

/**
 * Lets a request through to a route or not: session from the bearer token or else the cookie, access, and – where a
 * cookie is what speaks for a post – the token that only a page of ours knows.
 */
export async function admit(
  context: Context,
  service: DealerService,
  access: DealerAccess,
  realNowMs: () => number,
): Promise<Admission> {
  const first = admitNow(context, service, access, realNowMs());
  // Nothing that changes anything, and nothing for the session: the sign-in page, the sheets and scripts.
  if (first.problem !== null || first.session === null || access === 'anyone') return first;
  if (context.req.method === 'GET' || context.req.method === 'HEAD' || bearerToken(context) !== null) return first;
  const sent = context.req.header('x-csrf-token') ?? (await formToken(context));
  // A form takes its time to come, and the session may have ended meanwhile.
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
