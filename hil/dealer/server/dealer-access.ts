import type { DealerSession, DealerTab } from '../dealer-service.ts';
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
      return session.powers.approves ? null : notAllowed('only a manager may open this');
    case 'administrator':
      return session.powers.administers ? null : notAllowed('only an administrator of the dealer may open this');
    case 'immobilizer-reset':
    case 'add-remove-key':
      return isOpen(session, access, realNowMs) ? null : passwordAgain(access);
  }
}

function isOpen(session: DealerSession, tab: DealerTab, realNowMs: number): boolean {
  const openTillMs = session.tabs[tab];
  return openTillMs !== null && realNowMs < openTillMs;
}

const NOT_SIGNED_IN: Refusal = refuse({
  code: 'not-signed-in',
  message: 'not signed in',
  hint: 'sign in; a session ends after 30 minutes without a request',
});

const PASSWORD_MUST_CHANGE: Refusal = refuse({
  code: 'password-must-change',
  field: 'newPassword',
  message: 'the one-time password must be changed first',
  hint: 'choose a password of your own',
});

function notAllowed(message: string): Refusal {
  return refuse({ code: 'not-allowed', message, hint: 'it follows from the job title: ask the General Manager' });
}

function passwordAgain(tab: DealerTab): Refusal {
  return refuse({
    code: 'password-again',
    field: 'password',
    message: `re-enter the password to open the tab "${tab}"`,
    hint: 'enter it again; the tab then stays open for ten minutes',
  });
}
