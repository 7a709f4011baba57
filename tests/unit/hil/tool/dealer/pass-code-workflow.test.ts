import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DealerClient } from '../../../../../hil/tool/dealer/dealer-client.ts';
import { PassCodeWorkflow, type PassCodeWorkflowOptions } from '../../../../../hil/tool/dealer/pass-code-workflow.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import {
  clientOf,
  KEY_SEED,
  notThere,
  RESET_SEED,
  settle,
  smallDealer,
  VIN,
} from '../../../../support/dealer-in-process.ts';

const DAY_MS = 24 * 3_600_000;
const NEVER = new AbortController().signal;

let bench: DealerBench;
let said: string[];
beforeEach(() => {
  bench = new DealerBench({ state: smallDealer() });
  said = [];
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

function workflowOf(client: DealerClient, changes: Partial<PassCodeWorkflowOptions> = {}): PassCodeWorkflow {
  return new PassCodeWorkflow({
    client,
    account: () => Promise.resolve('tara'),
    password: () => Promise.resolve('demo-tara'),
    toolVersion: '13.10.019',
    resetDetails: () => Promise.resolve(DETAILS),
    orderDetails: () => Promise.resolve({ repairOrder: 'RO-1', customerLastName: 'Doe' }),
    onStatus: (text) => said.push(text),
    approvalTimeout: () => NEVER,
    pause: () => Promise.reject(new Error('nobody was to be waited for')),
    ...changes,
  });
}

const DETAILS = {
  ...{ repairOrder: 'RO-1', customerLastName: 'Doe', managerIds: ['mona', 'paul'] },
  tickedPolicies: ['authority', 'identity', 'ownership', 'terms'],
};

/** Tara's request. */
async function requested(): Promise<string> {
  const token = await bench.technician();
  const { body, text } = await bench.send('POST', '/api/dealer/requests', { token, body: { vin: VIN, ...DETAILS } });
  if (typeof body['requestNumber'] !== 'string') throw new Error(text);
  return body['requestNumber'];
}

async function approved(): Promise<string> {
  const number = await requested();
  await settle(bench, number, 'approve');
  return number;
}

/** Waits for an approval at most so often. */
function pauses(...acts: readonly (() => Promise<void>)[]): Pick<PassCodeWorkflowOptions, 'pause'> {
  const left = [...acts];
  return { pause: async () => (left.shift() ?? (() => Promise.reject(new Error('it waits on'))))() };
}

/** The number of the request that was made last. */
function lastNumber(): string {
  return /request (\d+)/.exec(said.at(-1) ?? '')?.[1] ?? 'none';
}

describe('a pass-code for a reset', () => {
  it('DLR-5, DLR-6: comes from the approval that is there already', async () => {
    const number = await approved();
    expect(await workflowOf(clientOf(bench)).passCode(RESET_SEED, NEVER)).toEqual({
      granted: true,
      passCode: '294211',
    });
    expect(said).toEqual([
      'signed in at http://127.0.0.1:8080 as Tara Technician',
      `request ${number} for this VIN is already approved`,
    ]);
  });

  it('DLR-3, DLR-4: is waited for until a manager approves the request', async () => {
    const nothing = (): Promise<void> => Promise.resolve();
    const workflow = workflowOf(
      clientOf(bench),
      pauses(nothing, () => settle(bench, lastNumber(), 'approve')),
    );
    expect(await workflow.passCode(RESET_SEED, NEVER)).toEqual({ granted: true, passCode: '294211' });
    expect(said.slice(1)).toEqual([
      expect.stringMatching(/^request \d+ waits for a manager's approval$/),
      expect.stringMatching(/^request \d+ is approved by Mona /),
    ]);
  });

  it('DLR-3: continues with the request that is open already', async () => {
    const number = await requested();
    const workflow = workflowOf(clientOf(bench), {
      ...pauses(() => settle(bench, number, 'approve')),
      resetDetails: () => Promise.reject(new Error('no second request')),
    });
    expect(await workflow.passCode(RESET_SEED, NEVER)).toMatchObject({ granted: true });
  });

  it('DLR-4: is refused where a manager declines, with what to do', async () => {
    const workflow = workflowOf(
      clientOf(bench),
      pauses(() => settle(bench, lastNumber(), 'decline')),
    );
    expect(await workflow.passCode(RESET_SEED, NEVER)).toEqual({
      granted: false,
      message: expect.stringMatching(
        /^the dealer server issued no pass-code: request \d+ is declined by Mona /,
      ) as string,
      hint: 'contact the manager, then try again with a new request',
    });
  });

  it('DLR-5: needs a new request once the approval has expired', async () => {
    const old = await approved();
    bench.calendarMs += 7 * DAY_MS;
    const workflow = workflowOf(
      clientOf(bench),
      pauses(() => settle(bench, lastNumber(), 'approve')),
    );
    expect(await workflow.passCode(RESET_SEED, NEVER)).toMatchObject({ granted: true });
    expect(said[1]).toMatch(/^request \d+ waits/);
    expect(said[1]).not.toContain(old);
  });

  it('DLR-5: is refused where the approval expires just before', async () => {
    await approved();
    bench.service.orderFaults({ approval: 'expired' });
    expect(await workflowOf(clientOf(bench)).passCode(RESET_SEED, NEVER)).toMatchObject({
      granted: false,
      message: expect.stringMatching(/the approval of request \d+ has expired/) as string,
    });
  });

  it('ends where nobody settles the request in time, which stays open', async () => {
    const late = new AbortController();
    const workflow = workflowOf(clientOf(bench), {
      approvalTimeout: () => late.signal,
      ...pauses(() => Promise.resolve(late.abort())),
    });
    expect(await workflow.passCode(RESET_SEED, NEVER)).toMatchObject({
      granted: false,
      message: expect.stringMatching(/no manager decided on request \d+ in time$/) as string,
      hint: 'it stays open: start again later, and the tool continues with it',
    });
  });

  it('is left at once where the technician interrupts the waiting', async () => {
    const interrupt = new AbortController();
    const workflow = workflowOf(
      clientOf(bench),
      pauses(() => Promise.resolve(interrupt.abort(new Error('Ctrl-C')))),
    );
    await expect(workflow.passCode(RESET_SEED, interrupt.signal)).rejects.toThrow('Ctrl-C');
  });
});

describe('a pass-code for keys', () => {
  it('DLR-7: needs no approval', async () => {
    const answer = await workflowOf(clientOf(bench)).passCode(KEY_SEED, NEVER);
    expect(answer).toEqual({ granted: true, passCode: 'E6B810B8E679' });
  });

  it('DLR-7: of a mistyped seed is refused with the server’s own words', async () => {
    const workflow = workflowOf(clientOf(bench));
    expect(await workflow.passCode({ ...KEY_SEED, vinCheckDigit: 'S' }, NEVER)).toMatchObject({
      granted: false,
      message: expect.stringContaining('the check digit "R", not "S" (field vin)') as string,
    });
  });

  it('TEC-6: that a bench has spoilt is given like a right one: only the vehicle can detect it', async () => {
    bench.service.orderFaults({ wrongPassCodes: 1 });
    const answer = await workflowOf(clientOf(bench)).passCode(KEY_SEED, NEVER);
    expect(answer).toEqual({ granted: true, passCode: 'E6B810B8E67A' });
  });
});

describe('a server in trouble', () => {
  it('TEC-6: that is unreachable is distinguished from one that refuses', async () => {
    expect(await workflowOf(clientOf(bench, notThere)).passCode(KEY_SEED, NEVER)).toMatchObject({
      granted: false,
      unreachable: true,
      message: expect.stringContaining('no dealer server answers at http://127.0.0.1:8080') as string,
    });
  });

  it('may be away for a while, as long as an approval is waited for', async () => {
    let away = false;
    const gone = (): Promise<void> => Promise.resolve(void (away = true));
    const back = (): Promise<void> => {
      away = false;
      return settle(bench, lastNumber(), 'approve');
    };
    const workflow = workflowOf(
      clientOf(bench, () => (away ? notThere() : null)),
      pauses(gone, gone, back),
    );
    expect(await workflow.passCode(RESET_SEED, NEVER)).toMatchObject({ granted: true });
  });

  it('is given up after 31 looks without an answer', async () => {
    let pausesMade = 0;
    const client = clientOf(bench, () => (pausesMade > 0 ? notThere() : null));
    const workflow = workflowOf(client, { pause: () => Promise.resolve(void (pausesMade += 1)) });
    expect(await workflow.passCode(RESET_SEED, NEVER)).toMatchObject({ granted: false, unreachable: true });
    expect(pausesMade).toBe(31);
  });

  it('that has forgotten the session is signed in at again, whatever is asked', async () => {
    await approved();
    const workflow = workflowOf(clientOf(bench));
    expect(await workflow.passCode(KEY_SEED, NEVER)).toMatchObject({ granted: true });
    bench.realMs += DAY_MS;
    expect(await workflow.passCode(RESET_SEED, NEVER)).toMatchObject({ granted: true });
    bench.realMs += DAY_MS;
    expect(await workflow.passCode(KEY_SEED, NEVER)).toMatchObject({ granted: true });
    expect(said.filter((text) => text.startsWith('signed in'))).toHaveLength(1);
  });

  it('DLR-8: that calls the password wrong is given another one the next time', async () => {
    const typed = ['demo-mona', 'demo-tara'];
    const workflow = workflowOf(clientOf(bench), { password: () => Promise.resolve(typed.shift() ?? 'none') });
    expect(await workflow.passCode(KEY_SEED, NEVER)).toMatchObject({ granted: false });
    expect(await workflow.passCode(KEY_SEED, NEVER)).toMatchObject({ granted: true });
  });

  it('TEC-6: does not ask for the password again if it is busy, or has locked the account', async () => {
    const troubles = ['locked', 'busy'];
    const client = clientOf(bench, () => {
      const code = troubles.shift();
      if (code === undefined) return null;
      const headers = { 'retry-after': '7' };
      return new Response(JSON.stringify({ error: `it is ${code}`, hint: 'wait', code }), { status: 429, headers });
    });
    let asked = 0;
    const workflow = workflowOf(client, { password: () => Promise.resolve(`demo-tara${'!'.repeat(asked++)}`) });
    for (const code of ['locked', 'busy']) {
      expect(await workflow.passCode(KEY_SEED, NEVER)).toEqual({
        granted: false,
        message: `the dealer server issued no pass-code: it is ${code}`,
        hint: 'wait; in 7 s at the earliest',
      });
    }
    expect(await workflow.passCode(KEY_SEED, NEVER)).toMatchObject({ granted: true });
  });
});
