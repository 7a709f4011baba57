import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../../../hil/explore/failure/explain-failure.ts';
import { foundFailure } from './found-failure.ts';

describe('failures of one cause', () => {
  it('are explained by the shortest: a scenario whose last step fails', async () => {
    const shortest = foundFailure();
    const explained = await explainFailure({ cause: shortest.cause, count: 2, shortest }, 'failure.yaml');
    expect(explained).toMatchObject({ cause: 'RST-1: answer to 31 01 02 01 01', count: 2, stepsBefore: 3 });
    expect(explained.result.verdict).toBe('fail');
    expect(explained.result.steps.at(-1)?.rules).toEqual(['RST-1']);
  });
});
