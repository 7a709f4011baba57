import { EMPTY_FORM } from '../../../http/body-form.ts';
import type { QueryParameter } from '../../../http/route.ts';
import { type DealerApiRoute, fileRoute, sessionRoute } from '../dealer-api-route.ts';
import { MEMBER, ONE_TIME_PASSWORD, REPORT, STAFF } from '../dealer-answers.ts';
import { ENROL_FORM, TITLE_FORM } from '../dealer-bodies.ts';
import { accepted } from '../refusal-error.ts';

const MONTH: QueryParameter = {
  name: 'month',
  description: 'such as 2019-07, in UTC',
  schema: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}$' },
};

/** Staff, report and export: for administrators. */
export const ADMINISTRATION_ROUTES: readonly DealerApiRoute[] = [
  sessionRoute({
    method: 'get',
    path: '/api/dealer/staff',
    access: 'administrator',
    summary: 'list the dealer’s staff',
    description: 'In the order of enrolment.',
    answer: STAFF,
    handle: ({ service }, session) => ({ staff: accepted(service.staff(session)) }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/staff',
    access: 'administrator',
    summary: 'enrol a staff member',
    description: 'Returns a one-time password to hand over (DLR-1).',
    body: ENROL_FORM,
    status: 201,
    answer: ONE_TIME_PASSWORD,
    errors: [409, 503],
    handle: async ({ service, body }, session) => {
      const { staff, oneTimePassword, validTillMs } = accepted(await service.enrol(session, body));
      return { staff, oneTimePassword, validTillMs };
    },
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/staff/{staffId}/title',
    access: 'administrator',
    summary: 'change a staff member’s job title',
    description: 'Changes permissions at once (DLR-1).',
    body: TITLE_FORM,
    answer: MEMBER,
    errors: [404, 409],
    handle: ({ service, body, param }, session) => ({
      staff: accepted(service.changeTitle(session, param('staffId'), body.title)).staff,
    }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/staff/{staffId}/remove',
    access: 'administrator',
    summary: 'remove a staff member',
    description: 'Ends the member’s sessions; the account name is never reused.',
    body: EMPTY_FORM,
    answer: MEMBER,
    errors: [404, 409],
    handle: ({ service, param }, session) => ({ staff: accepted(service.remove(session, param('staffId'))).staff }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/staff/{staffId}/password',
    access: 'administrator',
    summary: 'reset a staff member’s password',
    description: 'Ends the old password and all sessions, and lifts a lock.',
    body: EMPTY_FORM,
    answer: ONE_TIME_PASSWORD,
    errors: [404, 409, 503],
    handle: async ({ service, param }, session) => {
      const { staff, oneTimePassword, validTillMs } = accepted(await service.resetPassword(session, param('staffId')));
      return { staff, oneTimePassword, validTillMs };
    },
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/report',
    access: 'administrator',
    summary: 'show a month’s transactions',
    description: 'For the general manager (DLR-9); the current month by default.',
    query: [MONTH],
    answer: REPORT,
    errors: [422],
    handle: ({ service, query }, session) => accepted(service.monthlyReport(session, query('month'))),
  }),
  fileRoute({
    method: 'get',
    path: '/api/dealer/export.csv',
    access: 'administrator',
    summary: 'export the transactions as CSV',
    description: 'For the crime bureau (DLR-9): all transactions, or one month’s.',
    query: [MONTH],
    answer: { description: 'CSV (RFC 4180) with a heading line', types: ['text/csv; charset=utf-8'] },
    errors: [422],
    handle: ({ service, query }, session) => {
      const month = query('month');
      const csv = service.exportCsv(session, month);
      if (typeof csv !== 'string') return accepted(csv);
      return { name: `transactions${month === undefined ? '' : `-${month}`}.csv`, text: csv };
    },
  }),
];
