import { describe, expect, it } from 'vitest';
import { engineMemoryOf } from '../../../../../ecu-sim/engine/engine-memory.ts';
import { engineValues } from '../../../../../ecu-sim/engine/read-engine.ts';
import { detect, newTroubleMemory, setFault } from '../../../../../ecu-sim/engine/trouble-memory.ts';
import { NEW_VEHICLE_MODEL } from '../../../../../ecu-sim/engine/vehicle-model.ts';
import { engineMemoryOfFile } from '../../../../../hil/car/host/engine-memory-schema.ts';

const faulty = setFault(newTroubleMemory(NEW_VEHICLE_MODEL), 'P0420', true, 0);
const MEMORY = engineMemoryOf(
  NEW_VEHICLE_MODEL,
  detect(faulty, NEW_VEHICLE_MODEL, () => engineValues(NEW_VEHICLE_MODEL, faulty, 0, 0)),
);
const TEXT = JSON.stringify(MEMORY);

describe('the engine ECU’s memory in a file', () => {
  it('is read as it was written, with and without codes', () => {
    expect(engineMemoryOfFile.parse(JSON.parse(TEXT))).toEqual(MEMORY);
    const empty = engineMemoryOf(NEW_VEHICLE_MODEL, newTroubleMemory(NEW_VEHICLE_MODEL));
    expect(engineMemoryOfFile.parse(JSON.parse(JSON.stringify(empty)))).toEqual(empty);
  });

  it.each([
    ['an unknown code', TEXT.replace('"stored":["P0420"]', '"stored":["P9999"]')],
    ['a freeze frame without a value', TEXT.replace('"rpm":0,', '')],
    ['a freeze frame with one more', TEXT.replace('"rpm":0,', '"rpm":0,"boost":1,')],
    ['a value of another kind', TEXT.replace('"rpm":0,', '"rpm":"0",')],
    ['readiness of another kind', TEXT.replace(/"ready":\{[^}]*\}/, '"ready":true')],
    ['a negative distance', TEXT.replace(/"life":\{"metres":\d+/, '"life":{"metres":-1')],
    ['one field more', TEXT.replace('"life"', '"color":"red","life"')],
  ])('is refused with %s', (_what, text) => {
    expect(text).not.toBe(TEXT);
    expect(engineMemoryOfFile.safeParse(JSON.parse(text)).success).toBe(false);
  });
});
