import { homePage } from './home-page.ts';
import { HOME_PATH } from './next-path.ts';
import type { RoomRoute } from './result-room.ts';
import { noticeOf, show } from './visit.ts';

/** Home: the inbox. */
export const homeRoute: RoomRoute = {
  method: 'get',
  path: HOME_PATH,
  access: 'staff',
  respond: ({ context, house, session, viewer }) => {
    const { toSettle, own } = house.service.inbox(session);
    const isManager = session.powers.approves;
    return show(context, homePage({ viewer, notice: noticeOf(context), isManager, toSettle, own: own.toReversed() }));
  },
};
