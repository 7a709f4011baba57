import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCar, type CarActionFlags } from '../../../../../hil/cli/commands/car-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { NewSignalListeners } from '../../../../support/signals.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
let signals: NewSignalListeners;
beforeEach(() => {
  signals = new NewSignalListeners();
});
afterEach(() => signals.remove());

const FLAGS: CarActionFlags = {
  ...{ bus: ['slcan-tcp:127.0.0.1:0'], time: 'virtual', rate: 1, rateIsGiven: false, seed: 1, http: '127.0.0.1:0' },
};

/** Runs it until it is ready, does something with its HTTP address, and stops it. */
async function drive(
  flags: Partial<CarActionFlags>,
  meanwhile: (http: string) => Promise<void> = () => Promise.resolve(),
): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const end = ended(terminal, () => runCar({ ...FLAGS, ...flags }, terminal));
  if (await signals.begin(end)) {
    const [, http = ''] = /(http:\/\/[\d.:]+)/.exec(terminal.outLines.join('\n')) ?? [];
    await meanwhile(http);
    signals.send('SIGTERM');
  }
  return end;
}

async function post(url: string, body: unknown): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

describe('the virtual car', () => {
  it('says where it is, and can be controlled until it is stopped', async () => {
    let state: unknown = null;
    const { exitCode, out, err } = await drive(
      { json: true, profile: folder.write('p.yaml', 'keySlots: 5\n') },
      async (http) => {
        state = await (await fetch(`${http}/api/state`)).json();
      },
    );
    expect([exitCode, err]).toEqual([0, []]);
    expect(JSON.parse(out.join('\n'))).toEqual({
      ready: true,
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown,
      buses: [expect.stringMatching(/^slcan-tcp:127\.0\.0\.1:\d+$/) as unknown],
    });
    expect(state).toMatchObject({ timeMode: 'virtual', slots: ['A1000001', 'A1000002', null, null, null] });
  });

  it('greets with its banner, or with its addresses alone', async () => {
    const { out } = await drive({ demo: true });
    expect(out[0]).toBe('The virtual car 4T1BZ1FB4KU999999 is ready.');
    expect(out).toContain('  tara   Technician        demo-tara');
    const quiet = await drive({ quiet: true });
    expect(quiet.out).toEqual([expect.stringMatching(/^http:/), expect.stringMatching(/^slcan-tcp:/)]);
  });

  it('keeps its memory, its trace and its scenario in files', async () => {
    const [nvm, trace, record] = [folder.path('c.nvm'), folder.path('t.log'), folder.path('s.yaml')];
    const { exitCode, err } = await drive({ json: true, nvm, trace, record }, async (http) => {
      await post(`${http}/api/time/advance`, { seconds: 1 });
      expect(await post(`${http}/api/vehicle`, { doors: { driver: true } })).toBe(200);
      await post(`${http}/api/time/advance`, { seconds: 1 });
    });
    expect([exitCode, err.at(-1)]).toEqual([0, 'it passes in virtual time']);
    expect([existsSync(nvm), existsSync(trace)]).toEqual([true, true]);
    expect(readFileSync(record, 'utf8')).toContain('vehicle: { doors: { driver: true } }');
    expect((await drive({ json: true, nvm })).exitCode).toBe(0);
  });

  it('answers a client that waits for a far instant when it is stopped', async () => {
    const answers: Promise<unknown>[] = [];
    const { exitCode } = await drive({ json: true }, async (http) => {
      const [body, headers] = [JSON.stringify({ seconds: 8_640_000 }), { 'content-type': 'application/json' }];
      const jump = fetch(`${http}/api/time/advance`, { method: 'POST', body, headers });
      answers.push(jump.then(async (response) => [response.status, (await response.json()) as unknown]));
      let timeUs = 0;
      while (timeUs < 10_000_000)
        ({ timeUs } = (await (await fetch(`${http}/api/state`)).json()) as { timeUs: number });
    });
    expect(await Promise.all(answers)).toEqual([
      [503, { error: 'the car has ended before that instant', hint: 'start it again' }],
    ]);
    expect(exitCode).toBe(0);
  });

  it('checks its recording without its ports and its memory, until the next signal', async () => {
    const [nvm, record] = [folder.path('c.nvm'), folder.path('s.yaml')];
    const next: Awaited<ReturnType<typeof drive>>[] = [];
    const { exitCode, err } = await drive({ json: true, nvm, record }, async (http) => {
      expect(await post(`${http}/api/time/advance`, { seconds: 3 * 86_400 })).toBe(200);
      signals.send('SIGTERM');
      const isServed = (): Promise<boolean> => fetch(`${http}/api/state`).then(Boolean, () => false);
      while (await isServed());
      const others = new NewSignalListeners();
      const terminal = new KeptTerminal();
      const flags = { ...FLAGS, http: http.replace('http://', ''), nvm };
      const end = ended(terminal, () => runCar(flags, terminal));
      if (await others.begin(end)) others.send('SIGTERM');
      next.push(await end);
    });
    expect(next).toMatchObject([{ exitCode: 0, err: [] }]);
    expect([exitCode, ...err]).toEqual([
      130,
      expect.stringMatching(/^recorded \d+ steps to /),
      `warning: ${record} is kept, but unchecked: its check was ended`,
      `hint: check it with "npx smartkey run ${record}"`,
    ]);
    expect(readFileSync(record, 'utf8')).toContain('steps:');
  });

  it('has a dealer beside it, in memory or in a database', async () => {
    const dealerDb = folder.path('d.db');
    const { err } = await drive({ json: true, dealerDb, demo: true }, async (http) => {
      const body = { account: 'tara', password: 'demo-tara' };
      expect(await post(`${http}/api/dealer/sign-in`, body)).toBe(200);
    });
    expect(err[0]).toBe('Dealer accounts with the fixed passwords of --demo:');
    expect(existsSync(dealerDb)).toBe(true);
  });

  it('DLR-5: shares the secret that is given apart from the profile', async () => {
    const { exitCode, err } = await drive({ json: true, passcodeSecret: 'mine' });
    expect([exitCode, err]).toEqual([0, [expect.stringMatching(/^warning: --passcode-secret: other users/)]]);
  });

  it('runs in real time, too', async () => {
    const { exitCode, out } = await drive({ time: 'real', rate: 10 });
    expect([exitCode, out[1]]).toEqual([0, '  time   real time, 10 times as fast']);
  });

  it('warns where others can reach it', async () => {
    const { err } = await drive({ json: true, http: '0.0.0.0:0', bus: ['slcan-tcp:0.0.0.0:0'] });
    expect(err).toEqual([
      'warning: HTTP on 0.0.0.0:0: anyone who can reach this machine can control the car',
      "warning: slcan-tcp:0.0.0.0:0: anyone who can reach this machine can send on the car's bus",
    ]);
  });
});

