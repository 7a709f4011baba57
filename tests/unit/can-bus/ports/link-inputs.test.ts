import { expect, it } from 'vitest';
import { LinkInputs } from '../../../../can-bus/ports/link-inputs.ts';

it('processes inputs of several links after the present call, in the order in which they came', async () => {
  const inputs = new LinkInputs();
  const done: string[] = [];
  inputs.add(() => {
    done.push('request');
    inputs.add(() => done.push('later'));
  });
  inputs.add(() => done.push('response'));
  expect(done).toEqual([]);
  await Promise.resolve();
  await Promise.resolve();
  expect(done).toEqual(['request', 'response', 'later']);
});
