import { describe, expect, it } from 'vitest';
import { serviceName, SID } from '../../../../can-bus/uds/service-ids.ts';

describe('service identifiers', () => {
  it('have the names of ISO 14229-1', () => {
    expect([0x10, 0x27, 0x31, 0x3e, 0x85].map(serviceName)).toEqual([
      'diagnosticSessionControl',
      'securityAccess',
      'routineControl',
      'testerPresent',
      'controlDtcSetting',
    ]);
    expect(serviceName(0x99)).toBeNull();
  });

  it('conformance 6: none lies where responses are', () => {
    for (const sid of Object.values(SID)) expect(sid & 0x40, serviceName(sid) ?? '').toBe(0);
  });
});
