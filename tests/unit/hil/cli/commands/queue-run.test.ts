import { describe, expect, it } from 'vitest';
import { openQueueRunner } from '../../../../../hil/cli/commands/queue-run.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';

describe('run --queue', () => {
  it('refuses what is not the URL of a queue, before anything is run', async () => {
    const refused = openQueueRunner('redis://h/one', {}, {}, new KeptTerminal());
    await expect(refused).rejects.toThrow('the path of a queue\'s URL is the number of a database, not "/one"');
  });
});
