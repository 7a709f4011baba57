import type { OneTimePassword, StaffView } from '../../dealer-service.ts';
import type { Refusal } from '../../rules/dealer-commands.ts';
import { errorPage } from '../kit/error-page.ts';
import type { FormPage, Sent } from '../kit/form-page.ts';
import { ENROL_SCHEMA, TITLE_SCHEMA } from '../form-schemas.ts';
import { memberPage, SURE_FIELD } from './member-page.ts';
import type { SubmissionResult } from '../kit/submissions.ts';
import { refusalText, withRefusal } from '../kit/refusal-text.ts';
import { RESULT_PATH } from '../kit/page-route.ts';
import { STAFF_LABELS, STAFF_PATH, staffPage } from './staff-page.ts';
import { freshForm, type FormState, readTyped, withError } from '../kit/typed-form.ts';
import {
  goOn,
  newSubmissionId,
  type Notice,
  noticeOf,
  type Secret,
  show,
  type PageRequest,
} from '../kit/page-request.ts';

const FIELDS: readonly string[] = Object.keys(STAFF_LABELS);

/** The dealer's staff, and enrolment. */
export const staffFormRoute: FormPage = {
  path: STAFF_PATH,
  access: 'administrator',
  fields: FIELDS,

  open(pageRequest) {
    return this.show(pageRequest, freshForm(), { notice: noticeOf(pageRequest.context) });
  },

  show(pageRequest, form, { status = 200, notice = null } = {}) {
    const { context, services, session, viewer } = pageRequest;
    const staff = services.service.staff(session);
    if ('code' in staff) return refused(pageRequest, staff);
    const { titles } = services.service.formParts(session);
    return show(context, staffPage({ viewer, notice, staff, titles, form, submissionId: newSubmissionId() }), status);
  },

  async send(pageRequest, { typed, resultId }) {
    const { context, services, session } = pageRequest;
    const reading = readTyped(typed, ENROL_SCHEMA);
    if (reading.kind === 'invalid') return staffFormRoute.show(pageRequest, reading.form, { status: 422 });
    let form: FormState = reading.form;
    const outcome = await services.submissions.once(session, resultId, async () => {
      const answer = await services.service.enrol(session, reading.value);
      if (answer.kind === 'one-time-password') return passwordResult(answer, resultId);
      form = withRefusal(form, answer, FIELDS);
      return null;
    });
    return outcome === null ? staffFormRoute.show(pageRequest, form, { status: 422 }) : goOn(context, outcome.path);
  },
};

/** One member of the staff. */
export const memberFormRoute: FormPage = {
  path: `${STAFF_PATH}/:id`,
  access: 'administrator',
  fields: ['title', SURE_FIELD],

  open(pageRequest) {
    return this.show(pageRequest, freshForm());
  },

  show(pageRequest, form, { status = 200, notice = null } = {}) {
    return withMember(pageRequest, (member) => {
      const { context, services, session, viewer } = pageRequest;
      const { titles } = services.service.formParts(session);
      const isOneself = member.id === session.staff.id;
      return show(
        context,
        memberPage({ viewer, notice, member, titles, isOneself, form, submissionId: newSubmissionId() }),
        status,
      );
    });
  },

  send(pageRequest, sent) {
    return withMember(pageRequest, (member) => change(pageRequest, member, sent));
  },
};

async function change(
  pageRequest: PageRequest,
  { id }: StaffView,
  { typed, intent, resultId }: Sent,
): Promise<Response> {
  const { context, services, session } = pageRequest;
  let form: FormState = freshForm(typed);
  const taken = (answer: OneTimePassword | Refusal | { readonly kind: string }, outcome: SubmissionResult<Secret>) => {
    if (!('code' in answer)) return outcome;
    form = withRefusal(form, answer, ['title']);
    return null;
  };
  const onList = (notice: Notice): SubmissionResult<Secret> => ({ path: `${STAFF_PATH}?done=${notice}`, shown: null });
  const outcome = await services.submissions.once(session, resultId, async () => {
    switch (intent) {
      case 'remove':
        if (typed[SURE_FIELD]?.includes('yes') !== true) {
          form = withError(form, `${SURE_FIELD}.yes`, 'Tick this box to remove the account.');
          return null;
        }
        return taken(services.service.remove(session, id), onList('removed'));
      case 'reset-password': {
        const answer = await services.service.resetPassword(session, id);
        return 'code' in answer ? taken(answer, onList('removed')) : passwordResult(answer, resultId);
      }
      default: {
        const reading = readTyped(typed, TITLE_SCHEMA);
        if (reading.kind === 'invalid') {
          form = reading.form;
          return null;
        }
        return taken(services.service.changeTitle(session, id, reading.value.title), onList('title-changed'));
      }
    }
  });
  return outcome === null ? memberFormRoute.show(pageRequest, form, { status: 422 }) : goOn(context, outcome.path);
}

function passwordResult({ staff, oneTimePassword }: OneTimePassword, resultId: string): SubmissionResult<Secret> {
  return {
    path: `${RESULT_PATH}/${resultId}`,
    shown: { kind: 'one-time-password', memberId: staff.id, memberName: staff.name, oneTimePassword },
  };
}

function withMember(
  pageRequest: PageRequest,
  goOnWith: (member: StaffView) => Response | Promise<Response>,
): Response | Promise<Response> {
  const { context, services, session, viewer, params } = pageRequest;
  const staff = services.service.staff(session);
  if ('code' in staff) return refused(pageRequest, staff);
  const member = staff.find(({ id }) => id === params['id']);
  if (member !== undefined) return goOnWith(member);
  const message = 'No staff member with this ID is enrolled.';
  return show(context, errorPage({ viewer, title: 'Staff member not found', message, hint: null }), 404);
}

function refused({ context, viewer }: PageRequest, refusal: Refusal): Response | Promise<Response> {
  const message = refusalText(refusal);
  return show(context, errorPage({ viewer, title: 'Not permitted for your job title', message, hint: null }), 403);
}
