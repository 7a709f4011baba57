import type { Answers } from './fake-server.ts';

/** A dealer server that a test plays: one vehicle, one request, tabs that are shut at first. */
export function demoDealerServer(): Answers {
  let status: 'none' | 'open' | 'approved' = 'none';
  let isTabOpen = false;
  const shut = [403, { error: 'the password again', code: 'password-again' }] as const;
  const request = {
    number: '26112900001',
    requesterName: 'Tara Technician',
    vin: '4T1BZ1FB4KU999999',
    repairOrder: 'RO-1001',
    customerLastName: 'Customer',
    settledByName: null,
  };
  return {
    'POST /api/dealer/sign-in': ({ body }) => {
      const { account, password } = body as { readonly account: string; readonly password: string };
      if (password !== `demo-${account}`) return [401, { error: 'wrong password', hint: 'try again' }];
      return [200, { token: `token-of-${account}`, session: { staff: { name: account.toUpperCase() } } }];
    },
    'POST /api/dealer/sign-out': () => [200, {}],
    'GET /api/dealer/forms': () => [
      200,
      {
        identificationPolicy: [{ id: 'id-1', text: 'identified' }],
        approvalPolicy: [{ id: 'ok-1', text: 'I reviewed this request.' }],
        managers: [{ id: 'mona' }, { id: 'paul' }],
        managersNeeded: 2,
      },
    ],
    'GET /api/dealer/requests': () => [200, { requests: status === 'none' ? [] : [{ ...request, status }] }],
    'GET /api/dealer/requests/26112900001': () => [200, { ...request, status }],
    'GET /api/dealer/inbox': () => [200, { toSettle: status === 'open' ? [{ ...request, status }] : [], own: [] }],
    'POST /api/dealer/requests': () => {
      if (!isTabOpen) return shut;
      status = 'open';
      return [201, { requestNumber: request.number, managerIds: ['mona', 'paul'] }];
    },
    'POST /api/dealer/requests/26112900001/approve': () => {
      status = 'approved';
      return [200, {}];
    },
    'POST /api/dealer/requests/26112900001/decline': () => [409, { error: 'it is settled already' }],
    'POST /api/dealer/requests/26112900001/pass-code': () => [200, { passCode: '123456' }],
    'POST /api/dealer/tabs/immobilizer-reset': () => {
      isTabOpen = true;
      return [200, {}];
    },
    'POST /api/dealer/key-pass-codes': () => [409, { error: 'the seed is not of this vehicle', hint: 'check Data1' }],
  };
}
