import { describe, expect, it } from 'vitest';
import { RunRepeater } from '../../../../../hil/explore/failure/repeat-run.ts';
import { uds } from '../../../../../hil/explore/swarm/draw-step.ts';
import { foundFailure } from './found-failure.ts';

describe('a repeated run', () => {
  it('gives its steps with what came of them, and no violation where the firmware keeps the rules', async () => {
    const repeater = new RunRepeater(foundFailure());
    const { steps, violation } = await repeater.repeat([uds('10 03'), uds('27 09')]);
    expect(violation).toBeNull();
    expect(steps.map(({ exchange }) => exchange?.outcome.kind)).toEqual(['positive', 'negative']);
    expect(await repeater.fails([uds('10 03')])).toBe(false);
  });
});
