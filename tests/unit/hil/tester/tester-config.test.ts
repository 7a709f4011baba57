import { describe, expect, it } from 'vitest';
import { endpointConfig } from '../../../../ecu-sim/diagnostics/endpoint-config.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { bodyToolConfig, realTimeMarginUs, scanToolConfig } from '../../../../hil/tester/tester-config.ts';

describe('the stack of the scan tool', () => {
  it.each(['oem', 'generic'] as const)('has the addresses of the endpoint %s from the other side', (endpoint) => {
    const { physical } = scanToolConfig(DEFAULT_PROFILE, { endpoint });
    const { addressing } = endpointConfig(DEFAULT_PROFILE, endpoint);
    expect([physical.addressing.sendId, physical.addressing.receiveId]).toEqual([
      addressing.receiveId,
      addressing.sendId,
    ]);
  });

  it('is the OEM endpoint unless another one is given', () => {
    expect(scanToolConfig(DEFAULT_PROFILE)).toEqual(scanToolConfig(DEFAULT_PROFILE, { endpoint: 'oem' }));
    expect(scanToolConfig(DEFAULT_PROFILE)).not.toEqual(scanToolConfig(DEFAULT_PROFILE, { endpoint: 'generic' }));
  });

  it('scales all four timeouts of both channels', () => {
    const { nAsUs, nArUs, nBsUs, nCrUs } = scanToolConfig(DEFAULT_PROFILE).physical.timing;
    const timing = { nAsUs: 3 * nAsUs, nArUs: 3 * nArUs, nBsUs: 3 * nBsUs, nCrUs: 3 * nCrUs };
    const scaled = scanToolConfig(DEFAULT_PROFILE, { timeoutScale: 3 });
    expect([scaled.physical.timing, scaled.functional?.timing]).toEqual([timing, timing]);
  });
});

describe('the stack of a tool for the body ECU', () => {
  it('has its address 40, and listens to nothing else', () => {
    const { physical, functional } = bodyToolConfig(DEFAULT_PROFILE, 2);
    expect(physical.addressing).toEqual({
      ...{ kind: 'extended', sendId: 0x750, receiveId: 0x758 },
      ...{ sendAddress: 0x40, receiveAddress: 0x40 },
    });
    expect(physical.timing.nBsUs).toBe(2_000_000);
    expect(functional?.addressing).toEqual({ kind: 'normal', sendId: 0x7df, receiveId: 0x758 });
  });
});

describe('the margin in real time', () => {
  it('is half a second of real time, and never less in vehicle time', () => {
    expect([1, 10, 0.5].map(realTimeMarginUs)).toEqual([500_000, 5_000_000, 500_000]);
  });
});
