import type { FormPage } from '../kit/form-page.ts';
import { SEED_SCHEMA } from '../form-schemas.ts';
import { type ProblemStatus, refusalStatus, withRefusal } from '../kit/refusal-text.ts';
import { withRequest } from './request-routes.ts';
import { requestPath } from './request-view.ts';
import { RESULT_PATH } from '../kit/page-route.ts';
import { seedFormPage } from './seed-form-page.ts';
import { freshForm, type FormState, readTyped } from '../kit/typed-form.ts';
import { goOn, newSubmissionId, noticeOf, queryTyped, show } from '../kit/page-request.ts';

/** Values that the scan tool's Send fills in on the page of an approved request. */
export const SEED_FIELDS: readonly string[] = ['toolVersion', 'seedNumber'];

/** The first pass-code of a reset, from an approved request (the bulletin's figures 20 and 21). */
export const seedFormRoute: FormPage = {
  path: '/dealer/requests/:number/pass-code',
  access: 'immobilizer-reset',
  fields: SEED_FIELDS,

  open(pageRequest) {
    return this.show(pageRequest, freshForm(queryTyped(pageRequest.context, SEED_FIELDS)), {
      notice: noticeOf(pageRequest.context),
    });
  },

  show(pageRequest, form, { status = 200, notice = null } = {}) {
    return withRequest(pageRequest, (request) => {
      const { context, viewer } = pageRequest;
      if (!request.canIssue && form.problem === null) return goOn(context, requestPath(request.number));
      return show(context, seedFormPage({ viewer, request, form, submissionId: newSubmissionId(), notice }), status);
    });
  },

  send(pageRequest, { typed, resultId }) {
    return withRequest(pageRequest, async ({ number }) => {
      const { context, services, session } = pageRequest;
      const reading = readTyped(typed, SEED_SCHEMA);
      if (reading.kind === 'invalid') return seedFormRoute.show(pageRequest, reading.form, { status: 422 });
      let form: FormState = reading.form;
      let status: ProblemStatus = 422;
      const outcome = await services.submissions.once(session, resultId, () => {
        const answer = services.service.issueResetPassCode(session, number, reading.value);
        if (answer.kind === 'refused') {
          form = withRefusal(form, answer, SEED_FIELDS);
          status = refusalStatus(answer);
          return null;
        }
        return {
          path: `${RESULT_PATH}/${resultId}`,
          shown: {
            kind: 'reset-pass-code',
            requestNumber: number,
            passCode: answer.passCode,
            toolVersion: reading.value.toolVersion.trim(),
            seedNumber: reading.value.seedNumber.trim().toUpperCase(),
            issuedAtMs: services.service.nowMs(),
          },
        };
      });
      return outcome === null ? seedFormRoute.show(pageRequest, form, { status }) : goOn(context, outcome.path);
    });
  },
};
