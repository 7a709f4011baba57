import type { FormPage, Sent, ShowOptions } from '../kit/form-page.ts';
import { chooseManagersPage } from './choose-managers-page.ts';
import { REQUEST_SCHEMA, REQUEST_WITH_MANAGERS_SCHEMA } from '../form-schemas.ts';
import { type ProblemStatus, refusalStatus, withRefusal } from '../kit/refusal-text.ts';
import { requestPath } from './request-view.ts';
import { RESET_PATH, resetFormPage } from './reset-form-page.ts';
import { SEED_FIELDS } from './seed-routes.ts';
import { freshForm, type FormState, hasErrors, readTyped, type Typed, typedText } from '../kit/typed-form.ts';
import { goOn, newSubmissionId, noticeOf, queryTyped, show, type PageRequest } from '../kit/page-request.ts';

/** The second step's page also contains the first step's fields, hidden. */
const STEP_FIELD = 'step';
const SECOND_STEP = 'managers';

const FIRST_FIELDS: readonly string[] = ['vin', 'repairOrder', 'customerLastName', 'tickedPolicies'];

/** The Immobilizer Reset tab: a request in two steps (the bulletin's figures 3, 4, 13 and 14). */
export const resetFormRoute: FormPage = {
  path: RESET_PATH,
  access: 'immobilizer-reset',
  fields: [...FIRST_FIELDS, 'managerIds', STEP_FIELD],

  open(pageRequest) {
    const typed = queryTyped(pageRequest.context, FIRST_FIELDS);
    return (
      goOnWithRequest(pageRequest, typed) ??
      this.show(pageRequest, freshForm(typed), { notice: noticeOf(pageRequest.context) })
    );
  },

  show(pageRequest, form, options = {}) {
    return typedText(form, STEP_FIELD) === SECOND_STEP
      ? secondStep(pageRequest, form, options)
      : firstStep(pageRequest, form, options);
  },

  send(pageRequest, sent) {
    switch (sent.intent) {
      case 'back':
        return firstStep(pageRequest, freshForm(onlyFirst(sent.typed)));
      case 'clear-managers':
        return secondStep(pageRequest, freshForm(onlyFirst(sent.typed)));
      case 'submit':
        return submit(pageRequest, sent);
      default:
        return next(pageRequest, sent.typed);
    }
  },
};

/** The scan tool's Send for a vehicle with an existing request leads to that request. */
function goOnWithRequest({ context, services, session }: PageRequest, typed: Typed): Response | null {
  const vin = typed['vin']?.[0]?.trim().toUpperCase() ?? '';
  if (vin === '') return null;
  const request = services.service
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

function next(pageRequest: PageRequest, typed: Typed): Response | Promise<Response> {
  const reading = readTyped(onlyFirst(typed), REQUEST_SCHEMA);
  if (reading.kind === 'invalid') return firstStep(pageRequest, reading.form, { status: 422 });
  return secondStep(pageRequest, freshForm(typed));
}

async function submit(pageRequest: PageRequest, { typed, resultId }: Sent): Promise<Response> {
  const { context, services, session } = pageRequest;
  const reading = readTyped(pickFields(typed, [...FIRST_FIELDS, 'managerIds']), REQUEST_WITH_MANAGERS_SCHEMA);
  if (reading.kind === 'invalid') return showErrors(pageRequest, reading.form);
  let form: FormState = reading.form;
  let status: ProblemStatus = 422;
  const outcome = await services.submissions.once(session, resultId, () => {
    const answer = services.service.submitRequest(session, reading.value);
    if (answer.kind === 'requested') return { path: requestPath(answer.requestNumber), shown: null };
    form = withRefusal(form, answer, [...FIRST_FIELDS, 'managerIds']);
    status = refusalStatus(answer);
    return null;
  });
  return outcome === null ? showErrors(pageRequest, form, status) : goOn(context, outcome.path, 'requested');
}

/** Shows each error on the step where it can be fixed. */
function showErrors(
  pageRequest: PageRequest,
  form: FormState,
  status: ProblemStatus = 422,
): Response | Promise<Response> {
  const isOfFirst = Object.keys(form.errors).some((field) => FIRST_FIELDS.includes(field.split('.', 1)[0] ?? ''));
  return isOfFirst ? firstStep(pageRequest, form, { status }) : secondStep(pageRequest, form, { status });
}

function firstStep(pageRequest: PageRequest, form: FormState, { status = 200, notice = null }: ShowOptions = {}) {
  const { context, session, viewer } = pageRequest;
  const cameWithSeed = !hasErrors(form) && context.req.query('seedNumber') !== undefined;
  return show(context, resetFormPage({ viewer, dealerCode: session.dealer.code, form, notice, cameWithSeed }), status);
}

function secondStep(pageRequest: PageRequest, form: FormState, { status = 200, notice = null }: ShowOptions = {}) {
  const { context, services, session, viewer } = pageRequest;
  const { managers } = services.service.formParts(session);
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
