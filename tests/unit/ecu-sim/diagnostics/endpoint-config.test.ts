import { describe, expect, it } from 'vitest';
import {
  diagnosticEndpointConfigs,
  endpointConfig,
  usesCanFd,
} from '../../../../ecu-sim/diagnostics/endpoint-config.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';

describe('the diagnostic endpoints of a profile', () => {
  it('are seen from the ECU: it sends with the response id', () => {
    expect(endpointConfig(DEFAULT_PROFILE, 'oem')).toMatchObject({
      addressing: { kind: 'extended', sendId: 0x758, receiveId: 0x750, sendAddress: 0xb5, receiveAddress: 0xb5 },
      extendedIds: false,
      blockSize: 8,
      padding: 0xcc,
      singleFrameOnly: false,
    });
    expect(endpointConfig(DEFAULT_PROFILE, 'generic').addressing).toEqual({
      kind: 'normal',
      sendId: 0x7bd,
      receiveId: 0x7b5,
    });
  });

  it('take functional requests as single frames, and answer them as generic', () => {
    const config = endpointConfig(DEFAULT_PROFILE, 'functional');
    expect(config.addressing).toEqual({ kind: 'normal', sendId: 0x7bd, receiveId: 0x7df });
    expect(config.singleFrameOnly).toBe(true);
  });

  it('have settings of their own before those of all', () => {
    const profile = parseProfile({
      isotp: { blockSize: 4, padding: 0 },
      addressing: {
        generic: { kind: 'normal', requestId: 0x7b5, responseId: 0x7bd, isotp: { blockSize: 2, fd: 'on' } },
      },
    });
    expect(endpointConfig(profile, 'oem')).toMatchObject({ blockSize: 4, padding: 0, fd: false });
    expect(endpointConfig(profile, 'generic')).toMatchObject({ blockSize: 2, padding: 0, fd: true });
    expect(endpointConfig(profile, 'functional')).toMatchObject({ blockSize: 2, fd: true });
    expect([usesCanFd(profile), usesCanFd(DEFAULT_PROFILE)]).toEqual([true, false]);
    const { oem } = DEFAULT_PROFILE.addressing;
    expect(usesCanFd(parseProfile({ addressing: { oem: { ...oem, isotp: { fd: 'on' } } } }))).toBe(true);
  });

  it('are two, with the functional id answered on the second', () => {
    const { physical, functional } = diagnosticEndpointConfigs(DEFAULT_PROFILE);
    expect(physical.map(({ addressing }) => addressing.receiveId)).toEqual([0x750, 0x7b5]);
    expect(functional).toEqual({ id: 0x7df, extended: false, answeredOn: 1 });
  });
});
