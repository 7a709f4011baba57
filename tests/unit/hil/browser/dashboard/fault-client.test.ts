import { expect, it } from 'vitest';
import type { Act } from '../../../../../hil/browser/dashboard/act.ts';
import { send } from '../../../../../hil/browser/dashboard/api-call.ts';
import { FaultClient } from '../../../../../hil/browser/dashboard/fault-client.ts';
import { PRESETS } from '../../../../../hil/browser/dashboard/fault-presets.ts';
import { NO_FAULTS } from '../../../../../hil/dealer/rules/dealer-faults.ts';
import { FakeServer } from './fake-server.ts';
import { idleAct } from './idle-act.ts';
import { NO_FAULTS_IN_FORCE } from './no-faults.ts';

it('counts the faults of car and dealer server that are in force, and what cannot be read stays', async () => {
  const server = new FakeServer({
    'GET /api/faults': () => [
      200,
      { ...NO_FAULTS_IN_FORCE, plan: { ...NO_FAULTS_IN_FORCE.plan, silent: ['body', 'engine'] } },
    ],
    'GET /api/dealer/faults': () => [200, { ...NO_FAULTS, away: true }],
  });
  const client = new FaultClient(server.fetch);
  expect(client.count(['B278D'])).toBe(1);
  await client.refresh();
  expect(client.count(['B278D'])).toBe(4);
  const { value } = client.car;
  await client.refresh();
  expect(client.car.value).toBe(value);
  server.answers = { 'GET /api/faults': () => [500, {}] };
  await client.refresh();
  expect([client.count([]), client.dealer.value?.away]).toEqual([3, true]);
});

it('reads what is in force again where a change is refused', async () => {
  const server = new FakeServer({
    'GET /api/faults': () => [200, NO_FAULTS_IN_FORCE],
    'POST /api/faults': () => [422, { error: 'no' }],
  });
  const client = new FaultClient(server.fetch);
  const ask: Act['ask'] = (call) => send(call, server.fetch);
  const [first] = PRESETS;
  if (first === undefined) throw new Error('no switches');
  await client.set({ ...idleAct(), ask }, first, true);
  expect(server.seen.slice(0, 3)).toEqual(['GET /api/faults', 'POST /api/faults', 'GET /api/faults']);
});
