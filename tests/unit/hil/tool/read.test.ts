import { describe, expect, it } from 'vitest';
import { DATA_IDENTIFIERS } from '../../../../ecu-sim/description/smart-key/data-identifiers.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { read } from '../../../../hil/tool/read.ts';
import { CONTACT, play, type Script } from './scripted-vehicle.ts';

const ANSWERS: Script['answers'] = {
  ...CONTACT,
  '3E 00': '7E 00',
  '22 10 01': '62 10 01 02',
  '22 10 02': '62 10 02 05',
};

describe('the utility that reads', () => {
  it('TEC-3: reads every data identifier, opens no session and changes nothing', () => {
    const { result, sent } = play(read(), { answers: ANSWERS });
    expect(sent.slice(0, 2)).toEqual(['3E 00', '22 F1 90']);
    expect(new Set(sent.slice(1).map((line) => line.slice(0, 2)))).toEqual(new Set(['22']));
    if (result.kind === 'failed' || result.utility !== 'read') throw new Error('it did not read');
    expect(result.vin).toBe('4T1BZ1FB4KU999999');
    expect(result.keys).toEqual({ registered: 2, freeSlots: 5 });
    expect(result.readings.map(({ name }) => name)).toEqual(Object.keys(SMART_KEY.dataIdentifiers));
    expect(result.readings.find(({ name }) => name === 'registeredKeys')).toEqual({
      ...{ identifier: 0x1001, name: 'registeredKeys', raw: '02', value: 2 },
    });
    expect(result.readings.find(({ name }) => name === 'beeps')).toMatchObject({ raw: null, value: null });
  });

  it('reads another ECU by its own description', () => {
    const ecu = { ...SMART_KEY, dataIdentifiers: { registeredKeys: DATA_IDENTIFIERS.registeredKeys } };
    const { sent } = play(read(ecu), { answers: ANSWERS });
    expect(sent).toEqual(['3E 00', '22 F1 90', '22 10 01', '22 10 01', '22 10 02']);
  });

  it('has no VIN where the vehicle gives none that can be one', () => {
    const { result } = play(read(), { answers: { ...ANSWERS, '22 F1 90': '7F 22 31' } });
    expect(result).toMatchObject({ kind: 'done', vin: null });
  });

  it('TEC-6: fails where the ECU is silent, or does not count its keys', () => {
    expect(play(read(), { answers: {} }).result).toEqual({
      kind: 'failed',
      utility: 'read',
      vin: null,
      cause: 'bench',
      reason: 'no-answer',
      what: 'the Smart Key ECU does not answer while it is looked for',
      next: expect.stringContaining("with the ignition off, open or close the driver's door") as string,
      keysErased: 'no',
      added: [],
      keys: null,
    });
    const { result } = play(read(), { answers: { ...ANSWERS, '22 10 02': '7F 22 31' } });
    expect(result).toMatchObject({ kind: 'failed', cause: 'vehicle', reason: 'unexpected-response' });
  });
});
