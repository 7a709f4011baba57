import { describe, expect, it } from 'vitest';
import { AdapterState } from '../../../../can-bus/elm327/adapter-state.ts';

function state(bitRate: number | null = 500_000): AdapterState {
  return new AdapterState({ version: '1.5', bitRate, power: () => ({ batteryV: 12.6, ignitionOn: true }) });
}

describe('the state of an ELM327', () => {
  it('ELM-5: begins with the automatic search', () => {
    const adapter = state();
    expect(adapter.mustSearch).toBe(true);
    expect(adapter.protocol).toBeNull();
    expect(adapter.candidates().map(({ number }) => number)).toEqual(['6', '7']);
    adapter.foundProtocol('7');
    expect(adapter.protocol?.number).toBe('7');
    adapter.closeProtocol();
    expect(adapter.mustSearch).toBe(true);
  });

  it('ELM-5: a selected protocol needs no search, and finds none', () => {
    const adapter = state();
    adapter.select('6', false, true);
    adapter.foundProtocol('7');
    adapter.bypassSearch();
    expect(adapter.protocol?.number).toBe('6');
    adapter.select('7', true, false);
    expect(adapter.candidates().map(({ number }) => number)).toEqual(['7', '6']);
    adapter.reset();
    expect(adapter.protocolNumber).toBe('6');
  });

  it('ELM-4: restores its defaults', () => {
    const adapter = state(null);
    adapter.settings.headers = true;
    adapter.select('9', false, false);
    adapter.restoreDefaults();
    expect(adapter.settings.headers).toBe(false);
    expect(adapter.describeProtocol()).toBe('ISO 15765-4 (CAN 29/250)');
    expect(adapter.describeProtocolNumber()).toBe('9');
    expect(adapter.filler).toBe(0);
  });
});
