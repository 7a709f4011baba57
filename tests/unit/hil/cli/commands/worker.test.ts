import { describe, expect, it } from 'vitest';
import { defineWorker } from '../../../../../hil/cli/commands/worker.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('smartkey worker', () => {
  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineWorker).options('worker')).toEqual([
      '--queue <url>  the queue: redis://HOST:PORT; its password in SMARTKEY_QUEUE_PASSWORD',
      '--jobs <n>  number of jobs at the same time, in threads',
      '--idle <seconds>  end after this time without a job',
      ...OUTPUT_OPTIONS,
    ]);
  });

  it('needs a queue, by a URL', async () => {
    const missing = await new CommandUnderTest(defineWorker).run('worker');
    expect([missing.exitCode, missing.err]).toEqual([2, usageLines('--queue <url> is missing')]);
    const wrong = await new CommandUnderTest(defineWorker).run('worker', '--queue', 'http://host');
    expect([wrong.exitCode, wrong.err[0]]).toEqual([2, 'error: "http://host" is not the URL of a queue']);
  });
});