describe('a virtual car that cannot start', () => {
  it.each([
    [{ rateIsGiven: true }, 2, 'error: --rate has no meaning with --time virtual'],
    [{ http: 'here' }, 2, 'error: --http: "here" is not HOST:PORT'],
    [{ bus: ['nonsense'] }, 2, expect.stringContaining('nonsense')],
    [{ trace: 't.txt' }, 2, 'error: trace t.txt: no known file name extension'],
    [{ profile: 'no-such.yaml' }, 2, expect.stringMatching(/^error: profile not found: "no-such\.yaml"/)],
    [{ nvm: 'no-such-folder/c.nvm' }, 5, expect.stringContaining('no-such-folder/c.nvm')],
  ])('with %j ends with %i', async (flags, code, message) => {
    const { exitCode, out, err } = await drive(flags);
    expect([exitCode, out, err[0]]).toEqual([code, [], message]);
  });

  it('because an address is in use names the flag that sets another one', async () => {
    const seconds: Awaited<ReturnType<typeof ended>>[] = [];
    await drive({ quiet: true }, async (http) => {
      const terminal = new KeptTerminal();
      const flags = { ...FLAGS, http: http.replace('http://', '') };
      seconds.push(await ended(terminal, () => runCar(flags, terminal)));
    });
    expect(seconds).toMatchObject([
      { exitCode: 5, err: [expect.anything(), expect.stringMatching(/; the flag is --http$/)] },
    ]);
  });
});
