import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import {
  bodyPairs,
  endName,
  functionalAddressLength,
  isFunctional,
  smartKeyPairs,
  standardPair,
  type DiagnosticPair,
} from '../../../../hil/explain/diagnostic-pair.ts';

function names(id: number, extended: boolean): readonly string[] | null {
  const pair = standardPair(id, extended, 0x55);
  return pair === null ? null : [endName(pair.request), endName(pair.response)];
}

describe('two ids that ask and answer', () => {
  it('are named by the standards, whichever of them comes first (conformance 64)', () => {
    expect(names(0x7e1, false)).toEqual(['7E1', '7E9']);
    expect(names(0x7ef, false)).toEqual(['7E7', '7EF']);
    expect(names(0x7df, false)).toBeNull();
    expect(names(0x123, false)).toBeNull();
    expect(names(0x18da_10f1, true)).toEqual(['18DA10F1', '18DAF110']);
    expect(names(0x18da_f110, true)).toEqual(['18DA10F1', '18DAF110']);
    expect(names(0x18ce_f110, true)).toEqual(['18CE10F1/55', '18CEF110/55']);
    expect(names(0x18fe_f110, true)).toBeNull();
  });

  it('are those of the profile for the Smart Key ECU, and the body ECU', () => {
    const named = (pairs: readonly DiagnosticPair[]): readonly string[] =>
      pairs.map(({ request, response }) => `${endName(request)} ${endName(response)}`);
    expect(named(smartKeyPairs(DEFAULT_PROFILE))).toEqual(['750/B5 758/B5', '7B5 7BD']);
    expect(named(bodyPairs(DEFAULT_PROFILE))).toEqual(['750/40 758/40']);
    const taken = {
      kind: 'extended',
      requestId: 0x750,
      responseId: 0x758,
      requestAddress: 0x40,
      responseAddress: 0x40,
    };
    const oem = { ...DEFAULT_PROFILE.addressing.oem, ...taken, kind: 'extended' as const };
    expect(bodyPairs({ ...DEFAULT_PROFILE, addressing: { ...DEFAULT_PROFILE.addressing, oem } })).toEqual([]);
  });

  it('have a functional id beside them', () => {
    expect([isFunctional(0x7df, false), isFunctional(0x7e0, false)]).toEqual([true, false]);
    expect([isFunctional(0x18db_33f1, true), isFunctional(0x18cd_33f1, true)]).toEqual([true, true]);
    expect([functionalAddressLength(0x18db_33f1, true), functionalAddressLength(0x18cd_33f1, true)]).toEqual([0, 1]);
  });
});
