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
    summary: 'list the forms’ choices and limits',
    description: 'Policy boxes with their ids, managers to choose from, job titles, limits.',
    answer: FORMS,
    handle: ({ service }, session) => service.formParts(session),
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/inbox',
    access: 'staff',
    summary: 'show your inbox and your own requests',
    description: 'Oldest first (DLR-3, DLR-4).',
    answer: INBOX,
    handle: ({ service }, session) => service.inbox(session),
  }),
  sessionRoute({
    method: 'get',
    path: '/api/dealer/requests',
    access: 'staff',
    summary: 'list the dealer’s requests for a VIN',
    description: 'Newest first; at most one is open or approved (DLR-3).',
    query: [{ name: 'vin', description: '17 characters', schema: { type: 'string' } }],
    answer: REQUESTS,
    handle: ({ service, query }, session) => ({ requests: service.requestsFor(session, query('vin') ?? '') }),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests',
    access: 'immobilizer-reset',
    summary: 'request a reset',
    description:
      'Goes to the inbox of each chosen manager (DLR-3). A second request for the vehicle is refused as pending.',
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
    summary: 'show one request',
    description: 'Requests of other dealers are not found.',
    answer: REQUEST,
    errors: [404],
    handle: ({ service, param }, session) => accepted(service.request(session, param('number'))),
  }),
  sessionRoute({
    method: 'post',
    path: '/api/dealer/requests/{number}/approve',
    access: 'manager',
    summary: 'approve a request',
    description: 'One manager’s decision settles it for all; valid for 7 days (DLR-4, DLR-5).',
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
    summary: 'decline a request',
    description: 'One manager’s decision settles it for all (DLR-4).',
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
    summary: 'close a repair, or withdraw an open request',
    description: 'It issues no more pass-codes (DLR-5).',
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
    summary: 'get the reset pass-code for a seed number',
    description: 'Six digits, from an approved request, one for each seed (DLR-6).',
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
    summary: 'get the pass-code for Data1 to Data3',
    description: 'Twelve hexadecimal digits, for reset step 2, registration and erasure; needs no manager (DLR-7).',
    body: KEY_PASS_CODE_FORM,
    answer: KEY_PASS_CODE,
    errors: [409],
    handle: ({ service, body }, session) => ({ passCode: accepted(service.issueKeyPassCode(session, body)).passCode }),
  }),
];
