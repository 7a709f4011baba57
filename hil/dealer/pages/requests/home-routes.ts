import { homePage } from './home-page.ts';
import { HOME_PATH } from '../kit/next-path.ts';
import type { PageRoute } from '../kit/page-route.ts';
import { noticeOf, show } from '../kit/page-request.ts';

/** Home: the inbox. */
export const homeRoute: PageRoute = {
  method: 'get',
  path: HOME_PATH,
  access: 'staff',
  respond: ({ context, services, session, viewer }) => {
    const { toSettle, own } = services.service.inbox(session);
    const isManager = session.powers.approves;
    return show(context, homePage({ viewer, notice: noticeOf(context), isManager, toSettle, own: own.toReversed() }));
  },
};
