import type { Context } from 'hono';
import { readForm } from '../../../http/read-body.ts';
import type { DealerSession } from '../../dealer-service.ts';
import type { DealerPageRoute } from '../../server/dealer-pages.ts';
import { statusOf } from '../../server/refusal-error.ts';
import { callerOf, clearSessionCookie, setSessionCookie } from '../../server/dealer-guard.ts';
import { bringBack } from './resume.ts';
import { SIGN_IN_SCHEMA } from '../form-schemas.ts';
import { NEXT_FIELD, readKept } from '../kit/kept-fields.ts';
import { safeNext } from '../kit/next-path.ts';
import { refusalStatus, withRefusal } from '../kit/refusal-text.ts';
import { SIGN_IN_PATH, signInPage } from './sign-in-page.ts';
import { freshForm, type FormState, pickTyped, readTyped, type Typed } from '../kit/typed-form.ts';
import { goOn, noteRetry, noticeOf, type PageServices, type PageStatus, show } from '../kit/page-request.ts';

/** Signing in and out. */
export function signInRoutes(services: PageServices): readonly DealerPageRoute[] {
  return [
    {
      method: 'get',
      path: SIGN_IN_PATH,
      access: 'anyone',
      respond: (context, session) => {
        const next = safeNext(context.req.query(NEXT_FIELD));
        if (session !== null) return goOn(context, next);
        return show(context, signInPage({ form: freshForm(), next, kept: null, notice: noticeOf(context) }));
      },
    },
    {
      method: 'post',
      path: SIGN_IN_PATH,
      access: 'anyone',
      respond: (context, session) => signIn(services, context, session),
    },
    {
      method: 'post',
      path: '/dealer/sign-out',
      access: 'signed-in',
      respond: (context, session) => {
        if (session !== null) services.service.signOut(session);
        clearSessionCookie(context);
        return goOn(context, SIGN_IN_PATH, 'signed-out');
      },
    },
  ];
}

async function signIn(services: PageServices, context: Context, session: DealerSession | null): Promise<Response> {
  const body = await readForm(context);
  const next = safeNext(body.get(NEXT_FIELD) ?? undefined);
  const kept = readKept(body);
  // Signed in meanwhile in another window: the password is not asked for again.
  if (session !== null) return bringBack({ services, context, session, next, kept });
  const account: Typed = pickTyped(body, ['account']);
  const again = (form: FormState, status: PageStatus): Response | Promise<Response> =>
    show(context, signInPage({ form: { ...form, typed: account }, next, kept }), status);

  const reading = readTyped(pickTyped(body, ['account', 'password']), SIGN_IN_SCHEMA);
  if (reading.kind === 'invalid') return again(reading.form, 422);
  const answer = await services.service.signIn(reading.value, callerOf(context));
  if (answer.kind === 'refused') {
    noteRetry(context, answer);
    // The error belongs to neither field: it must not reveal which of the two is wrong.
    return again(withRefusal(freshForm(), answer, []), statusOf(answer) === 401 ? 401 : refusalStatus(answer));
  }
  setSessionCookie(context, answer);
  return bringBack({ services, context, session: answer.session, next, kept });
}
