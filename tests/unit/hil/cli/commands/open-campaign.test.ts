import { afterEach, describe, expect, it, vi } from 'vitest';
import { openCampaign, queuePlace } from '../../../../../hil/cli/commands/open-campaign.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the queue of a campaign', () => {
  it('takes its password from a variable if the URL has none', () => {
    vi.stubEnv('SMARTKEY_QUEUE_PASSWORD', 'secret');
    expect(queuePlace('redis://h:1').url).toBe('redis://:secret@h:1');
    expect(queuePlace('redis://:own@h:1').url).toBe('redis://:own@h:1');
    expect(queuePlace('redis://h:1').shown).toBe('redis://h:1 (queue campaigns)');
  });

  it('is refused if the URL is invalid', async () => {
    const work = { kind: 'run', sameness: {}, units: null } as const;
    await expect(openCampaign('http://h', work, {}, new KeptTerminal())).rejects.toMatchObject({
      code: 'usage',
      message: '"http://h" is not the URL of a queue',
    });
  });
});
