import { expect, it } from 'vitest';
import { Part } from '../../../../../hil/explore/exhaustive/part.ts';
import { answerCall, type PartCalls } from '../../../../../hil/explore/exhaustive/part-port.ts';
import { createWorld } from '../../../../../hil/explore/world/world.ts';
import { smallWorld } from '../small-world.ts';

it('a call that came as a message is made, and an error is an answer', () => {
  const part = new Part(createWorld(smallWorld({ inputs: ['doors'] })), 0, 1);
  expect(answerCall(part, { name: 'begin' })).toEqual({ value: null });
  expect(answerCall(part, { name: 'expand', count: 1 })).toEqual({ value: 0 });
  expect(answerCall(part, { name: 'figures' })).toMatchObject({ value: { states: 1 } });
  expect(answerCall(part, { name: 'give', count: 1 })).toMatchObject({ value: [{ path: null }] });
  const broken: PartCalls = part;
  broken.expand = () => expect.fail('broken');
  expect(answerCall(broken, { name: 'expand', count: 1 })).toHaveProperty('error');
});
