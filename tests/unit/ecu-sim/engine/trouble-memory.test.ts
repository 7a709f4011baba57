import { describe, expect, it } from 'vitest';
import type { EngineValues } from '../../../../ecu-sim/engine/engine-values.ts';
import { engineValues } from '../../../../ecu-sim/engine/read-engine.ts';
import {
  beginCycle,
  clearCodes,
  detect,
  newTroubleMemory,
  permanentCodes,
  setFault,
} from '../../../../ecu-sim/engine/trouble-memory.ts';
import { NEW_VEHICLE_MODEL } from '../../../../ecu-sim/engine/vehicle-model.ts';

const MODEL = NEW_VEHICLE_MODEL;
const NONE = newTroubleMemory(MODEL);
const RUN = MODEL.runUs;
const values = (): EngineValues => engineValues(MODEL, NONE, 0, 0);

function withFaults(...faults: readonly ('P0171' | 'P0301' | 'P0420')[]): typeof NONE {
  return faults.reduce((memory, fault) => detect(setFault(memory, fault, true, RUN), MODEL, values), NONE);
}

describe('the trouble codes of the engine ECU', () => {
  it('a detected fault is stored, pending and permanent, and switches the lamp on', () => {
    const memory = withFaults('P0301');
    expect(memory).toMatchObject({ stored: ['P0301'], pending: ['P0301'], freezeFrame: { code: 'P0301' } });
    expect(memory.lamp).toEqual({ metres: 31_415_000, runUs: RUN, warmUps: 0 });
    expect(permanentCodes(memory, RUN)).toEqual(['P0301']);
  });

  it('a fault is only present until the ECU detects it', () => {
    const memory = setFault(NONE, 'P0301', true, RUN);
    expect(memory).toMatchObject({ faults: ['P0301'], stored: [], lamp: null });
    expect(setFault(memory, 'P0301', true, RUN)).toBe(memory);
  });

  it('the first code keeps the freeze frame', () => {
    expect(withFaults('P0420', 'P0171')).toMatchObject({ stored: ['P0171', 'P0420'], freezeFrame: { code: 'P0420' } });
  });

  it('a code whose fault has ended is pending until the next driving cycle, and stored until it is cleared', () => {
    const ended = setFault(withFaults('P0301'), 'P0301', false, RUN);
    expect(ended).toMatchObject({ faults: [], stored: ['P0301'], pending: ['P0301'] });
    expect(beginCycle(ended)).toMatchObject({ stored: ['P0301'], pending: [] });
    const present = withFaults('P0301');
    expect(beginCycle(present)).toBe(present);
  });

  it('clearing erases codes, freeze frame and lamp, but not the permanent code', () => {
    const cleared = clearCodes(setFault(withFaults('P0301'), 'P0301', false, RUN), MODEL);
    expect(cleared).toMatchObject({ stored: [], pending: [], freezeFrame: null, lamp: null });
    expect(cleared.cleared).toEqual({ metres: 31_415_000, runUs: RUN, warmUps: 0 });
    expect(permanentCodes(cleared, RUN)).toEqual(['P0301']);
  });

  it('a fault that is still present is stored again after clearing', () => {
    expect(detect(clearCodes(withFaults('P0301'), MODEL), MODEL, values).stored).toEqual(['P0301']);
  });

  it('a permanent code is erased after a minute of running without its fault', () => {
    const ended = setFault(withFaults('P0301'), 'P0301', false, RUN);
    expect(permanentCodes(ended, RUN + 59_999_999)).toEqual(['P0301']);
    expect(permanentCodes(ended, RUN + 60_000_000)).toEqual([]);
    const back = detect(setFault(ended, 'P0301', true, RUN), MODEL, values);
    expect(back.permanent).toHaveLength(1);
  });

  it('start empty; the last clear was 1346 km, 31 hours and 42 warm-ups ago', () => {
    expect(NONE).toEqual({
      faults: [],
      stored: [],
      pending: [],
      permanent: [],
      freezeFrame: null,
      cleared: { metres: 30_069_000, runUs: 2_128_400_000_000, warmUps: -42 },
      lamp: null,
    });
  });

  it('are sorted in every list, regardless of the order in which they occurred', () => {
    const memory = withFaults('P0420', 'P0301', 'P0171');
    const sorted = ['P0171', 'P0301', 'P0420'];
    expect([memory.faults, memory.stored, memory.pending]).toEqual([sorted, sorted, sorted]);
    expect(permanentCodes(memory, RUN)).toEqual(sorted);
  });

  it('each has its own end: the others are neither present no longer nor healing', () => {
    const memory = setFault(withFaults('P0420', 'P0301'), 'P0301', false, RUN + 5);
    expect(memory.faults).toEqual(['P0420']);
    expect(memory.permanent).toEqual([
      { code: 'P0420', endedRunUs: null },
      { code: 'P0301', endedRunUs: RUN + 5 },
    ]);
    expect(beginCycle(memory)).toMatchObject({ pending: ['P0420'], stored: ['P0301', 'P0420'] });
    expect(permanentCodes(memory, RUN + 60_000_005)).toEqual(['P0420']);
  });

  it('do not change when a fault ends that was not present', () => {
    const memory = withFaults('P0301');
    expect(setFault(memory, 'P0420', false, RUN)).toBe(memory);
  });

  it('a code that is stored and pending is not detected twice', () => {
    const memory = withFaults('P0301');
    const never = (): EngineValues => {
      throw new Error('a freeze frame is there already');
    };
    expect(detect(memory, MODEL, never)).toBe(memory);
    expect(detect(setFault(memory, 'P0420', true, RUN), MODEL, never).stored).toEqual(['P0301', 'P0420']);
  });

  it('a fault that comes back in a later driving cycle is pending and permanent again', () => {
    const quiet = beginCycle(setFault(withFaults('P0301', 'P0420'), 'P0301', false, RUN));
    expect(quiet).toMatchObject({ stored: ['P0301', 'P0420'], pending: ['P0420'] });
    const back = detect(setFault(quiet, 'P0301', true, RUN), MODEL, values);
    expect(back.pending).toEqual(['P0301', 'P0420']);
    expect(back.permanent).toEqual([
      { code: 'P0420', endedRunUs: null },
      { code: 'P0301', endedRunUs: null },
    ]);
  });

  it('the lamp keeps the mark of its first code', () => {
    const later = { ...MODEL, metres: MODEL.metres + 5_000, runUs: RUN + 7, warmUps: 1 };
    const memory = detect(setFault(withFaults('P0301'), 'P0420', true, RUN), later, values);
    expect(memory.lamp).toEqual({ metres: 31_415_000, runUs: RUN, warmUps: 0 });
    expect(clearCodes(memory, later)).toMatchObject({
      faults: ['P0301', 'P0420'],
      cleared: { metres: 31_420_000, runUs: RUN + 7, warmUps: 1 },
    });
  });
});
