import { readForm } from '../../server/read-form.ts';
import type { DealerTab } from '../dealer-service.ts';
import { callerOf } from '../server/session-cookie.ts';
import { bringBack } from './bring-back.ts';
import { NEW_PASSWORD_SCHEMA, PASSWORD_SCHEMA } from './form-schemas.ts';
import { NEXT_FIELD, readKept } from './kept-fields.ts';
import { safeNext } from './next-path.ts';
import { type GuardedTab, passwordAgainPage } from './password-again-page.ts';
import { refusalStatus, withRefusal } from './refusal-text.ts';
import type { RoomRoute } from './result-room.ts';
import { showPasswordPage } from './show-password-page.ts';
import { freshForm, type FormState, pickTyped, readTyped } from './typed-form.ts';
import { goOn, noteRetry, type PageStatus, show, type Visit } from './visit.ts';

const PASSWORD_PATH = '/dealer/password';

/** Changing one's password: at the first sign-in before anything else. */
export const passwordRoutes: readonly RoomRoute[] = [
  {
    method: 'get',
    path: PASSWORD_PATH,
    access: 'signed-in',
    respond: ({ context, house, session }) =>
      showPasswordPage(context, house, session, {
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

async function changePassword(visit: Visit): Promise<Response> {
  const { context, house, session } = visit;
  const body = await readForm(context);
  const next = safeNext(body.get(NEXT_FIELD) ?? undefined);
  const kept = readKept(body);
  const again = (form: FormState, status: PageStatus): Response | Promise<Response> =>
    showPasswordPage(context, house, session, { form, next, kept, status });
  const reading = readTyped(pickTyped(body, ['password', 'newPassword', 'newPasswordAgain']), NEW_PASSWORD_SCHEMA);
  if (reading.kind === 'mistaken') return again(reading.form, 422);
  const answer = await house.service.changePassword(session, reading.value, callerOf(context));
  if (answer.kind === 'refused') {
    noteRetry(context, answer);
    return again(withRefusal(freshForm(), answer, ['password', 'newPassword']), refusalStatus(answer));
  }
  if (kept === null) return goOn(context, next, 'password-changed');
  return bringBack({ house, context, session: { ...session, mustChangePassword: false }, next, kept });
}

/** The password again, which opens a tab (DLR-8). */
function tabRoute(tab: GuardedTab, access: DealerTab): RoomRoute {
  return {
    method: 'post',
    path: `/dealer/${tab}/password`,
    access: 'staff',
    respond: (visit) => openTab(visit, tab, access),
  };
}

async function openTab(visit: Visit, tab: GuardedTab, access: DealerTab): Promise<Response> {
  const { context, house, session, viewer } = visit;
  const body = await readForm(context);
  const next = safeNext(body.get(NEXT_FIELD) ?? undefined);
  const kept = readKept(body);
  const again = (form: FormState, status: PageStatus): Response | Promise<Response> =>
    show(context, passwordAgainPage({ viewer, tab, form: { ...form, typed: {} }, next, kept }), status);

  const reading = readTyped(pickTyped(body, ['password']), PASSWORD_SCHEMA);
  if (reading.kind === 'mistaken') return again(reading.form, 422);
  const answer = await house.service.openTab(session, access, reading.value.password, callerOf(context));
  if (answer.kind === 'refused') {
    noteRetry(context, answer);
    return again(withRefusal(freshForm(), answer, ['password']), refusalStatus(answer));
  }
  return bringBack({ house, context, session, next, kept, opened: access });
}
