import { readForm } from '../../../http/read-body.ts';
import type { DealerTab } from '../../dealer-service.ts';
import { callerOf } from '../../server/dealer-guard.ts';
import { bringBack } from './resume.ts';
import { NEW_PASSWORD_SCHEMA, PASSWORD_SCHEMA } from '../form-schemas.ts';
import { NEXT_FIELD, readKept } from '../kit/kept-fields.ts';
import { safeNext } from '../kit/next-path.ts';
import { type GuardedTab, passwordAgainPage } from './password-again-page.ts';
import { refusalStatus, withRefusal } from '../kit/refusal-text.ts';
import type { PageRoute } from '../kit/page-route.ts';
import { changePasswordPage } from './change-password-page.ts';
import { freshForm, type FormState, pickTyped, readTyped } from '../kit/typed-form.ts';
import { goOn, noteRetry, type PageStatus, show, type PageRequest } from '../kit/page-request.ts';

const PASSWORD_PATH = '/dealer/password';

/** Changing one's password: required first after signing in with a one-time password. */
export const passwordRoutes: readonly PageRoute[] = [
  {
    method: 'get',
    path: PASSWORD_PATH,
    access: 'signed-in',
    respond: ({ context, services, session }) =>
      changePasswordPage(context, services, session, {
        form: freshForm(),
        next: safeNext(context.req.query(NEXT_FIELD)),
        kept: null,
        status: 200,
      }),
  },
  { method: 'post', path: PASSWORD_PATH, access: 'signed-in', respond: changePassword },
  tabRoute('reset', 'immobilizer-reset'),
  tabRoute('keys', 'add-remove-key'),
];

async function changePassword(pageRequest: PageRequest): Promise<Response> {
  const { context, services, session } = pageRequest;
  const body = await readForm(context);
  const next = safeNext(body.get(NEXT_FIELD) ?? undefined);
  const kept = readKept(body);
  const again = (form: FormState, status: PageStatus): Response | Promise<Response> =>
    changePasswordPage(context, services, session, { form, next, kept, status });
  const reading = readTyped(pickTyped(body, ['password', 'newPassword', 'newPasswordAgain']), NEW_PASSWORD_SCHEMA);
  if (reading.kind === 'invalid') return again(reading.form, 422);
  const answer = await services.service.changePassword(session, reading.value, callerOf(context));
  if (answer.kind === 'refused') {
    noteRetry(context, answer);
    return again(withRefusal(freshForm(), answer, ['password', 'newPassword']), refusalStatus(answer));
  }
  if (kept === null) return goOn(context, next, 'password-changed');
  return bringBack({ services, context, session: { ...session, mustChangePassword: false }, next, kept });
}

/** Confirming the password, which opens a tab (DLR-8). */
function tabRoute(tab: GuardedTab, access: DealerTab): PageRoute {
  return {
    method: 'post',
    path: `/dealer/${tab}/password`,
    access: 'staff',
    respond: (pageRequest) => openTab(pageRequest, tab, access),
  };
}

async function openTab(pageRequest: PageRequest, tab: GuardedTab, access: DealerTab): Promise<Response> {
  const { context, services, session, viewer } = pageRequest;
  const body = await readForm(context);
  const next = safeNext(body.get(NEXT_FIELD) ?? undefined);
  const kept = readKept(body);
  const again = (form: FormState, status: PageStatus): Response | Promise<Response> =>
    show(context, passwordAgainPage({ viewer, tab, form: { ...form, typed: {} }, next, kept }), status);

  const reading = readTyped(pickTyped(body, ['password']), PASSWORD_SCHEMA);
  if (reading.kind === 'invalid') return again(reading.form, 422);
  const answer = await services.service.openTab(session, access, reading.value.password, callerOf(context));
  if (answer.kind === 'refused') {
    noteRetry(context, answer);
    return again(withRefusal(freshForm(), answer, ['password']), refusalStatus(answer));
  }
  return bringBack({ services, context, session, next, kept, opened: access });
}
