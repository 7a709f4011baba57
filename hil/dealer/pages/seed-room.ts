import type { FormPage } from './form-page.ts';
import { SEED_SCHEMA } from './form-schemas.ts';
import { type ProblemStatus, refusalStatus, withRefusal } from './refusal-text.ts';
import { withRequest } from './request-room.ts';
import { requestPath } from './request-view.ts';
import { RESULT_PATH } from './result-room.ts';
import { seedFormPage } from './seed-form-page.ts';
import { freshForm, type FormState, readTyped } from './typed-form.ts';
import { goOn, newSubmissionId, noticeOf, queryTyped, show } from './visit.ts';

/** What the scan tool's Send fills in on the page of an approved request. */
export const SEED_FIELDS: readonly string[] = ['toolVersion', 'seedNumber'];

/** The first pass-code of a reset, from an approved request (the bulletin's figures 20 and 21). */
export const seedRoom: FormPage = {
  path: '/dealer/requests/:number/pass-code',
  access: 'immobilizer-reset',
  fields: SEED_FIELDS,

  open(visit) {
    return this.show(visit, freshForm(queryTyped(visit.context, SEED_FIELDS)), { notice: noticeOf(visit.context) });
  },

  show(visit, form, { status = 200, notice = null } = {}) {
    return withRequest(visit, (request) => {
      const { context, viewer } = visit;
      if (!request.canIssue && form.problem === null) return goOn(context, requestPath(request.number));
      return show(context, seedFormPage({ viewer, request, form, submissionId: newSubmissionId(), notice }), status);
    });
  },

  send(visit, { typed, receiptId }) {
    return withRequest(visit, async ({ number }) => {
      const { context, house, session } = visit;
      const reading = readTyped(typed, SEED_SCHEMA);
      if (reading.kind === 'mistaken') return seedRoom.show(visit, reading.form, { status: 422 });
      let form: FormState = reading.form;
      let status: ProblemStatus = 422;
      const receipt = await house.receipts.once(session, receiptId, () => {
        const answer = house.service.issueResetPassCode(session, number, reading.value);
        if (answer.kind === 'refused') {
          form = withRefusal(form, answer, SEED_FIELDS);
          status = refusalStatus(answer);
          return null;
        }
        return {
          path: `${RESULT_PATH}/${receiptId}`,
          shown: {
            kind: 'reset-pass-code',
            requestNumber: number,
            passCode: answer.passCode,
            toolVersion: reading.value.toolVersion.trim(),
            seedNumber: reading.value.seedNumber.trim().toUpperCase(),
            issuedAtMs: house.service.nowMs(),
          },
        };
      });
      return receipt === null ? seedRoom.show(visit, form, { status }) : goOn(context, receipt.path);
    });
  },
};
