import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { answerObd, clearsCodes, type ObdSource } from '../../../../ecu-sim/engine/obd-services.ts';
import { engineValues } from '../../../../ecu-sim/engine/read-engine.ts';
import { newTroubleMemory } from '../../../../ecu-sim/engine/trouble-memory.ts';
import { changeConditions, NEW_VEHICLE_MODEL } from '../../../../ecu-sim/engine/vehicle-model.ts';

const RUNNING = changeConditions(NEW_VEHICLE_MODEL, { powerMode: 'running', speedKmh: 50, supplyMv: 12_600 }, 0);
const VALUES = engineValues(RUNNING, newTroubleMemory(RUNNING), 0, 0);

const SOURCE: ObdSource = {
  vin: '4T1BZ1FB4KU999999',
  values: VALUES,
  faults: [],
  stored: [],
  pending: [],
  permanent: [],
  freezeFrame: null,
};

function answer(request: string, functional = false, change: Partial<ObdSource> = {}): string | null {
  const bytes = answerObd(fromHex(request), { ...SOURCE, ...change }, functional);
  return bytes === null ? null : toHex(bytes, ' ');
}

describe('the OBD services of the engine ECU (SAE J1979)', () => {
  it('service 01 has engine speed in quarters and speed in km/h, in the order requested', () => {
    expect(answer('01 0C')).toBe('41 0C 20 D0');
    expect(answer('01 0D')).toBe('41 0D 32');
    expect(answer('01 0D 0C')).toBe('41 0D 32 0C 20 D0');
  });

  it('service 01 maps its 45 parameters', () => {
    expect(answer('01 00 20 40 60')).toBe('41 00 BF BF A8 13 20 90 07 A0 11 40 FE DC 80 15 60 E0 00 00 00');
    expect(answer('01 80')).toBe('7F 01 12');
  });

  it('service 02 has only the code 0000 without a freeze frame', () => {
    expect(answer('02 00 00')).toBe('42 00 00 40 00 00 00');
    expect(answer('02 02 00')).toBe('42 02 00 00 00');
    expect(answer('02 0C 00')).toBe('7F 02 12');
  });

  it('service 02 has the values of the instant of the first code, in frame 0 only', () => {
    const frozen = { freezeFrame: { code: 'P0301', values: { ...VALUES, rpm: 1000 } } } as const;
    expect(answer('02 00 00', false, frozen)).toBe('42 00 00 FF BF 80 03');
    expect(answer('02 02 00 0C 00', false, frozen)).toBe('42 02 00 03 01 0C 00 0F A0');
    expect(answer('02 0C 01', false, frozen)).toBe('7F 02 12');
    expect(answer('02 0C 00 0D', false, frozen)).toBe('7F 02 13');
  });

  it('services 03, 07 and 0A list codes in two bytes each after their count', () => {
    const codes = { stored: ['P0171', 'P0301'], pending: ['P0301'], permanent: ['P0420'] } as const;
    expect(answer('03', false, codes)).toBe('43 02 01 71 03 01');
    expect(answer('07', false, codes)).toBe('47 01 03 01');
    expect(answer('0A', false, codes)).toBe('4A 01 04 20');
    expect([answer('03'), answer('07'), answer('0A')]).toEqual(['43 00', '47 00', '4A 00']);
  });

  it('service 04 has an answer of one byte, and clears the codes', () => {
    expect(answer('04')).toBe('44');
    expect(clearsCodes(fromHex('44'))).toBe(true);
    expect(clearsCodes(fromHex('7F0413'))).toBe(false);
    expect(clearsCodes(fromHex('4300'))).toBe(false);
  });

  it('service 06 maps the monitors and gives their results', () => {
    expect(answer('06 00')).toBe('46 00 44 00 00 01');
    expect(answer('06 20 40 60 80 A0')).toBe(
      '46 20 C0 00 00 01 40 00 00 00 01 60 00 00 00 01 80 00 00 00 01 A0 7E 00 00 00',
    );
    expect(answer('06 A2')).toBe('46 A2 0C 24 00 00 00 00 00 64');
    expect(answer('06 C0')).toBe('7F 06 12');
    expect(answer('06 03')).toBe('7F 06 12');
  });

  it('service 09 has VIN, calibration and ECU name after the number of items', () => {
    expect(answer('09 00')).toBe('49 00 54 40 00 00');
    expect(answer('09 02')).toBe('49 02 01 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39');
    expect(answer('09 06')).toBe('49 06 01 5F 3A 1C 07');
  });

  it('the refusal of a request to one ECU is sent, and of one to all is not', () => {
    expect([answer('22 01 02'), answer('01 FE')]).toEqual(['7F 22 11', '7F 01 12']);
    expect([answer('22 01 02', true), answer('01 FE', true)]).toEqual([null, null]);
  });

  it('a request of the wrong length is refused with 13', () => {
    const wrong = ['01', '01 01 02 03 04 05 06 07', '02 0C', '03 00', '04 FF', '06', '09', '09 02 04', '0A 00'];
    expect(wrong.map((request) => answer(request)?.slice(-2))).toEqual(wrong.map(() => '13'));
  });

  it('conformance 6: nothing, and a response, has no answer; 80 to BF are services that it does not have', () => {
    const responses = ['40', '41 0C', '7F 01 12', 'C0', 'FF'];
    expect([answer(''), ...responses.map((response) => answer(response))]).toEqual([
      null,
      ...responses.map(() => null),
    ]);
    expect([answer('3F'), answer('80'), answer('85 01'), answer('BF')]).toEqual([
      '7F 3F 11',
      '7F 80 11',
      '7F 85 11',
      '7F BF 11',
    ]);
    expect(answer('85 01', true)).toBeNull();
  });

  it('service 02 accepts up to three parameters, each with its frame', () => {
    const frozen = { freezeFrame: { code: 'P0301', values: { ...VALUES, rpm: 1000, speedKmh: 50 } } } as const;
    expect(answer('02 0C 00 0D 00 02 00', false, frozen)).toBe('42 0C 00 0F A0 0D 00 32 02 00 03 01');
    expect(answer('02 0C 01 0D 00', false, frozen)).toBe('42 0D 00 32');
    expect(answer('02 0C 00 0D 00 02 00 05 00', false, frozen)).toBe('7F 02 13');
  });

  it('service 06 accepts up to six monitors, and answers with those it supports', () => {
    expect(answer('06 A2 03 A3')).toBe('46 A2 0C 24 00 00 00 00 00 64 A3 0C 24 00 00 00 00 00 64');
    expect(answer('06 A2 A3 A4 A5 A6 A7 21')).toBe('7F 06 13');
  });

  it('each service answers for itself', () => {
    const faulty = { faults: ['P0301'], stored: ['P0301'], pending: ['P0420'], permanent: ['P0430'] } as const;
    expect(answer('06 A2', false, faulty)).toBe('46 A2 0C 24 00 C8 00 00 00 64');
    expect(['03', '07', '0A'].map((service) => answer(service, false, faulty))).toEqual([
      '43 01 03 01',
      '47 01 04 20',
      '4A 01 04 30',
    ]);
    expect([answer('05'), answer('08'), answer('0B')]).toEqual(['7F 05 11', '7F 08 11', '7F 0B 11']);
    expect(answer('09 08')).toBe('7F 09 12');
  });
});
