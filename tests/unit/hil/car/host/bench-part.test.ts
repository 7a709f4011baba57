import { describe, expect, it } from 'vitest';
import { engineMemoryOf } from '../../../../../ecu-sim/engine/engine-memory.ts';
import { newTroubleMemory } from '../../../../../ecu-sim/engine/trouble-memory.ts';
import { NEW_VEHICLE_MODEL } from '../../../../../ecu-sim/engine/vehicle-model.ts';
import { decodeBenchPart, encodeBenchPart } from '../../../../../hil/car/host/bench-part.ts';
import { KeyRing } from '../../../../../hil/car/key-ring.ts';

const VIN = '4T1BZ1FBXKU000001';
const KEYS = `"keys":[{"id":"0000001A","boundVin":null,"batteryMv":3000,"cabinOf":"${VIN}"}]`;
const ENGINE = engineMemoryOf(NEW_VEHICLE_MODEL, newTroubleMemory(NEW_VEHICLE_MODEL));
const TEXT = `{${KEYS},"engine":${JSON.stringify(ENGINE)}}`;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what a memory file has beside the Smart Key ECU', () => {
  it('is JSON: keys with the id as 8 hex digits, and the engine ECU’s memory', () => {
    const ring = new KeyRing();
    ring.add({ id: 0x1a, cabinOf: VIN });
    expect(new TextDecoder().decode(encodeBenchPart(ring, ENGINE))).toBe(TEXT);
  });

  it('is read as it was written; an earlier version wrote keys alone', () => {
    const keys = [{ id: 0x1a, boundVin: null, batteryMv: 3000, cabinOf: VIN }];
    expect(decodeBenchPart(bytesOf(TEXT))).toEqual({ keys, engine: ENGINE });
    expect(decodeBenchPart(bytesOf(`{${KEYS}}`))).toEqual({ keys, engine: null });
    expect(decodeBenchPart(bytesOf('{"keys":[]}'))).toEqual({ keys: [], engine: null });
  });

  it.each(['', '[]', '{}', TEXT.slice(0, -1), TEXT.replace('0000001A', '1A'), TEXT.replace('3000', '3000.5')])(
    'is nothing where the text is %j',
    (text) => {
      expect(decodeBenchPart(bytesOf(text))).toBeNull();
    },
  );

  it('has no field of another kind', () => {
    expect(decodeBenchPart(bytesOf(TEXT.replace('"boundVin"', '"color":"red","boundVin"')))).toBeNull();
    expect(decodeBenchPart(bytesOf(TEXT.replace('"stored":[]', '"stored":["P9999"]')))).toBeNull();
  });
});
