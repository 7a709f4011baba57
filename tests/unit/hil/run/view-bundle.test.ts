import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBundle } from '../../../../hil/run/read-bundle.ts';
import { viewBundle } from '../../../../hil/run/view-bundle.ts';
import { LeftBundle } from './left-bundle.ts';

let left: LeftBundle;
beforeEach(() => {
  left = new LeftBundle();
});
afterEach(() => left.remove());

describe('a bundle that is viewed', () => {
  it('is run again, with its steps in words and their bytes', async () => {
    await left.write("{ uds: { send: '10 03' } }");
    const data = await viewBundle(readBundle(left.bundle), { events: 100, frames: 100 });
    expect(data).toMatchObject({ title: 'x', verdict: 'fail' });
    expect(data.steps[0]?.words).toMatchObject({ what: 'open the extended session' });
    expect(data.cars.map(({ timeline }) => timeline.car)).toEqual(['car']);
    expect(data.notes.join()).toContain('The bundle is of version 0.0.9');
  });
});
