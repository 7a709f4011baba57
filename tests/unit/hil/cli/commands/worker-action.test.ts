import { describe, expect, it } from 'vitest';
import { runWorker } from '../../../../../hil/cli/commands/worker-action.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';

describe('smartkey worker', () => {
  it('refuses what is not the URL of a queue, before it says that it works', async () => {
    const terminal = new KeptTerminal();
    await expect(runWorker({ queue: 'redis://h?name=q' }, terminal)).rejects.toMatchObject({
      code: 'usage',
      message: 'the URL of a queue has no parameter "name"',
    });
    expect([terminal.outLines, terminal.errLines]).toEqual([[], []]);
  });
});
