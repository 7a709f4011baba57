import type { FormPage } from '../kit/form-page.ts';
import { KEY_SCHEMA } from '../form-schemas.ts';
import { KEY_LABELS, keyFormPage, KEYS_PATH } from './key-form-page.ts';
import { type ProblemStatus, refusalStatus, withRefusal } from '../kit/refusal-text.ts';
import { RESULT_PATH } from '../kit/page-route.ts';
import { freshForm, type FormState, readTyped } from '../kit/typed-form.ts';
import { goOn, newSubmissionId, queryTyped, show } from '../kit/page-request.ts';

const FIELDS: readonly string[] = Object.keys(KEY_LABELS);

/** The Add/Remove Key tab (the bulletin's figures 26 and 27, 36 and 37, 53 and 54). */
export const keysFormRoute: FormPage = {
  path: KEYS_PATH,
  access: 'add-remove-key',
  fields: FIELDS,

  open(pageRequest) {
    return this.show(pageRequest, freshForm(queryTyped(pageRequest.context, FIELDS)));
  },

  show({ context, session, viewer }, form, { status = 200, notice = null } = {}) {
    const dealerCode = session.dealer.code;
    return show(context, keyFormPage({ viewer, dealerCode, form, submissionId: newSubmissionId(), notice }), status);
  },

  async send(pageRequest, { typed, resultId }) {
    const { context, services, session } = pageRequest;
    const reading = readTyped(typed, KEY_SCHEMA);
    if (reading.kind === 'invalid') return keysFormRoute.show(pageRequest, reading.form, { status: 422 });
    const { value } = reading;
    let form: FormState = reading.form;
    let status: ProblemStatus = 422;
    const outcome = await services.submissions.once(session, resultId, () => {
      const answer = services.service.issueKeyPassCode(session, value);
      if (answer.kind === 'refused') {
        form = withRefusal(form, answer, FIELDS);
        status = refusalStatus(answer);
        return null;
      }
      return {
        path: `${RESULT_PATH}/${resultId}`,
        shown: {
          kind: 'key-pass-code',
          passCode: answer.passCode,
          vin: value.vin.trim().toUpperCase(),
          repairOrder: value.repairOrder.trim(),
          customerLastName: value.customerLastName.trim(),
          issuedAtMs: services.service.nowMs(),
        },
      };
    });
    return outcome === null ? keysFormRoute.show(pageRequest, form, { status }) : goOn(context, outcome.path);
  },
};
