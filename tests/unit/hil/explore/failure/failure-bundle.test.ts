import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../../../hil/explore/failure/explain-failure.ts';
import { keepFailure } from '../../../../../hil/explore/failure/failure-bundle.ts';
import { readBundle } from '../../../../../hil/run/read-bundle.ts';
import { replayBundle } from '../../../../../hil/run/replay-bundle.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { foundFailure } from './found-failure.ts';

describe('the bundle of a failure', () => {
  const temporary = temporaryFolder();

  it('is repeated bit for bit', async () => {
    const shortest = foundFailure();
    const explained = await explainFailure({ cause: shortest.cause, count: 1, shortest }, 'failure.yaml');
    const folder = temporary.path('failure.bundle');
    const info = { bench: 'virtual', command: 'explore', commit: null, node: 'v24', version: '0' };
    await keepFailure(folder, 'failure.yaml', explained, info);
    const { result, difference } = await replayBundle(readBundle(folder));
    expect([result.verdict, difference]).toEqual(['fail', null]);
  });
});
