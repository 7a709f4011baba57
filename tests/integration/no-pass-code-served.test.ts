import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { DealerCalls } from '../../hil/browser/dashboard/dealer-calls.ts';
import { DealerInbox } from '../../hil/browser/dashboard/dealer-inbox.ts';
import { demoPassCode } from '../../hil/browser/dashboard/demo-technician.ts';
import type { ScenarioRunState } from '../../hil/view/scenario-run.ts';
import type { TechnicianQuestion, TechnicianState } from '../../hil/view/technician-state.ts';
import { CarInProcess } from './support/in-process.ts';

const PASSWORDS: readonly string[] = ['demo-tara', 'demo-mona', 'demo-paul'];
const READ: readonly string[] = [
  '/',
  '/api/state',
  '/api/technician',
  '/api/scenarios/run',
  '/api/recording',
  '/api/recording/state',
];

/** Reads all events as they come. */
class EventText {
  text = '';
  readonly #stop = new AbortController();

  async open(http: string): Promise<void> {
    const response = await fetch(`${http}/api/events?frames=none`, { signal: this.#stop.signal });
    void this.#read(response);
  }

  /** Resolves when all that has happened so far has been read. */
  async carried(part: string): Promise<void> {
    while (!this.text.includes(part)) await new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {
    this.#stop.abort();
  }

  async #read({ body }: Response): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body ?? []) this.text += decoder.decode(chunk, { stream: true });
    } catch {
      // It was closed.
    }
  }
}

let car: CarInProcess;
const events = new EventText();
const issued = new Set<string>();
let served = '';

beforeAll(async () => {
  car = await CarInProcess.start('--demo', '--time', 'virtual');
  await events.open(car.http);
  await car.post('/api/recording', { on: true });
}, 30_000);

afterAll(async () => {
  events.close();
  await car.end('SIGINT');
});

/** The pass-codes that went over the bus: the trace has each message as it was sent. */
async function noteKeys(): Promise<number> {
  const trace = await car.get('/api/trace?format=jsonl');
  const keys = [...trace.matchAll(/"payload":"27[0-8][02468]([0-9A-F]{4,})"/g)].map(([, key = '']) => key);
  for (const key of keys) issued.add(key);
  for (const path of READ) served += await car.get(path);
  return keys.length;
}

/** Hex, with blanks and without, and the decimal digits that a technician types. */
function spellings(key: string): readonly RegExp[] {
  const bytes = Buffer.from(key, 'hex');
  const spaced = bytes.toString('hex').replaceAll(/(..)(?=.)/g, '$1 ');
  const typed = /^\d+$/.test(bytes.toString('latin1'))
    ? [new RegExp(`(?<!\\d)${bytes.toString('latin1')}(?!\\d)`)]
    : [];
  return [new RegExp(key, 'i'), new RegExp(spaced, 'i'), ...typed];
}

async function technician(): Promise<TechnicianState> {
  return JSON.parse(await car.get('/api/technician')) as TechnicianState;
}

describe('what a car serves', () => {
  it.each(['add-a-key', 'all-keys-lost', 'with-the-scan-tool'])(
    'has the pass-codes of a scenario in frames and traces: %s',
    async (name) => {
      await car.post('/api/scenarios/run', { scenario: `bulletin/${name}.yaml`, paceMs: 0 });
      let run: ScenarioRunState;
      do run = JSON.parse(await car.get('/api/scenarios/run')) as ScenarioRunState;
      while (run.running);
      expect(run.verdict).toBe('pass');
      expect(await noteKeys()).toBeGreaterThan(0);
    },
    60_000,
  );

  it('has those of the dealer server, whose requests are filed and approved over HTTP', async () => {
    const request = (path: string, init?: RequestInit): Promise<Response> => fetch(car.http + path, init);
    const dealer = new DealerCalls('tara', 'demo-tara', request);
    const inbox = new DealerInbox(request);
    await inbox.signIn('mona', 'demo-mona');
    const passCode = async ({ seed }: TechnicianQuestion): Promise<string> => {
      if (seed === null) throw new Error('there is no seed');
      let answer = await demoPassCode(dealer, seed);
      if (answer.kind === 'waits') {
        await inbox.approve(
          answer.requestNumber,
          inbox.policy.value.map(({ id }) => id),
        );
        answer = await demoPassCode(dealer, seed);
      }
      if (answer.kind !== 'issued') throw new Error(`no pass-code: ${JSON.stringify(answer)}`);
      return answer.passCode;
    };
    await car.post('/api/restart', {});
    await car.post('/api/vehicle', { doors: { driver: true } });
    expect(await car.post('/api/technician', { utility: 'reset' })).toBe(200);
    for (let state = await technician(); state.running; state = await technician()) {
      const { question } = state;
      if (question === null) continue;
      if (question.kind === 'watch')
        await car.post('/api/time/advance', { toDeadline: 'procedure', offsetUs: 2_000_000 });
      else {
        const answer =
          question.kind === 'pass-code' ? await passCode(question) : (question.choices[0]?.answer ?? 'exit');
        await car.post('/api/technician/answer', { id: question.id, answer });
      }
    }
    expect((await technician()).result?.outcome).toBe('done');
    expect(await noteKeys()).toBeGreaterThanOrEqual(2);
  }, 60_000);

  it('has no pass-code in any event or state, in hex or as it is typed, and no password or secret', async () => {
    await car.post('/api/vehicle', { brake: true });
    await events.carried('"brake":true');
    expect(events.text).toContain('"hiddenBytes"');
    expect(issued.size).toBeGreaterThanOrEqual(6);
    const all = events.text + served;
    for (const key of issued) for (const spelling of spellings(key)) expect(all).not.toMatch(spelling);
    for (const secret of [...PASSWORDS, DEFAULT_PROFILE.passcodeSecret]) expect(all).not.toContain(secret);
  });
});
