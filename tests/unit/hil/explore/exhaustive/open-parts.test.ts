import { expect, it } from 'vitest';
import { createPart, openParts } from '../../../../../hil/explore/exhaustive/open-parts.ts';
import { createWorld } from '../../../../../hil/explore/world/world.ts';
import { smallWorld } from '../small-world.ts';

const spec = smallWorld({ inputs: ['sessions', 'doors'], disturbances: 0 });

it('a part in a thread does what one in this thread does', async () => {
  const [here] = openParts(createWorld(spec), 1);
  const threads = openParts(createWorld(spec), 2);
  const [first, second] = threads;
  if (here === undefined || first === undefined || second === undefined) throw new Error('a part is missing');
  try {
    await Promise.all([here.begin(), first.begin(), second.begin()]);
    const [one, two] = [await first.figures(), await second.figures()];
    expect([await here.expand(1), await first.expand(1)]).toEqual([0, 0]);
    expect(one.states + two.states).toBe(1);
    expect((await first.report()).transitions).toBe((await here.report()).transitions);
    await second.take(await first.give(1));
    expect((await second.figures()).frontier).toBe(1);
    const { words } = await here.snapshot();
    expect((await second.admit([new Uint32Array(0)])).map((numbers) => numbers.length)).toEqual([0]);
    expect(words.length).toBeGreaterThan(0);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
});

it('the part of a thread is one of several', () => {
  expect(createPart({ spec, part: 1, parts: 2 }).figures()).toMatchObject({ states: 0, frontier: 0 });
});
