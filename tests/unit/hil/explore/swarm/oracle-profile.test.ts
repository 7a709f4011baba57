import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../../../ecu-sim/profile.ts';
import { oracleProfileOf } from '../../../../../hil/explore/swarm/oracle-profile.ts';

describe('the profile as the oracle reads it', () => {
  it('has the same values, the registered keys and our decisions', () => {
    const profile = parseProfile({ keySlots: 4, resetDuration: 20, resetCommit: 'at-start', attemptsMax: 1 });
    const read = oracleProfileOf(profile);
    expect(read).toMatchObject({ keySlots: 4, resetDurationUs: 20_000_000, resetCommit: 'at-start', attemptsMax: 1 });
    expect(read.initialKeys).toEqual([0xa1000001, 0xa1000002, 0xa1000003]);
    expect(read.readings).toMatchObject({ checkMayRepeat: true, delayRestartsAt: 'boot-end' });
  });
});
