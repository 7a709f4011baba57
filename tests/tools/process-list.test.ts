import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { findProgram, needTool } from './support/external-tools.ts';
import { MAIN } from '../integration/support/main-file.ts';

it('DLR-8: the process list does not show the secret of the pass-codes', async (context) => {
  const ps = needTool(findProgram('ps'), context);
  const args = ['dealer', '--json', '--http', '127.0.0.1:0', '--demo', '--passcode-secret', 'THE-SECRET'];
  const dealer = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(dealer.stdout, 'data');
    const { stdout } = spawnSync(ps, ['-o', 'args=', '-ww', '-p', String(dealer.pid)], { encoding: 'utf8' });
    expect(stdout).toContain('--passcode-secret ***');
    expect(stdout).not.toContain('THE-SECRET');
  } finally {
    const ended = once(dealer, 'exit');
    dealer.kill('SIGKILL');
    await ended;
  }
});
