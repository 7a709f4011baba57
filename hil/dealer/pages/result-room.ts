import type { DealerPageRoute } from '../server/dealer-pages.ts';
import { HOME_PATH } from './next-path.ts';
import { oneTimePasswordPage } from './one-time-password-page.ts';
import { keyPassCodePage, resetPassCodePage } from './pass-code-page.ts';
import type { View } from './view.ts';
import { goOn, type Secret, show, type Visit } from './visit.ts';

/** Where the result of a form is shown, to the session that sent it and to no other. */
export const RESULT_PATH = '/dealer/results';

/** A route with somebody signed in, as the rooms see it. */
export interface RoomRoute extends Pick<DealerPageRoute, 'method' | 'path' | 'access'> {
  readonly respond: (visit: Visit) => Response | Promise<Response>;
}

/** Pass-codes and one-time passwords, after the form that asked for them (the bulletin's figures 21, 27, 37 and 54). */
export const resultRoute: RoomRoute = {
  method: 'get',
  path: `${RESULT_PATH}/:id`,
  access: 'staff',
  async respond(visit) {
    const { context, house, session, params } = visit;
    const secret = await house.receipts.shown(session, params['id'] ?? '');
    const view = secret === null ? null : secretPage(visit, secret);
    return view === null ? goOn(context, HOME_PATH, 'gone') : show(context, view);
  },
};

function secretPage({ house, session, viewer }: Visit, secret: Secret): View | null {
  switch (secret.kind) {
    case 'reset-pass-code': {
      const request = house.service.request(session, secret.requestNumber);
      return 'code' in request ? null : resetPassCodePage({ viewer, request, ...secret });
    }
    case 'key-pass-code':
      return keyPassCodePage({ viewer, dealerCode: session.dealer.code, ...secret });
    case 'one-time-password':
      return oneTimePasswordPage({ viewer, ...secret });
  }
}
