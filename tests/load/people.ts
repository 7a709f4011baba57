import { setTimeout as pause } from 'node:timers/promises';
import { RandomSource } from '../../can-bus/random/random-source.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../../hil/dealer/rules/policies.ts';
import { OLDEST_TOOL_VERSION } from '../../hil/dealer/rules/tool-version.ts';
import { vinCheckSign } from '../../ecu-sim/identity/vin.ts';
import type { Client, Reply } from './client.ts';
import { keySeedOf, passwordOf, seedNumberOf, vinOf } from './dealership.ts';
import { logKey } from './read-log.ts';

/** What all that people did comes to. */
export class Ledger {
  /** Everything the server said it had done, as `logKey` has it. */
  readonly acknowledged: string[] = [];
  /** How long each answer took, but for password checks. */
  readonly answersMs: number[] = [];
  readonly passwordsMs: number[] = [];
  /** Answers that were neither what was asked for nor an expected refusal. */
  readonly unexpected: string[] = [];

  note(reply: Reply, expected: readonly number[], what: string): Reply {
    this.answersMs.push(reply.tookMs);
    if (!expected.includes(reply.status))
      this.unexpected.push(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  }
}

/** Resolves when a person has thought for a while. */
export type Think = () => Promise<void>;

/**
 * Somebody's own pace: half to one and a half times `meanMs`, drawn from a seed, because two hundred people do not press
 * their buttons in the same millisecond.
 */
export function paceOf(account: string, meanMs: number): Think {
  const chance = RandomSource.seeded(1, `pace of ${account}`);
  return async () => pause(meanMs / 2 + chance.below(meanMs));
}

/** Signs in and, for a technician, opens both tabs with the password. */
export async function signIn(client: Client, account: string, ledger: Ledger): Promise<void> {
  const password = passwordOf(account);
  const reply = await client.post('/api/dealer/sign-in', { account, password });
  ledger.passwordsMs.push(reply.tookMs);
  if (reply.status !== 200) ledger.unexpected.push(`sign-in of ${account}: ${reply.status}`);
  client.token = String(reply.body['token']);
}

export async function openTab(client: Client, account: string, tab: string, ledger: Ledger): Promise<void> {
  const reply = await client.post(`/api/dealer/tabs/${tab}`, { password: passwordOf(account) });
  ledger.passwordsMs.push(reply.tookMs);
  if (reply.status !== 200) ledger.unexpected.push(`tab ${tab} of ${account}: ${reply.status}`);
}

export function requestForm(vin: string, managerIds: readonly string[]): object {
  return {
    ...{ vin, repairOrder: '123456', customerLastName: 'Example', managerIds },
    tickedPolicies: IDENTIFICATION_POLICY.map((box) => box.id),
  };
}

export function keyForm(vin: string, seed: number): object {
  return {
    ...{ vin, vinCheckDigit: vinCheckSign(vin), ...keySeedOf(vin, seed) },
    ...{ repairOrder: '123456', customerLastName: 'Example', toolVersion: OLDEST_TOOL_VERSION },
  };
}

/** The seed of a key form as the log has it. */
export function loggedKeySeed(vin: string, seed: number): string {
  const { data1, data2, data3 } = keySeedOf(vin, seed);
  return `0${data1}${data2}${data3}`;
}

/** One car from the request to the closed repair: `number` makes VIN and seeds. */
export async function repair(
  client: Client,
  number: number,
  managerIds: readonly string[],
  think: Think,
  ledger: Ledger,
): Promise<void> {
  const vin = vinOf(number);
  const asked = ledger.note(await client.post('/api/dealer/requests', requestForm(vin, managerIds)), [201], 'request');
  if (asked.status !== 201) return;
  const requestNumber = String(asked.body['requestNumber']);
  ledger.acknowledged.push(logKey({ kind: 'requested', requestNumber, seed: null }));
  for (;;) {
    await think();
    const seen = ledger.note(await client.get(`/api/dealer/requests/${requestNumber}`), [200], 'look');
    if (seen.body['status'] !== 'open') break;
  }
  for (const seed of [number * 2, number * 2 + 1]) {
    await think();
    const seedNumber = seedNumberOf(seed);
    const form = { seedNumber, toolVersion: OLDEST_TOOL_VERSION };
    const given = ledger.note(
      await client.post(`/api/dealer/requests/${requestNumber}/pass-code`, form),
      [200],
      'code',
    );
    if (given.status === 200) {
      ledger.acknowledged.push(logKey({ kind: 'reset-pass-code', requestNumber, seed: seedNumber }));
    }
  }
  await think();
  const keys = ledger.note(await client.post('/api/dealer/key-pass-codes', keyForm(vin, number)), [200], 'key code');
  if (keys.status === 200) {
    ledger.acknowledged.push(logKey({ kind: 'key-pass-code', requestNumber: null, seed: loggedKeySeed(vin, number) }));
  }
  await think();
  const closed = ledger.note(await client.post(`/api/dealer/requests/${requestNumber}/close`, {}), [200], 'close');
  if (closed.status === 200) ledger.acknowledged.push(logKey({ kind: 'closed', requestNumber, seed: null }));
}

/** Looks into the inbox and approves what is there, until there is nothing more to come. */
export async function manage(client: Client, isOver: () => boolean, think: Think, ledger: Ledger): Promise<void> {
  const tickedPolicies = APPROVAL_POLICY.map((box) => box.id);
  while (!isOver()) {
    await think();
    const inbox = ledger.note(await client.get('/api/dealer/inbox'), [200], 'inbox');
    const toSettle = (inbox.body['toSettle'] ?? []) as readonly { readonly number: string }[];
    for (const { number: requestNumber } of toSettle) {
      // Another manager may have been quicker: that is a 409, and no approval of this one's.
      const path = `/api/dealer/requests/${requestNumber}/approve`;
      const reply = ledger.note(await client.post(path, { tickedPolicies }), [200, 409], 'approve');
      if (reply.status === 200) ledger.acknowledged.push(logKey({ kind: 'approved', requestNumber, seed: null }));
    }
  }
}
