import { describe, expect, it } from 'vitest';
import { canProtocol, protocolName, searchOrder } from '../../../../can-bus/elm327/can-protocol.ts';
import { ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';

const parameters = new ParameterMemory();

describe('the protocols of an ELM327', () => {
  it('ELM-5: 6 to 9 are ISO 15765-4 with 11 or 29 bits at 500 or 250 kbit/s', () => {
    expect(['6', '7', '8', '9'].map((number) => canProtocol(number, parameters))).toEqual([
      { number: '6', extended: false, bitRate: 500_000, hasIsoTp: true },
      { number: '7', extended: true, bitRate: 500_000, hasIsoTp: true },
      { number: '8', extended: false, bitRate: 250_000, hasIsoTp: true },
      { number: '9', extended: true, bitRate: 250_000, hasIsoTp: true },
    ]);
    expect(['0', '1', '5'].map((number) => canProtocol(number, parameters))).toEqual([null, null, null]);
  });

  it('ELM-5: B and C are as their parameters say', () => {
    const changed = new ParameterMemory();
    changed.store(0x2c, 0x01);
    changed.switch(0x2c, true);
    changed.store(0x2d, 0);
    changed.switch(0x2d, true);
    expect(canProtocol('B', changed)).toEqual({ number: 'B', extended: true, bitRate: 500_000, hasIsoTp: true });
    expect(protocolName('B', changed)).toBe('USER1 (CAN 29/500)');
    expect(canProtocol('C', changed)).toEqual({ number: 'C', extended: false, bitRate: 50_000, hasIsoTp: false });
  });

  it('ELM-6: the search tries those of the bus’s bit rate, the preferred one first', () => {
    const numbers = (preferred: string, bitRate: number | null): string =>
      searchOrder(preferred, bitRate, parameters)
        .map(({ number }) => number)
        .join('');
    expect(numbers('0', 500_000)).toBe('67');
    expect(numbers('7', 500_000)).toBe('76');
    expect(numbers('0', 250_000)).toBe('89');
    expect(numbers('3', null)).toBe('6789');
    expect(numbers('0', 33_000)).toBe('');
  });
});
