import type { FormPage } from './form-page.ts';
import { KEY_SCHEMA } from './form-schemas.ts';
import { KEY_LABELS, keyFormPage, KEYS_PATH } from './key-form-page.ts';
import { type ProblemStatus, refusalStatus, withRefusal } from './refusal-text.ts';
import { RESULT_PATH } from './result-room.ts';
import { freshForm, type FormState, readTyped } from './typed-form.ts';
import { goOn, newSubmissionId, queryTyped, show } from './visit.ts';

const FIELDS: readonly string[] = Object.keys(KEY_LABELS);

/** The Add/Remove Key tab (the bulletin's figures 26 and 27, 36 and 37, 53 and 54). */
export const keysRoom: FormPage = {
  path: KEYS_PATH,
  access: 'add-remove-key',
  fields: FIELDS,

  open(visit) {
    return this.show(visit, freshForm(queryTyped(visit.context, FIELDS)));
  },

  show({ context, session, viewer }, form, { status = 200, notice = null } = {}) {
    const dealerCode = session.dealer.code;
    return show(context, keyFormPage({ viewer, dealerCode, form, submissionId: newSubmissionId(), notice }), status);
  },

  async send(visit, { typed, receiptId }) {
    const { context, house, session } = visit;
    const reading = readTyped(typed, KEY_SCHEMA);
    if (reading.kind === 'mistaken') return keysRoom.show(visit, reading.form, { status: 422 });
    const { value } = reading;
    let form: FormState = reading.form;
    let status: ProblemStatus = 422;
    const receipt = await house.receipts.once(session, receiptId, () => {
      const answer = house.service.issueKeyPassCode(session, value);
      if (answer.kind === 'refused') {
        form = withRefusal(form, answer, FIELDS);
        status = refusalStatus(answer);
        return null;
      }
      return {
        path: `${RESULT_PATH}/${receiptId}`,
        shown: {
          kind: 'key-pass-code',
          passCode: answer.passCode,
          vin: value.vin.trim().toUpperCase(),
          repairOrder: value.repairOrder.trim(),
          customerLastName: value.customerLastName.trim(),
          issuedAtMs: house.service.nowMs(),
        },
      };
    });
    return receipt === null ? keysRoom.show(visit, form, { status }) : goOn(context, receipt.path);
  },
};
