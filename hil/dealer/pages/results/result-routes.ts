import { HOME_PATH } from '../kit/next-path.ts';
import { oneTimePasswordPage } from './one-time-password-page.ts';
import { keyPassCodePage, resetPassCodePage } from './pass-code-page.ts';
import { RESULT_PATH, type PageRoute } from '../kit/page-route.ts';
import type { View } from '../kit/view.ts';
import { goOn, type Secret, show, type PageRequest } from '../kit/page-request.ts';

/** Pass-codes and one-time passwords, after the form that requested them (the bulletin's figures 21, 27, 37 and 54). */
export const resultRoute: PageRoute = {
  method: 'get',
  path: `${RESULT_PATH}/:id`,
  access: 'staff',
  async respond(pageRequest) {
    const { context, services, session, params } = pageRequest;
    const secret = await services.submissions.shown(session, params['id'] ?? '');
    const view = secret === null ? null : secretPage(pageRequest, secret);
    return view === null ? goOn(context, HOME_PATH, 'gone') : show(context, view);
  },
};

function secretPage({ services, session, viewer }: PageRequest, secret: Secret): View | null {
  switch (secret.kind) {
    case 'reset-pass-code': {
      const request = services.service.request(session, secret.requestNumber);
      return 'code' in request ? null : resetPassCodePage({ viewer, request, ...secret });
    }
    case 'key-pass-code':
      return keyPassCodePage({ viewer, dealerCode: session.dealer.code, ...secret });
    case 'one-time-password':
      return oneTimePasswordPage({ viewer, ...secret });
  }
}
