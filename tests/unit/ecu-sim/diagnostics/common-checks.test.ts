import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { SERVICES } from '../../../../ecu-sim/description/smart-key/services.ts';
import { isSilentToFunctional, refusalOf, serviceRules } from '../../../../ecu-sim/diagnostics/common-checks.ts';

describe('the checks that are common to all services', () => {
  it('conformance 1: unknown service 11, then not in this session 7F, then length 13', () => {
    const output = serviceRules(SERVICES.inputOutputControl);
    expect(refusalOf(undefined, 'default', fromHex('BA'))).toBe(0x11);
    expect(refusalOf(output, 'default', fromHex('2F'))).toBe(0x7f);
    expect(refusalOf(output, 'extended', fromHex('2F2101'))).toBe(0x13);
    expect(refusalOf(output, 'extended', fromHex('2F210103'))).toBeNull();
    const clear = serviceRules(SERVICES.clearInformation);
    expect(refusalOf(clear, 'default', fromHex('14FFFFFF'))).toBeNull();
    expect(refusalOf(clear, 'default', fromHex('14FFFFFF00'))).toBe(0x13);
  });

  it('conformance 2: a sub-function that is not declared 12, and then its length 13, without regard to bit 7', () => {
    const session = serviceRules(SERVICES.sessionControl);
    expect(refusalOf(session, 'default', fromHex('10'))).toBe(0x13);
    expect(refusalOf(session, 'default', fromHex('1002'))).toBe(0x12);
    expect(refusalOf(session, 'default', fromHex('100300'))).toBe(0x13);
    expect(refusalOf(session, 'default', fromHex('1083'))).toBeNull();
  });

  it('conformance 4: routine control checks its sub-function itself', () => {
    expect(serviceRules(SERVICES.routineControl).lengths).toBeNull();
    expect(serviceRules(SERVICES.clearInformation)).toMatchObject({ least: 4, most: 4, lengths: null });
  });

  it('conformance 12: 11, 12, 31, 7E and 7F are not sent to a functional request', () => {
    const silent = Array.from({ length: 256 }, (_, nrc) => nrc).filter(isSilentToFunctional);
    expect(silent).toEqual([0x11, 0x12, 0x31, 0x7e, 0x7f]);
  });
});
