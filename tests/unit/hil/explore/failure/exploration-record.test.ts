import { describe, expect, it } from 'vitest';
import { repeatExploration } from '../../../../../hil/explore/failure/exploration-record.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { foundFailure } from './found-failure.ts';

const folder = temporaryFolder();

describe('the record of an exploration', () => {
  it('is repeated beside the oracle: a firmware that keeps the rules breaks none', async () => {
    const path = folder.write('exploration.json', JSON.stringify(foundFailure()));
    const { before, now, isSame } = await repeatExploration(path);
    expect([before.rule, now, isSame]).toEqual(['RST-1', null, false]);
  });

  it('is refused where it is damaged, with the file and the reason', async () => {
    const path = folder.write(
      'damaged.json',
      JSON.stringify({ ...foundFailure(), steps: [{ verb: 'fly', value: 1 }] }),
    );
    await expect(repeatExploration(path)).rejects.toMatchObject({ code: 'usage/bundle' });
    await expect(repeatExploration(folder.write('half.json', '{'))).rejects.toThrow(
      /half\.json is not the record of an exploration: /,
    );
  });
});
