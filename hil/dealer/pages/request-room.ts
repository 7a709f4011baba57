import type { RequestView } from '../dealer-service.ts';
import { approvalPage } from './approval-page.ts';
import { closePage } from './close-page.ts';
import { errorPage } from './error-page.ts';
import type { FormPage, Sent } from './form-page.ts';
import { APPROVAL_SCHEMA } from './form-schemas.ts';
import { HOME_PATH } from './next-path.ts';
import { type ProblemStatus, refusalStatus, refusalText, withRefusal } from './refusal-text.ts';
import { requestPage } from './request-page.ts';
import { requestPath } from './request-view.ts';
import { freshForm, type FormState, readTyped } from './typed-form.ts';
import { goOn, newSubmissionId, noticeOf, show, type Visit } from './visit.ts';

/** A request's page: for one of its managers while it is open, to approve it (figure 16), else how it stands (18). */
export const requestRoom: FormPage = {
  path: '/dealer/requests/:number',
  access: 'staff',
  fields: ['tickedPolicies'],

  open(visit) {
    return this.show(visit, freshForm());
  },

  show(visit, form, { status = 200, notice = noticeOf(visit.context) } = {}) {
    return withRequest(visit, (request) => {
      const { context, viewer } = visit;
      if (request.canSettle) {
        return show(context, approvalPage({ viewer, notice, request, form, submissionId: newSubmissionId() }), status);
      }
      const query = new URL(context.req.url).searchParams;
      query.delete('done');
      const passedOn = query.size === 0 ? '' : `?${query.toString()}`;
      return show(context, requestPage({ viewer, notice, request, problem: form.problem, query: passedOn }), status);
    });
  },

  send(visit, sent) {
    return withRequest(visit, (request) =>
      sent.intent === 'decline' ? settle(visit, request, sent, 'decline') : settle(visit, request, sent, 'approve'),
    );
  },
};

async function settle(
  visit: Visit,
  { number }: RequestView,
  { typed, receiptId }: Sent,
  deed: 'approve' | 'decline',
): Promise<Response> {
  const { context, house, session } = visit;
  const reading = readTyped(typed, APPROVAL_SCHEMA);
  if (deed === 'approve' && reading.kind === 'mistaken') return requestRoom.show(visit, reading.form, { status: 422 });
  let form: FormState = freshForm(typed);
  let status: ProblemStatus = 409;
  const receipt = await house.receipts.once(session, receiptId, () => {
    const answer =
      deed === 'approve'
        ? house.service.approve(session, number, typed['tickedPolicies'] ?? [])
        : house.service.decline(session, number);
    if (answer.kind !== 'refused') return { path: HOME_PATH, shown: null };
    form = withRefusal(form, answer, []);
    status = refusalStatus(answer);
    return null;
  });
  if (receipt === null) return requestRoom.show(visit, form, { status, notice: null });
  return goOn(context, receipt.path, deed === 'approve' ? 'approved' : 'declined');
}

/** Closing a repair, or withdrawing a request (DLR-5). */
export const closeRoom: FormPage = {
  path: '/dealer/requests/:number/close',
  access: 'staff',
  fields: [],

  open(visit) {
    return this.show(visit, freshForm());
  },

  show(visit, form, { status = 200 } = {}) {
    return withRequest(visit, (request) => {
      const { context, viewer } = visit;
      if (!request.canClose && form.problem === null) return goOn(context, requestPath(request.number));
      return show(context, closePage({ viewer, request, form, submissionId: newSubmissionId() }), status);
    });
  },

  send(visit, { receiptId }) {
    return withRequest(visit, async ({ number }) => {
      const { context, house, session } = visit;
      let form: FormState = freshForm();
      let status: ProblemStatus = 409;
      const receipt = await house.receipts.once(session, receiptId, () => {
        const answer = house.service.close(session, number);
        if (answer.kind === 'closed') return { path: requestPath(number), shown: null };
        form = withRefusal(form, answer, []);
        status = refusalStatus(answer);
        return null;
      });
      return receipt === null ? closeRoom.show(visit, form, { status }) : goOn(context, receipt.path, 'closed');
    });
  },
};

/** Goes on with the request that the path names; another dealer's is not known to exist. */
export function withRequest(
  visit: Visit,
  goOnWith: (request: RequestView) => Response | Promise<Response>,
): Response | Promise<Response> {
  const { context, house, session, viewer, params } = visit;
  const request = house.service.request(session, params['number'] ?? '');
  if (!('code' in request)) return goOnWith(request);
  const view = errorPage({ viewer, title: 'No such request', message: refusalText(request), hint: null });
  return show(context, view, 404);
}
