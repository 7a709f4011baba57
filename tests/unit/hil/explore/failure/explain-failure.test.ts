import { describe, expect, it } from 'vitest';
import { explainFailure, groupByCause } from '../../../../../hil/explore/failure/explain-failure.ts';
import { foundFailure } from './found-failure.ts';

describe('failures', () => {
  it('are grouped by cause, in the order in which they were found', () => {
    const one = foundFailure();
    const other = { ...one, cause: 'KEY-2: slots' };
    expect(groupByCause([one, other, one]).map((group) => group.length)).toEqual([2, 1]);
  });

  it('are explained by the shortest: a scenario whose last step fails', async () => {
    const one = foundFailure();
    const longer = { ...one, steps: [...one.steps, ...one.steps] };
    const explained = await explainFailure([longer, one], 'failure.yaml');
    expect(explained).toMatchObject({ cause: 'RST-1: answer to 31 01 02 01 01', count: 2, stepsBefore: 3 });
    expect(explained?.result.verdict).toBe('fail');
    expect(explained?.result.steps.at(-1)?.rules).toEqual(['RST-1']);
  });
});
