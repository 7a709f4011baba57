import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDealer, type DealerFlags } from '../../../../../hil/cli/commands/dealer-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { NewSignalListeners } from '../../../../support/signals.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
let signals: NewSignalListeners;
beforeEach(() => {
  signals = new NewSignalListeners();
});
afterEach(() => signals.remove());

/** Runs it until it is ready, does something, and presses Ctrl-C. */
async function serve(
  flags: Partial<DealerFlags>,
  meanwhile: (terminal: KeptTerminal) => Promise<void> = () => Promise.resolve(),
): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const end = ended(terminal, () => runDealer({ http: '127.0.0.1:0', ...flags }, terminal));
  if (await signals.begin(end)) {
    await meanwhile(terminal);
    signals.send('SIGTERM');
  }
  return end;
}

describe('the dealer server alone', () => {
  it('says where it is and what the passwords are, and serves until it is stopped', async () => {
    const { exitCode, out, err } = await serve({ demo: true }, async ({ outLines }) => {
      const [, url = ''] = /(http:\S+)\/dealer$/.exec(outLines[1] ?? '') ?? [];
      expect((await fetch(`${url}/dealer`)).status).toBe(200);
    });
    expect([exitCode, err]).toEqual([0, []]);
    expect(out.slice(0, 6).map((line) => line.replace(/127\.0\.0\.1:\d+/, 'HOST:PORT'))).toEqual([
      'The dealer server is ready.',
      '  pages    http://HOST:PORT/dealer',
      '  scripts  http://HOST:PORT/api/dealer   (docs/dealer.md)',
      '  stored   in memory, lost at exit (use --dealer-db FILE to keep it)',
      '',
      'Dealer accounts with the fixed passwords of --demo:',
    ]);
    expect(out).toContain('  tara   Technician        demo-tara');
    expect(out.at(-1)).toBe('Press Ctrl-C to stop.');
  });

  it('is one object with --json', async () => {
    const { out } = await serve({ demo: true, json: true });
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      ready: true,
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown,
      accounts: expect.arrayContaining([{ account: 'tara', password: 'demo-tara', mustChange: false }]) as unknown,
    });
  });

  it('prints its address with --quiet, and one-time passwords apart from it', async () => {
    const dealerDb = folder.path('d.db');
    const { out, err } = await serve({ quiet: true, dealerDb });
    expect(out).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
    expect(err[0]).toMatch(/^Dealer accounts with one-time passwords; /);
    expect(existsSync(dealerDb)).toBe(true);
    expect((await serve({ quiet: true, dealerDb })).err).toEqual([]);
  });

  it('names where it is kept', async () => {
    const dealerDb = folder.path('d.db');
    expect((await serve({ dealerDb })).out).toContain(`  stored   ${dealerDb}`);
  });

  it('warns where others can reach it', async () => {
    const { err } = await serve({ http: '0.0.0.0:0', json: true });
    expect(err[0]).toBe('warning: HTTP on 0.0.0.0:0: passwords cross the network unencrypted');
  });

  it('ends with 5 where its address is in use, and names the flag', async () => {
    let second: Awaited<ReturnType<typeof ended>> | null = null;
    await serve({ quiet: true }, async ({ outLines }) => {
      const terminal = new KeptTerminal();
      const http = (outLines[0] ?? '').replace('http://', '');
      second = await ended(terminal, () => runDealer({ http }, terminal));
    });
    expect(second).toMatchObject({
      exitCode: 5,
      out: [],
      err: [expect.stringContaining('EADDRINUSE'), expect.stringMatching(/^hint: .*; the flag is --http$/)],
    });
  });

  it('is refused without an address, and with a database that cannot be', async () => {
    expect((await serve({ http: 'here' })).exitCode).toBe(2);
    expect((await serve({ dealerDb: folder.path('none/d.db') })).exitCode).toBe(5);
  });
});
