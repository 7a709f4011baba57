import { EMPTY_FORM } from '../../../http/body-form.ts';
import { HttpError } from '../../../http/http-error.ts';
import type { DealerSession, DealerTab } from '../../dealer-service.ts';
import { type DealerApiRoute, openRoute, sessionRoute } from '../dealer-api-route.ts';
import { ME, NOTHING, type ServedSession, SESSION_STARTED, TAB } from '../dealer-answers.ts';
import { PASSWORD_FORM, SIGN_IN_FORM, TAB_FORM } from '../dealer-bodies.ts';
import { accepted } from '../refusal-error.ts';

/** Sessions and passwords. */
export const ACCOUNT_ROUTES: readonly DealerApiRoute[] = [
  openRoute({
    method: 'post',
    path: '/api/dealer/sign-in',
    summary: 'sign in with account name and password',
    description:
      'Returns a token for `Authorization: Bearer`. Five wrong passwords lock the account for 15 minutes (DLR-8).',
    body: SIGN_IN_FORM,
    answer: SESSION_STARTED,
    errors: [401, 429, 503],
    handle: async ({ service, body, caller }) => {
      const { token, session } = accepted(await service.signIn(body, caller));
      return { token, session: served(session) };
    },
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/sign-out',
    access: 'signed-in',
    summary: 'sign out',
    description: 'The token is invalid afterwards.',
    body: EMPTY_FORM,
    answer: NOTHING,
    handle: ({ service }, session) => {
      service.signOut(session);
      return {};
    },
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/me',
    access: 'signed-in',
    summary: 'show the session and the dealer’s time',
    description: 'Includes the tabs that are open without the password (DLR-8).',
    answer: ME,
    handle: ({ service }, session) => ({ session: served(session), nowMs: service.nowMs() }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/password',
    access: 'signed-in',
    summary: 'change your password',
    description: 'Required first after a one-time password. Ends the account’s other sessions.',
    body: PASSWORD_FORM,
    answer: NOTHING,
    errors: [429, 503],
    handle: async ({ service, body, caller }, session) => {
      accepted(await service.changePassword(session, body, caller));
      return {};
    },
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/tabs/{tab}',
    access: 'staff',
    summary: 're-enter the password to open a tab',
    description: 'Opens the tab, immobilizer-reset or add-remove-key, for ten minutes (DLR-8).',
    body: TAB_FORM,
    answer: TAB,
    errors: [404, 429, 503],
    handle: async ({ service, body, caller, param }, session) => {
      const { tab, openTillMs } = accepted(
        await service.openTab(session, takeTab(param('tab')), body.password, caller),
      );
      return { tab, openTillMs };
    },
  }),
];

/** The session without its internal name. */
function served({ id: _inside, ...session }: DealerSession): ServedSession {
  return session;
}

function takeTab(text: string): DealerTab {
  if (text === 'immobilizer-reset' || text === 'add-remove-key') return text;
  throw new HttpError(404, 'unknown tab', { field: 'tab', hint: 'immobilizer-reset or add-remove-key' });
}
