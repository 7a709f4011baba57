import { describe, expect, it } from 'vitest';
import {
  createFaultyRules,
  dealerNow,
  NO_FAULTS,
  type FaultyStep,
} from '../../../../../hil/dealer/rules/dealer-faults.ts';
import { createDealerRules } from '../../../../../hil/dealer/rules/dealer-rules.ts';
import type { DealerState } from '../../../../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import { APPROVE, NUMBER, REQUEST, RESET_CODE } from '../../../../support/dealer-commands.ts';

const CONFIG = { passcodeSecret: 'virtual-car-fleet-secret' };
const NOW = { epochMs: 1_561_968_000_000 };

function approvedState(): DealerState {
  const rules = createDealerRules(CONFIG);
  const { state } = rules.step(demoDealer().state, REQUEST, NOW);
  return rules.step(state, APPROVE, NOW).state;
}

const step = (faults: Partial<typeof NO_FAULTS>): FaultyStep =>
  createFaultyRules(CONFIG).step(approvedState(), { ...NO_FAULTS, ...faults }, RESET_CODE, NOW);

function passCodeOf({ outcome }: FaultyStep): string {
  return 'passCode' in outcome ? outcome.passCode : '';
}

describe('a dealer server with faults', () => {
  it('is the rules as they are without them', () => {
    const plain = createDealerRules(CONFIG).step(approvedState(), RESET_CODE, NOW);
    expect(step({})).toEqual({ ...plain, before: null, faults: NO_FAULTS });
    expect(passCodeOf(step({}))).toMatch(/^\d{6}$/);
  });

  it('DLR-6: gives wrong pass-codes, as many as ordered', () => {
    const wrong = step({ wrongPassCodes: 2 });
    expect(passCodeOf(wrong)).toMatch(/^\d{6}$/);
    expect(passCodeOf(wrong)).not.toBe(passCodeOf(step({})));
    expect(wrong.faults).toEqual({ ...NO_FAULTS, wrongPassCodes: 1 });
  });

  it('DLR-6: gives the pass-code of an older seed', () => {
    const older = step({ olderSeeds: 1 });
    expect(passCodeOf(older)).not.toBe(passCodeOf(step({})));
    expect(older.faults).toEqual(NO_FAULTS);
  });

  it.each([
    ['expired', 'approval-expired'],
    ['declined', 'not-approved'],
  ] as const)('DLR-5: has the approval %s once, and logs it as the bench', (approval, code) => {
    const { outcome, before, faults } = step({ approval });
    expect(outcome).toMatchObject({ kind: 'refused', code });
    expect(before?.record).toMatchObject({ kind: approval, actorId: 'bench', requestNumber: NUMBER });
    expect(faults).toEqual(NO_FAULTS);
  });

  it('has its clock ahead or behind, never before 1970', () => {
    expect(dealerNow({ ...NO_FAULTS, clockAheadMs: 5 }, { epochMs: 10 })).toEqual({ epochMs: 15 });
    expect(dealerNow({ ...NO_FAULTS, clockAheadMs: -50 }, { epochMs: 10 })).toEqual({ epochMs: 0 });
  });
});
