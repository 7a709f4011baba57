import { expect, it } from 'vitest';
import { DealerCalls } from '../../../../../hil/browser/dashboard/dealer-calls.ts';
import { demoPassCode } from '../../../../../hil/browser/dashboard/demo-technician.ts';
import { demoDealerServer } from './demo-dealer-server.ts';
import { FakeServer } from './fake-server.ts';

const SEED = {
  level: 1,
  vin: '4T1BZ1FB4KU999999',
  fields: { seedNumber: '000163E4E9951DEE', toolVersion: '13.10.019' },
  copy: '000163E4E9951DEE',
  link: '/dealer/reset',
};

it('DLR-3 to DLR-6: files a request, waits for its approval, and gets the pass-code', async () => {
  const server = new FakeServer(demoDealerServer());
  const calls = new DealerCalls('tara', 'demo-tara', server.fetch);
  const waits = { kind: 'waits', requestNumber: '26112900001' };
  expect(await demoPassCode(calls, SEED)).toEqual(waits);
  expect(server.calls.at(-1)?.body).toMatchObject({ tickedPolicies: ['id-1'], managerIds: ['mona', 'paul'] });
  expect(await demoPassCode(calls, SEED)).toEqual(waits);
  await calls.post('/api/dealer/requests/26112900001/approve', {});
  expect(await demoPassCode(calls, SEED)).toEqual({ kind: 'issued', passCode: '123456' });
  expect(server.calls.at(-1)?.body).toEqual(SEED.fields);
});

it('DLR-7: asks for the pass-code of a key at once, and says why there is none', async () => {
  const server = new FakeServer(demoDealerServer());
  const calls = new DealerCalls('tara', 'demo-tara', server.fetch);
  expect(await demoPassCode(calls, { ...SEED, level: 3 })).toEqual({
    kind: 'refused',
    message: 'the seed is not of this vehicle: check Data1',
  });
});
