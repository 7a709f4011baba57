import type { FormPage, Sent, ShowOptions } from './form-page.ts';
import { chooseManagersPage } from './choose-managers-page.ts';
import { REQUEST_SCHEMA, REQUEST_WITH_MANAGERS_SCHEMA } from './form-schemas.ts';
import { type ProblemStatus, refusalStatus, withRefusal } from './refusal-text.ts';
import { requestPath } from './request-view.ts';
import { RESET_PATH, resetFormPage } from './reset-form-page.ts';
import { SEED_FIELDS } from './seed-room.ts';
import { freshForm, type FormState, hasErrors, readTyped, type Typed, typedText } from './typed-form.ts';
import { goOn, newSubmissionId, noticeOf, queryTyped, show, type Visit } from './visit.ts';

/** On the second step's page the first step's fields are there too, hidden. */
const STEP_FIELD = 'step';
const SECOND_STEP = 'managers';

const FIRST_FIELDS: readonly string[] = ['vin', 'repairOrder', 'customerLastName', 'tickedPolicies'];

/** The Immobilizer Reset tab: a request in two steps (the bulletin's figures 3, 4, 13 and 14). */
export const resetRoom: FormPage = {
  path: RESET_PATH,
  access: 'immobilizer-reset',
  fields: [...FIRST_FIELDS, 'managerIds', STEP_FIELD],

  open(visit) {
    const typed = queryTyped(visit.context, FIRST_FIELDS);
    return goOnWithRequest(visit, typed) ?? this.show(visit, freshForm(typed), { notice: noticeOf(visit.context) });
  },

  show(visit, form, options = {}) {
    return typedText(form, STEP_FIELD) === SECOND_STEP
      ? secondStep(visit, form, options)
      : firstStep(visit, form, options);
  },

  send(visit, sent) {
    switch (sent.intent) {
      case 'back':
        return firstStep(visit, freshForm(onlyFirst(sent.typed)));
      case 'clear-managers':
        return secondStep(visit, freshForm(onlyFirst(sent.typed)));
      case 'submit':
        return submit(visit, sent);
      default:
        return next(visit, sent.typed);
    }
  },
};

/** The scan tool's Send for a vehicle whose request is there already leads to that request, not to another one. */
function goOnWithRequest({ context, house, session }: Visit, typed: Typed): Response | null {
  const vin = typed['vin']?.[0]?.trim().toUpperCase() ?? '';
  if (vin === '') return null;
  const request = house.service
    .requestsFor(session, vin)
    .find(({ status }) => status === 'open' || status === 'approved');
  if (request === undefined) return null;
  const query = new URLSearchParams();
  for (const [field, values] of Object.entries(queryTyped(context, SEED_FIELDS))) {
    for (const value of values) query.append(field, value);
  }
  const path = request.canIssue ? `${requestPath(request.number)}/pass-code` : requestPath(request.number);
  return goOn(context, query.size === 0 ? path : `${path}?${query.toString()}`, 'request-exists');
}

function next(visit: Visit, typed: Typed): Response | Promise<Response> {
  const reading = readTyped(onlyFirst(typed), REQUEST_SCHEMA);
  if (reading.kind === 'mistaken') return firstStep(visit, reading.form, { status: 422 });
  return secondStep(visit, freshForm(typed));
}

async function submit(visit: Visit, { typed, receiptId }: Sent): Promise<Response> {
  const { context, house, session } = visit;
  const reading = readTyped(pickFields(typed, [...FIRST_FIELDS, 'managerIds']), REQUEST_WITH_MANAGERS_SCHEMA);
  if (reading.kind === 'mistaken') return showMistakes(visit, reading.form);
  let form: FormState = reading.form;
  let status: ProblemStatus = 422;
  const receipt = await house.receipts.once(session, receiptId, () => {
    const answer = house.service.submitRequest(session, reading.value);
    if (answer.kind === 'requested') return { path: requestPath(answer.requestNumber), shown: null };
    form = withRefusal(form, answer, [...FIRST_FIELDS, 'managerIds']);
    status = refusalStatus(answer);
    return null;
  });
  return receipt === null ? showMistakes(visit, form, status) : goOn(context, receipt.path, 'requested');
}

/** Each mistake on the step where it can be mended. */
function showMistakes(visit: Visit, form: FormState, status: ProblemStatus = 422): Response | Promise<Response> {
  const isOfFirst = Object.keys(form.errors).some((field) => FIRST_FIELDS.includes(field.split('.', 1)[0] ?? ''));
  return isOfFirst ? firstStep(visit, form, { status }) : secondStep(visit, form, { status });
}

function firstStep(visit: Visit, form: FormState, { status = 200, notice = null }: ShowOptions = {}) {
  const { context, session, viewer } = visit;
  const cameWithSeed = !hasErrors(form) && context.req.query('seedNumber') !== undefined;
  return show(context, resetFormPage({ viewer, dealerCode: session.dealer.code, form, notice, cameWithSeed }), status);
}

function secondStep(visit: Visit, form: FormState, { status = 200, notice = null }: ShowOptions = {}) {
  const { context, house, session, viewer } = visit;
  const { managers } = house.service.formParts(session);
  const typed = { ...form.typed, [STEP_FIELD]: [SECOND_STEP] };
  return show(
    context,
    chooseManagersPage({ viewer, form: { ...form, typed }, managers, submissionId: newSubmissionId(), notice }),
    status,
  );
}

function onlyFirst(typed: Typed): Typed {
  return pickFields(typed, FIRST_FIELDS);
}

function pickFields(typed: Typed, fields: readonly string[]): Typed {
  return Object.fromEntries(Object.entries(typed).filter(([field]) => fields.includes(field)));
}
