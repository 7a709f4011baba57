import { expect, it } from 'vitest';
import { parseProfile } from '../../../../../ecu-sim/profile.ts';
import { oracleProfile } from '../../../../../hil/explore/world/readings.ts';

it('the oracle gets the values of the firmware’s profile', () => {
  const profile = parseProfile({ keySlots: 3, resetDuration: 12, attemptsMax: 2, bootTime: 0.04 });
  expect(oracleProfile(profile, [7], 11_000)).toMatchObject({
    keySlots: 3,
    resetDurationUs: 12_000_000,
    attemptsMax: 2,
    bootTimeUs: 40_000,
    erasureWriteUs: 120_000,
    s3Us: 5_000_000,
    initialKeys: [7],
    initialSupplyMv: 11_000,
    vin: profile.vin,
  });
});
