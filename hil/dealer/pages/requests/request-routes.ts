import type { RequestView } from '../../dealer-service.ts';
import type { RequestStatus } from '../../rules/dealer-state.ts';
import { approvalPage } from './approval-page.ts';
import { closePage } from './close-page.ts';
import { errorPage } from '../kit/error-page.ts';
import type { FormPage, Sent } from '../kit/form-page.ts';
import { APPROVAL_SCHEMA } from '../form-schemas.ts';
import { HOME_PATH } from '../kit/next-path.ts';
import { type ProblemStatus, refusalStatus, refusalText, withRefusal } from '../kit/refusal-text.ts';
import { requestPage } from './request-page.ts';
import { requestPath } from './request-view.ts';
import { freshForm, type FormState, readTyped } from '../kit/typed-form.ts';
import { goOn, newSubmissionId, type Notice, noticeOf, show, type PageRequest } from '../kit/page-request.ts';

/** A request's page: the approval for one of its managers while it is open (figure 16), otherwise its state (18). */
export const requestFormRoute: FormPage = {
  path: '/dealer/requests/:number',
  access: 'staff',
  fields: ['tickedPolicies'],

  open(pageRequest) {
    return this.show(pageRequest, freshForm());
  },

  show(pageRequest, form, { status = 200, notice: given } = {}) {
    return withRequest(pageRequest, (request) => {
      const { context, viewer } = pageRequest;
      const notice = given === undefined ? noticeOf(context, (name) => isTrueOf(request, name)) : given;
      if (request.canSettle) {
        return show(context, approvalPage({ viewer, notice, request, form, submissionId: newSubmissionId() }), status);
      }
      const query = new URL(context.req.url).searchParams;
      query.delete('done');
      const passedOn = query.size === 0 ? '' : `?${query.toString()}`;
      return show(context, requestPage({ viewer, notice, request, problem: form.problem, query: passedOn }), status);
    });
  },

  send(pageRequest, sent) {
    return settle(pageRequest, sent, sent.intent === 'decline' ? 'decline' : 'approve');
  },
};

/** In which states of the request a notice about it is true; the others are true in each. */
const TRUE_WHILE: Partial<Record<Notice, readonly RequestStatus[]>> = {
  requested: ['open'],
  'request-exists': ['open', 'approved'],
  approved: ['approved'],
  declined: ['declined'],
  closed: ['closed'],
};

function isTrueOf({ status }: RequestView, notice: Notice): boolean {
  return TRUE_WHILE[notice]?.includes(status) ?? true;
}

/** Where there is no such request, the rules refuse it, and the page shows that. */
async function settle(
  pageRequest: PageRequest,
  { typed, resultId }: Sent,
  action: 'approve' | 'decline',
): Promise<Response> {
  const { context, services, session, params } = pageRequest;
  const number = params['number'] ?? '';
  const reading = readTyped(typed, APPROVAL_SCHEMA);
  if (action === 'approve' && reading.kind === 'invalid')
    return requestFormRoute.show(pageRequest, reading.form, { status: 422 });
  let form: FormState = freshForm(typed);
  let status: ProblemStatus = 409;
  const outcome = await services.submissions.once(session, resultId, () => {
    const answer =
      action === 'approve'
        ? services.service.approve(session, number, typed['tickedPolicies'] ?? [])
        : services.service.decline(session, number);
    if (answer.kind !== 'refused') return { path: HOME_PATH, shown: null };
    form = withRefusal(form, answer, []);
    status = refusalStatus(answer);
    return null;
  });
  if (outcome === null) return requestFormRoute.show(pageRequest, form, { status, notice: null });
  return goOn(context, outcome.path, action === 'approve' ? 'approved' : 'declined');
}

/** Closing a repair, or withdrawing a request (DLR-5). */
export const closeFormRoute: FormPage = {
  path: '/dealer/requests/:number/close',
  access: 'staff',
  fields: [],

  open(pageRequest) {
    return this.show(pageRequest, freshForm());
  },

  show(pageRequest, form, { status = 200 } = {}) {
    return withRequest(pageRequest, (request) => {
      const { context, viewer } = pageRequest;
      if (!request.canClose && form.problem === null) return goOn(context, requestPath(request.number));
      return show(context, closePage({ viewer, request, form, submissionId: newSubmissionId() }), status);
    });
  },

  send(pageRequest, { resultId }) {
    return withRequest(pageRequest, async ({ number }) => {
      const { context, services, session } = pageRequest;
      let form: FormState = freshForm();
      let status: ProblemStatus = 409;
      const outcome = await services.submissions.once(session, resultId, () => {
        const answer = services.service.close(session, number);
        if (answer.kind === 'closed') return { path: requestPath(number), shown: null };
        form = withRefusal(form, answer, []);
        status = refusalStatus(answer);
        return null;
      });
      return outcome === null
        ? closeFormRoute.show(pageRequest, form, { status })
        : goOn(context, outcome.path, 'closed');
    });
  },
};

/** Continues with the request that the path names; one of another dealer is treated as unknown. */
export function withRequest(
  pageRequest: PageRequest,
  goOnWith: (request: RequestView) => Response | Promise<Response>,
): Response | Promise<Response> {
  const { context, services, session, viewer, params } = pageRequest;
  const request = services.service.request(session, params['number'] ?? '');
  if (!('code' in request)) return goOnWith(request);
  const view = errorPage({ viewer, title: 'Request not found', message: refusalText(request), hint: null });
  return show(context, view, 404);
}
