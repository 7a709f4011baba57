import { describe, expect, it } from 'vitest';
import {
  campaignName,
  decodeResult,
  encodeResult,
  isJobData,
  isRunOutcome,
  newJob,
} from '../../../../hil/campaign/job.ts';
import { runOne } from '../../../../hil/run/run-one.ts';
import { scenarioCalled } from '../run/fake-runner.ts';

const BUILD = { version: '1.0.0', hash: 'abc' };
const EXPLORE = { kind: 'explore', seed: 1, range: { from: 0, to: 20 } } as const;
const TASK = {
  scenario: scenarioCalled('a'),
  seed: null,
  profile: {},
  guardUs: null,
  view: { events: 10, frames: 10 },
  tracePath: null,
};

describe('a job on a queue', () => {
  it('is recognized after it was JSON', () => {
    for (const work of [EXPLORE, { kind: 'run', task: TASK } as const]) {
      expect(isJobData(JSON.parse(JSON.stringify(newJob('c', 'u', BUILD, work))))).toBe(true);
    }
  });

  it.each([[{ to: 'somebody' }], [null], [{ ...newJob('c', 'u', BUILD, EXPLORE), format: 'other' }]])(
    '%j is of another program',
    (data) => {
      expect(isJobData(data)).toBe(false);
    },
  );
});

describe('a result on its way', () => {
  it('is the same afterwards, and small', async () => {
    const outcome = await runOne(TASK);
    const bytes = await encodeResult(outcome);
    const decoded = await decodeResult(bytes);
    expect(isRunOutcome(decoded)).toBe(true);
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(outcome));
    expect(bytes.length).toBeLessThan(JSON.stringify(outcome).length);
  });

  it('is rejected if damaged', async () => {
    expect(await decodeResult(Uint8Array.of(1, 2, 3))).toBeNull();
    expect(isRunOutcome({})).toBe(false);
  });
});

describe('the name of a campaign', () => {
  it('is equal for equal work, and differs with options, version and build', () => {
    const name = campaignName('explore', { seed: '1' }, BUILD);
    expect(name).toMatch(/^[0-9a-f]{16}$/);
    expect(campaignName('explore', { seed: '1' }, { ...BUILD })).toBe(name);
    const others = [
      campaignName('run', { seed: '1' }, BUILD),
      campaignName('explore', { seed: '2' }, BUILD),
      campaignName('explore', { seed: '1' }, { ...BUILD, version: '1.0.1' }),
      campaignName('explore', { seed: '1' }, { ...BUILD, hash: 'abd' }),
    ];
    expect(new Set([name, ...others]).size).toBe(5);
  });
});
