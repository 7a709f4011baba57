import type { OneTimePassword, StaffView } from '../dealer-service.ts';
import type { Refusal } from '../rules/dealer-commands.ts';
import { errorPage } from './error-page.ts';
import type { FormPage, Sent } from './form-page.ts';
import { ENROL_SCHEMA, TITLE_SCHEMA } from './form-schemas.ts';
import { memberPage, SURE_FIELD } from './member-page.ts';
import type { Receipt } from './receipts.ts';
import { refusalText, withRefusal } from './refusal-text.ts';
import { RESULT_PATH } from './result-room.ts';
import { STAFF_LABELS, STAFF_PATH, staffPage } from './staff-page.ts';
import { freshForm, type FormState, readTyped, withError } from './typed-form.ts';
import { goOn, newSubmissionId, type Notice, noticeOf, type Secret, show, type Visit } from './visit.ts';

const FIELDS: readonly string[] = Object.keys(STAFF_LABELS);

/** Who belongs to the dealer; enrolling somebody. */
export const staffRoom: FormPage = {
  path: STAFF_PATH,
  access: 'administrator',
  fields: FIELDS,

  open(visit) {
    return this.show(visit, freshForm(), { notice: noticeOf(visit.context) });
  },

  show(visit, form, { status = 200, notice = null } = {}) {
    const { context, house, session, viewer } = visit;
    const staff = house.service.staff(session);
    if ('code' in staff) return refused(visit, staff);
    const { titles } = house.service.formParts(session);
    return show(context, staffPage({ viewer, notice, staff, titles, form, submissionId: newSubmissionId() }), status);
  },

  async send(visit, { typed, receiptId }) {
    const { context, house, session } = visit;
    const reading = readTyped(typed, ENROL_SCHEMA);
    if (reading.kind === 'mistaken') return staffRoom.show(visit, reading.form, { status: 422 });
    let form: FormState = reading.form;
    const receipt = await house.receipts.once(session, receiptId, async () => {
      const answer = await house.service.enrol(session, reading.value);
      if (answer.kind === 'one-time-password') return passwordReceipt(answer, receiptId);
      form = withRefusal(form, answer, FIELDS);
      return null;
    });
    return receipt === null ? staffRoom.show(visit, form, { status: 422 }) : goOn(context, receipt.path);
  },
};

/** One member of the staff. */
export const memberRoom: FormPage = {
  path: `${STAFF_PATH}/:id`,
  access: 'administrator',
  fields: ['title', SURE_FIELD],

  open(visit) {
    return this.show(visit, freshForm());
  },

  show(visit, form, { status = 200, notice = null } = {}) {
    return withMember(visit, (member) => {
      const { context, house, session, viewer } = visit;
      const { titles } = house.service.formParts(session);
      const isOneself = member.id === session.staff.id;
      return show(
        context,
        memberPage({ viewer, notice, member, titles, isOneself, form, submissionId: newSubmissionId() }),
        status,
      );
    });
  },

  send(visit, sent) {
    return withMember(visit, (member) => change(visit, member, sent));
  },
};

async function change(visit: Visit, { id }: StaffView, { typed, intent, receiptId }: Sent): Promise<Response> {
  const { context, house, session } = visit;
  let form: FormState = freshForm(typed);
  const taken = (answer: OneTimePassword | Refusal | { readonly kind: string }, receipt: Receipt<Secret>) => {
    if (!('code' in answer)) return receipt;
    form = withRefusal(form, answer, ['title']);
    return null;
  };
  const onList = (notice: Notice): Receipt<Secret> => ({ path: `${STAFF_PATH}?done=${notice}`, shown: null });
  const receipt = await house.receipts.once(session, receiptId, async () => {
    switch (intent) {
      case 'remove':
        if (typed[SURE_FIELD]?.includes('yes') !== true) {
          form = withError(form, `${SURE_FIELD}.yes`, 'Tick this box to remove the account.');
          return null;
        }
        return taken(house.service.remove(session, id), onList('removed'));
      case 'reset-password': {
        const answer = await house.service.resetPassword(session, id);
        return 'code' in answer ? taken(answer, onList('removed')) : passwordReceipt(answer, receiptId);
      }
      default: {
        const reading = readTyped(typed, TITLE_SCHEMA);
        if (reading.kind === 'mistaken') {
          form = reading.form;
          return null;
        }
        return taken(house.service.changeTitle(session, id, reading.value.title), onList('title-changed'));
      }
    }
  });
  return receipt === null ? memberRoom.show(visit, form, { status: 422 }) : goOn(context, receipt.path);
}

function passwordReceipt({ staff, oneTimePassword }: OneTimePassword, receiptId: string): Receipt<Secret> {
  return {
    path: `${RESULT_PATH}/${receiptId}`,
    shown: { kind: 'one-time-password', memberId: staff.id, memberName: staff.name, oneTimePassword },
  };
}

function withMember(
  visit: Visit,
  goOnWith: (member: StaffView) => Response | Promise<Response>,
): Response | Promise<Response> {
  const { context, house, session, viewer, params } = visit;
  const staff = house.service.staff(session);
  if ('code' in staff) return refused(visit, staff);
  const member = staff.find(({ id }) => id === params['id']);
  if (member !== undefined) return goOnWith(member);
  const message = 'Nobody with this staff ID is enrolled here.';
  return show(context, errorPage({ viewer, title: 'Nobody there', message, hint: null }), 404);
}

function refused({ context, viewer }: Visit, refusal: Refusal): Response | Promise<Response> {
  const message = refusalText(refusal);
  return show(context, errorPage({ viewer, title: 'Not for your job title', message, hint: null }), 403);
}
