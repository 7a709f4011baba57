import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { ENGINE } from '../../../ecu-sim/description/engine-description.ts';
import { answerObd, type ObdSource } from '../../../ecu-sim/engine/obd-services.ts';
import { engineValues } from '../../../ecu-sim/engine/read-engine.ts';
import { newTroubleMemory } from '../../../ecu-sim/engine/trouble-memory.ts';
import { changeConditions, NEW_VEHICLE_MODEL } from '../../../ecu-sim/engine/vehicle-model.ts';
import { descriptionFile } from '../../../hil/server/description-files.ts';
import { PdxReader } from '../../support/pdx-reader.ts';

const RUNNING = changeConditions(NEW_VEHICLE_MODEL, { powerMode: 'running', speedKmh: 50, supplyMv: 12_600 }, 0);
const VALUES = engineValues(RUNNING, newTroubleMemory(RUNNING), 0, 0);
const SOURCE: ObdSource = {
  vin: '4T1BZ1FB4KU999999',
  values: VALUES,
  faults: ['P0301'],
  stored: ['P0301', 'P0420'],
  pending: [],
  permanent: ['P0301'],
  freezeFrame: { code: 'P0301', values: VALUES },
};

const reader = new PdxReader(descriptionFile('pdx'));

function everyRequest(): readonly (readonly number[])[] {
  const numbers = Array.from({ length: 256 }, (_, number) => number);
  return Object.values(ENGINE.services).flatMap(({ sid, length }) => {
    if (length.most === 1) return [[sid]];
    return numbers.map((number) => (sid === 0x02 ? [sid, number, 0] : [sid, number]));
  });
}

describe('the engine ECU in the PDX file', () => {
  it('has a service for every parameter, map and monitor that the ECU answers, and no other', () => {
    const wrong: string[] = [];
    let answered = 0;
    for (const bytes of everyRequest()) {
      const request = Uint8Array.from(bytes);
      const answer = answerObd(request, SOURCE, false) ?? new Uint8Array();
      const described = reader.request('ENGINE', request);
      if (answer[0] === 0x7f) {
        if (described !== null) wrong.push(`${toHex(request)} is described, and refused`);
        continue;
      }
      answered++;
      const values = described && reader.response('ENGINE', described.service, answer);
      if (values === null) wrong.push(`${toHex(request)} > ${toHex(answer)}: ${described?.service ?? 'no service'}`);
    }
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(90);
  });

  it.each([
    ['03', { Count: 2, Codes: [{ Code: 'P0301' }, { Code: 'P0420' }] }],
    ['09 02', { Count: 1, Vin: '4T1BZ1FB4KU999999' }],
    ['02 02 00', { Frame: 0, FreezeFrameCode: 0x0301 }],
    ['06 A2', { Results: [{ Monitor: 0xa2, Test: 0x0c, Value: 200, Lowest: 0, Highest: 100 }] }],
  ])('%s means', (request, values) => {
    const bytes = fromHex(request);
    const service = reader.request('ENGINE', bytes)?.service ?? '';
    expect(reader.response('ENGINE', service, answerObd(bytes, SOURCE, false) ?? new Uint8Array())).toMatchObject(
      values,
    );
  });
});
