import type { Refusal } from '../rules/dealer-commands.ts';
import { errorPage } from './error-page.ts';
import { refusalStatus, refusalText } from './refusal-text.ts';
import { REPORT_PATH, reportPage } from './report-page.ts';
import type { RoomRoute } from './result-room.ts';
import { show, type Visit } from './visit.ts';

/** The monthly report and the export for the bureau (DLR-9). */
export const reportRoutes: readonly RoomRoute[] = [
  {
    method: 'get',
    path: REPORT_PATH,
    access: 'administrator',
    respond: (visit) => {
      const { context, house, session, viewer } = visit;
      const report = house.service.monthlyReport(session, monthOf(visit));
      return 'code' in report ? refused(visit, report) : show(context, reportPage({ viewer, report }));
    },
  },
  {
    method: 'get',
    path: `${REPORT_PATH}/export.csv`,
    access: 'administrator',
    respond: (visit) => {
      const { context, house, session } = visit;
      const month = monthOf(visit);
      const csv = house.service.exportCsv(session, month);
      if (typeof csv !== 'string') return refused(visit, csv);
      // The month has been looked at by then: it is digits and a hyphen.
      const name = `transactions-${session.dealer.code}${month === undefined ? '' : `-${month}`}.csv`;
      return context.body(csv, 200, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      });
    },
  },
];

function monthOf({ context }: Visit): string | undefined {
  const month = context.req.query('month');
  return month === '' ? undefined : month;
}

function refused({ context, viewer }: Visit, refusal: Refusal): Response | Promise<Response> {
  const title = refusal.code === 'not-allowed' ? 'Not for your job title' : 'No such report';
  const view = errorPage({ viewer, title, message: refusalText(refusal), hint: null });
  return show(context, view, refusalStatus(refusal));
}
