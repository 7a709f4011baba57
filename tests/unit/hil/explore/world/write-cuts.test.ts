import { expect, it } from 'vitest';
import { factoryContent } from '../../../../../ecu-sim/memory/content.ts';
import { brokenWriteRule } from '../../../../../hil/explore/world/write-cuts.ts';

const before = factoryContent({ keySlots: 2, slots: [7], generator: [1, 2, 3, 4] });

it('VEH-4: a write that is cut leaves the memory before or after it', () => {
  expect(brokenWriteRule(before, { ...before, slots: [null, null], retired: [7] })).toBeNull();
});

it('VEH-4: a memory that is damaged afterwards is named', () => {
  // Seeds that were lost once stay lost: the memory reports the block as damaged.
  const broken = brokenWriteRule(before, { ...before, securityLost: true });
  expect(broken).toMatchObject({ rule: 'VEH-4', firmware: 'block security differs', oracle: 'after' });
});
