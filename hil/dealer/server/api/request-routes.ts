import { EMPTY_FORM } from '../../../http/body-form.ts';
import { type DealerApiRoute, sessionRoute } from '../dealer-api-route.ts';
import {
  APPROVED,
  FORMS,
  INBOX,
  KEY_PASS_CODE,
  REQUEST,
  REQUESTED,
  REQUESTS,
  RESET_PASS_CODE,
  SETTLED,
} from '../dealer-answers.ts';
import { APPROVE_FORM, KEY_PASS_CODE_FORM, REQUEST_FORM, RESET_PASS_CODE_FORM } from '../dealer-bodies.ts';
import { accepted } from '../refusal-error.ts';

/** From the request for a reset to the pass-codes. */
export const REQUEST_ROUTES: readonly DealerApiRoute[] = [
  sessionRoute({
    method: 'get',
    path: '/api/dealer/forms',
    access: 'staff',
    summary: 'what the forms are made of',
    description: 'Policy boxes with their ids, managers to choose from, job titles, limits.',
    answer: FORMS,
    handle: ({ service }, session) => service.formParts(session),
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/inbox',
    access: 'staff',
    summary: 'what waits for one, and what became of one’s own requests',
    description: 'Oldest first (DLR-3, DLR-4).',
    answer: INBOX,
    handle: ({ service }, session) => service.inbox(session),
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/requests',
    access: 'staff',
    summary: 'the dealer’s requests for a VIN',
    description: 'Newest first; one of them at most is open or approved (DLR-3).',
    query: [{ name: 'vin', description: '17 signs', schema: { type: 'string' } }],
    answer: REQUESTS,
    handle: ({ service, query }, session) => ({ requests: service.requestsFor(session, query('vin') ?? '') }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests',
    access: 'immobilizer-reset',
    summary: 'asks for a reset to be approved',
    description:
      'Goes into the inbox of each manager chosen (DLR-3). Submitted twice, the second is refused as pending.',
    body: REQUEST_FORM,
    status: 201,
    answer: REQUESTED,
    errors: [409],
    handle: ({ service, body }, session) => {
      const { requestNumber, managerIds } = accepted(service.submitRequest(session, body));
      return { requestNumber, managerIds };
    },
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/requests/{number}',
    access: 'staff',
    summary: 'one request',
    description: 'Another dealer’s is not known to exist.',
    answer: REQUEST,
    errors: [404],
    handle: ({ service, param }, session) => accepted(service.request(session, param('number'))),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests/{number}/approve',
    access: 'manager',
    summary: 'approves a request',
    description: 'One manager does, and it is settled for the others; good for 7 days (DLR-4, DLR-5).',
    body: APPROVE_FORM,
    answer: APPROVED,
    errors: [404, 409],
    handle: ({ service, body, param }, session) => {
      const answer = accepted(service.approve(session, param('number'), body.tickedPolicies));
      return { requestNumber: answer.requestNumber, validTillMs: answer.validTillMs };
    },
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests/{number}/decline',
    access: 'manager',
    summary: 'declines a request',
    description: 'One manager does, and it is settled for the others (DLR-4).',
    body: EMPTY_FORM,
    answer: SETTLED,
    errors: [404, 409],
    handle: ({ service, param }, session) => ({
      requestNumber: accepted(service.decline(session, param('number'))).requestNumber,
    }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests/{number}/close',
    access: 'staff',
    summary: 'closes the repair, or withdraws an open request',
    description: 'No pass-code comes from it afterwards (DLR-5).',
    body: EMPTY_FORM,
    answer: SETTLED,
    errors: [404, 409],
    handle: ({ service, param }, session) => ({
      requestNumber: accepted(service.close(session, param('number'))).requestNumber,
    }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests/{number}/pass-code',
    access: 'immobilizer-reset',
    summary: 'the reset pass-code of a seed number',
    description: 'Six digits, from an approved request; every seed has its own (DLR-6).',
    body: RESET_PASS_CODE_FORM,
    answer: RESET_PASS_CODE,
    errors: [404, 409],
    handle: ({ service, body, param }, session) => {
      const { requestNumber, passCode } = accepted(service.issueResetPassCode(session, param('number'), body));
      return { requestNumber, passCode };
    },
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/key-pass-codes',
    access: 'add-remove-key',
    summary: 'the pass-code of Data1 to Data3',
    description: 'Twelve hexadecimal digits, for reset step 2, registration and erasure; needs no manager (DLR-7).',
    body: KEY_PASS_CODE_FORM,
    answer: KEY_PASS_CODE,
    errors: [409],
    handle: ({ service, body }, session) => ({ passCode: accepted(service.issueKeyPassCode(session, body)).passCode }),
  }),
];
