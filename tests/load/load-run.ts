import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLogFile } from '../../hil/dealer/store/verify-log.ts';
import { Client, type Reply } from './client.ts';
import { startBare, startDealer } from './dealer-process.ts';
import { dealership, foundDealership, vinOf } from './dealership.ts';
import { keyForm, Ledger, manage, openTab, paceOf, repair, signIn } from './people.ts';
import { counted, logKey, readLog } from './read-log.ts';
import type { Check } from './check.ts';

const TECHNICIANS = 200;
const MANAGERS = 50;
/** Cars that each technician sees through. */
const CARS_EACH = 3;
/** So long a person thinks between two requests, on average. */
const THINK_MS = 400;
const ANSWER_P99_MS = 100;
const PASSWORD_P99_MS = 5_000;
/** Connections that ask without thinking, for the throughput. */
const HAMMERS = 16;
const HAMMER_MS = 500;
const TURNS = 4;
/** Far below what is measured; a value this low would be an internal error. */
const RATIO_MIN = 0.05;

/** Everybody at work at once against one server; then how fast it can go beside a bare handler. */
export async function loadRun(): Promise<readonly Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'smartkey-load-'));
  try {
    return await loadIn(join(folder, 'dealer.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function loadIn(database: string): Promise<readonly Check[]> {
  const { technicians, managers } = dealership(TECHNICIANS, MANAGERS);
  await foundDealership(database, { technicians, managers });
  const server = await startDealer(database);
  const ledger = new Ledger();
  const clients = new Map([...technicians, ...managers].map((account) => [account, new Client(server.port)]));
  const clientOf = (account: string): Client => clients.get(account) ?? new Client(server.port);
  await Promise.all([...clients].map(async ([account, client]) => signIn(client, account, ledger)));
  for (const tab of ['immobilizer-reset', 'add-remove-key']) {
    await Promise.all(technicians.map(async (account) => openTab(clientOf(account), account, tab, ledger)));
  }

  const startMs = performance.now();
  let isOver = false;
  const managing = managers.map(async (account) =>
    manage(clientOf(account), () => isOver, paceOf(account, THINK_MS), ledger),
  );
  await Promise.all(
    technicians.map(async (account, index) => {
      const think = paceOf(account, THINK_MS);
      for (let car = 0; car < CARS_EACH; car += 1) {
        await think();
        const chosen = [0, 1].map((offset) => managers[(index + car + offset) % MANAGERS] ?? '');
        await repair(clientOf(account), 1 + index * CARS_EACH + car, chosen, think, ledger);
      }
    }),
  );
  isOver = true;
  await Promise.all(managing);
  const workS = (performance.now() - startMs) / 1000;

  const judged = judgeLog(database, ledger);
  const ratios = await throughputRatios(server.port, clientOf(managers[0] ?? '').token, clientOf('tech1').token);
  for (const client of clients.values()) client.close();
  await server.end();
  return [...judgeTimes(ledger, workS), ...judged, ...ratios];
}

function judgeTimes(ledger: Ledger, workS: number): readonly Check[] {
  const answers = percentiles(ledger.answersMs);
  const passwords = percentiles(ledger.passwordsMs);
  return [
    {
      name: `${TECHNICIANS} technicians and ${MANAGERS} managers`,
      figure: `${ledger.answersMs.length} answers in ${workS.toFixed(1)} s, ${ledger.unexpected.length} unexpected ${ledger.unexpected[0] ?? ''}`,
      passed: ledger.unexpected.length === 0,
    },
    { name: 'answers', figure: describe(answers, ANSWER_P99_MS), passed: answers.p99 < ANSWER_P99_MS, isTime: true },
    {
      name: `password checks, ${TECHNICIANS + MANAGERS} at once`,
      figure: `${ledger.passwordsMs.length} of them; ${describe(passwords, PASSWORD_P99_MS)}`,
      passed: passwords.p99 < PASSWORD_P99_MS,
      isTime: true,
    },
  ];
}

/** No lost or doubled approval, no pass-code without its line, nothing in the log that no client received. */
function judgeLog(database: string, ledger: Ledger): readonly Check[] {
  const log = readLog(database);
  const logged = counted(log.map(logKey));
  const acknowledged = counted(ledger.acknowledged);
  const lost = [...acknowledged].filter(([key, count]) => (logged.get(key) ?? 0) < count);
  const doubled = [...logged].filter(([key, count]) => count > (acknowledged.get(key) ?? 0));
  const approvals = log.filter(({ kind }) => kind === 'approved').length;
  const verified = verifyLogFile(database);
  return [
    {
      name: 'approvals',
      figure: `${approvals} of ${TECHNICIANS * CARS_EACH}, each once`,
      passed: approvals === TECHNICIANS * CARS_EACH,
    },
    {
      name: 'log against answers',
      figure: `${log.length} lines, ${ledger.acknowledged.length} acknowledged; ${lost.length} lost, ${doubled.length} doubled`,
      passed: lost.length === 0 && doubled.length === 0 && log.length === ledger.acknowledged.length,
    },
    { name: 'chain of the log', figure: verified.kind, passed: verified.kind === 'whole' },
  ];
}

/** How the server's answers a second compare with those of a bare handler, measured in turns. */
async function throughputRatios(
  port: number,
  manager: string | null,
  technician: string | null,
): Promise<readonly Check[]> {
  const bare = await startBare();
  try {
    let seed = 0;
    const keyCode = async (client: Client): Promise<Reply> =>
      client.post('/api/dealer/key-pass-codes', keyForm(vinOf(1), (seed += 1)));
    return [
      await compare(
        'reading: inbox',
        [port, manager, async (client) => client.get('/api/dealer/inbox')],
        [bare.port, null, async (client) => client.get('/api/bare/19070100001')],
      ),
      await compare(
        'writing: pass-code with its log line on the disk',
        [port, technician, keyCode],
        [bare.port, null, async (client) => client.post('/api/bare/19070100001', keyForm(vinOf(1), 1))],
      ),
    ];
  } finally {
    await bare.end();
  }
}

/** A server's port, whose token, and what is asked. */
type Hammered = readonly [number, string | null, (client: Client) => Promise<Reply>];

async function compare(name: string, dealer: Hammered, bare: Hammered): Promise<Check> {
  let [dealerCount, bareCount] = [0, 0];
  for (let turn = 0; turn < TURNS; turn += 1) {
    dealerCount += await hammer(...dealer);
    bareCount += await hammer(...bare);
  }
  const ratio = dealerCount / bareCount;
  const rate = (count: number): string => ((count * 1000) / (TURNS * HAMMER_MS)).toFixed(0);
  return {
    name: `throughput, ${name}`,
    figure: `${rate(dealerCount)}/s, bare handler ${rate(bareCount)}/s: ratio ${ratio.toFixed(2)} (at least ${RATIO_MIN})`,
    passed: ratio >= RATIO_MIN,
  };
}

/** How many good answers come in one turn, over `HAMMERS` connections without think time. */
async function hammer(...[port, token, ask]: Hammered): Promise<number> {
  const endMs = performance.now() + HAMMER_MS;
  const counts = await Promise.all(
    Array.from({ length: HAMMERS }, async () => {
      const client = new Client(port, token);
      let count = 0;
      while (performance.now() < endMs) if ((await ask(client)).status === 200) count += 1;
      client.close();
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number; readonly max: number } {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function describe({ p50, p99, max }: ReturnType<typeof percentiles>, limitMs: number): string {
  return `median ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (limit ${limitMs} ms), longest ${max.toFixed(1)} ms`;
}
