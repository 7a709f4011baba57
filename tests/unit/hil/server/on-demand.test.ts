import { expect, it } from 'vitest';
import { OnDemand } from '../../../../hil/server/on-demand.ts';

it('is made once, at the first need', async () => {
  let times = 0;
  const demand = new OnDemand(() => Promise.resolve({ number: ++times }));
  expect([demand.made, times]).toEqual([null, 0]);
  const both = await Promise.all([demand.get(), demand.get()]);
  expect(both).toEqual([{ number: 1 }, { number: 1 }]);
  expect(demand.made).toBe(both[0]);
});
