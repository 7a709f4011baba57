import type { Refusal } from '../../rules/dealer-commands.ts';
import { errorPage } from '../kit/error-page.ts';
import { refusalStatus, refusalText } from '../kit/refusal-text.ts';
import { REPORT_PATH, reportPage } from './report-page.ts';
import type { PageRoute } from '../kit/page-route.ts';
import { show, type PageRequest } from '../kit/page-request.ts';

/** The monthly report and the export for the bureau (DLR-9). */
export const reportRoutes: readonly PageRoute[] = [
  {
    method: 'get',
    path: REPORT_PATH,
    access: 'administrator',
    respond: (pageRequest) => {
      const { context, services, session, viewer } = pageRequest;
      const report = services.service.monthlyReport(session, monthOf(pageRequest));
      return 'code' in report ? refused(pageRequest, report) : show(context, reportPage({ viewer, report }));
    },
  },
  {
    method: 'get',
    path: `${REPORT_PATH}/export.csv`,
    access: 'administrator',
    respond: (pageRequest) => {
      const { context, services, session } = pageRequest;
      const month = monthOf(pageRequest);
      const csv = services.service.exportCsv(session, month);
      if (typeof csv !== 'string') return refused(pageRequest, csv);
      // The month has been validated: it consists of digits and a hyphen.
      const name = `transactions-${session.dealer.code}${month === undefined ? '' : `-${month}`}.csv`;
      return context.body(csv, 200, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      });
    },
  },
];

function monthOf({ context }: PageRequest): string | undefined {
  const month = context.req.query('month');
  return month === '' ? undefined : month;
}

function refused({ context, viewer }: PageRequest, refusal: Refusal): Response | Promise<Response> {
  const title = refusal.code === 'not-allowed' ? 'Not permitted for your job title' : 'Report not found';
  const view = errorPage({ viewer, title, message: refusalText(refusal), hint: null });
  return show(context, view, refusalStatus(refusal));
}
