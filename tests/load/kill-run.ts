import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyLogFile } from '../../hil/dealer/store/verify-log.ts';
import { APPROVAL_POLICY } from '../../hil/dealer/rules/policies.ts';
import type { Check } from './check.ts';
import { Client, type Reply } from './client.ts';
import { type ServerProcess, startDealer } from './dealer-process.ts';
import { dealership, foundDealership, vinOf } from './dealership.ts';
import { keyForm, Ledger, loggedKeySeed, openTab, requestForm, signIn } from './people.ts';
import { logKey, readLog } from './read-log.ts';

const ROUNDS = 50;
const TECHNICIANS = 12;
const MANAGERS = 4;
/** The server is killed so long after the load began: another instant in each round. */
const killAfterMs = (round: number): number => 60 + ((round * 37) % 200);

/** `kill -9` in the middle of load, again and again on one database: nothing acknowledged may be missing. */
export async function killRun(): Promise<readonly Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'smartkey-kill-'));
  try {
    return await killIn(join(folder, 'dealer.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function killIn(database: string): Promise<readonly Check[]> {
  const people = dealership(TECHNICIANS, MANAGERS);
  await foundDealership(database, people);
  const acknowledged: string[] = [];
  const tokens = new Map<string, string>();
  const world: World = { ...people, tokens, acknowledged, nextNumber: 1 };
  let broken = 0;
  let missing = 0;
  let hits = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await startDealer(database);
    if (round === 0) await signEverybodyIn(server, world);
    const cut = await workUntilKilled(server, world, killAfterMs(round));
    if (cut > 0) hits += 1;
    if (verifyLogFile(database).kind !== 'whole') broken += 1;
    const logged = new Set(readLog(database).map(logKey));
    missing += acknowledged.filter((key) => !logged.has(key)).length;
  }
  const lines = readLog(database).length;
  return [
    {
      name: 'kill -9 under load',
      figure: `${ROUNDS} times, requests under way in ${hits} of them`,
      passed: hits > ROUNDS / 2,
    },
    { name: 'chain of the log after it', figure: `broken ${broken} times`, passed: broken === 0 },
    {
      name: 'acknowledged actions',
      figure: `${acknowledged.length}, of which ${missing} missing; ${lines} lines in the log`,
      passed: missing === 0 && acknowledged.length >= ROUNDS,
    },
  ];
}

interface World {
  readonly technicians: readonly string[];
  readonly managers: readonly string[];
  /** Sessions outlive the process, so that nobody signs in again. */
  readonly tokens: Map<string, string>;
  readonly acknowledged: string[];
  nextNumber: number;
}

async function signEverybodyIn(server: ServerProcess, { technicians, managers, tokens }: World): Promise<void> {
  const ledger = new Ledger();
  await Promise.all(
    [...technicians, ...managers].map(async (account) => {
      const client = new Client(server.port);
      await signIn(client, account, ledger);
      tokens.set(account, client.token ?? '');
      if (technicians.includes(account)) {
        await openTab(client, account, 'immobilizer-reset', ledger);
        await openTab(client, account, 'add-remove-key', ledger);
      }
      client.close();
    }),
  );
  if (ledger.unexpected.length > 0) throw new Error(ledger.unexpected[0]);
}

/** @returns how many requests were cut off by the death of the server */
async function workUntilKilled(server: ServerProcess, world: World, afterMs: number): Promise<number> {
  const clientOf = (account: string): Client => new Client(server.port, world.tokens.get(account) ?? null);
  const working = [
    ...world.technicians.map(async (account) => askUntilCut(clientOf(account), world)),
    ...world.managers.map(async (account) => approveUntilCut(clientOf(account), world)),
  ];
  await pause(afterMs);
  await server.kill();
  const cuts = await Promise.all(working);
  return cuts.reduce((sum, cut) => sum + cut, 0);
}

async function askUntilCut(client: Client, world: World): Promise<number> {
  const { acknowledged, managers } = world;
  for (;;) {
    const number = (world.nextNumber += 1);
    const vin = vinOf(number);
    const keys = await client.post('/api/dealer/key-pass-codes', keyForm(vin, number));
    if (isCut(keys, 200)) break;
    acknowledged.push(logKey({ kind: 'key-pass-code', requestNumber: null, seed: loggedKeySeed(vin, number) }));
    const asked = await client.post('/api/dealer/requests', requestForm(vin, managers.slice(0, 2)));
    if (isCut(asked, 201)) break;
    acknowledged.push(logKey({ kind: 'requested', requestNumber: String(asked.body['requestNumber']), seed: null }));
  }
  client.close();
  return 1;
}

/** Either the server has ended, or it has done what was requested. */
function isCut({ status, body }: Reply, expected: number): boolean {
  if (status !== 0 && status !== expected) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return status === 0;
}

async function approveUntilCut(client: Client, { acknowledged }: World): Promise<number> {
  const tickedPolicies = APPROVAL_POLICY.map((box) => box.id);
  for (;;) {
    const inbox = await client.get('/api/dealer/inbox');
    if (inbox.status === 0) break;
    const [first] = (inbox.body['toSettle'] ?? []) as readonly { readonly number: string }[];
    if (first === undefined) continue;
    const reply = await client.post(`/api/dealer/requests/${first.number}/approve`, { tickedPolicies });
    if (reply.status === 0) break;
    if (reply.status === 200) {
      acknowledged.push(logKey({ kind: 'approved', requestNumber: first.number, seed: null }));
    }
  }
  client.close();
  return 1;
}
