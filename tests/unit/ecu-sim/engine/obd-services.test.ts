import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { answerObd } from '../../../../ecu-sim/engine/obd-services.ts';

const VALUES = { vin: '4T1BZ1FB4KU999999', rpm: 700, speedKmh: 50, supplyMv: 12_600 };

function answer(request: string, functional = false): string | null {
  const bytes = answerObd(fromHex(request), VALUES, functional);
  return bytes === null ? null : toHex(bytes, ' ');
}

describe('the OBD services of the engine ECU (SAE J1979)', () => {
  it('service 01 has engine speed in quarters and speed in km/h', () => {
    expect(answer('01 0C')).toBe('41 0C 0A F0');
    expect(answer('01 0D')).toBe('41 0D 32');
    expect(answer('01 0D 0C')).toBe('41 0D 32 0C 0A F0');
  });

  it('service 09 has the VIN behind the number of items', () => {
    expect(answer('09 02')).toBe('49 02 01 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39');
  });

  it('the refusal of a request to one ECU is sent, and of one to all is not', () => {
    expect([answer('22 01 02'), answer('01 FE')]).toEqual(['7F 22 11', '7F 01 12']);
    expect([answer('22 01 02', true), answer('01 FE', true)]).toEqual([null, null]);
  });

  it('nothing, and a response, has no answer', () => {
    expect([answer(''), answer('41 0C')]).toEqual([null, null]);
  });
});
