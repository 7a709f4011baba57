import { describe, expect, it } from 'vitest';
import { isProcedure, procedureStateOf, UNKNOWN_SIGNALS } from '../../../../ecu-sim/smart-key/state.ts';

const ARMED = { kind: 'reset', state: 'armed', sinceUs: 0, deadlineUs: Infinity } as const;

describe('the state of the firmware', () => {
  it('a procedure has its own state; none is idle', () => {
    expect([procedureStateOf(ARMED), procedureStateOf({ kind: 'none' })]).toEqual(['armed', 'idle']);
    expect([isProcedure(ARMED, 'reset'), isProcedure(ARMED, 'erasure')]).toEqual([true, false]);
  });

  it('VEH-2: before the body ECU is heard the speed is too high and no door is known', () => {
    expect(UNKNOWN_SIGNALS).toMatchObject({ doorKnown: false, speedCkmh: 65_535 });
  });
});
