import { describe, expect, it } from 'vitest';
import type { RoutineOptionSpec } from '../../../../../ecu-sim/description/ecu-description.ts';
import { ROUTINES, RUN_RESULTS, STOPPED } from '../../../../../ecu-sim/description/smart-key/routines.ts';
import { fieldLines } from '../../../../support/spec-lines.ts';

const STATE = 'state code of procedureState';

/** Option, name, title, security level, parameters, answer and rule. */
function optionsOf({ start }: { readonly start: Readonly<Record<string, RoutineOptionSpec>> }): readonly unknown[] {
  return Object.entries(start).map(([name, { code, title, level, parameters, answer, rule }]) => [
    ...[code, name, title, level],
    ...[fieldLines(parameters), fieldLines(answer), rule],
  ]);
}

describe('the routines of the Smart Key ECU', () => {
  it('are reset, registration and erasure', () => {
    expect(Object.entries(ROUTINES).map(([name, { id, title, rule }]) => [id, name, title, rule])).toEqual([
      [0x0201, 'reset', 'Smart Code Reset', 'RST-5'],
      [0x0202, 'registration', 'Smart Code Registration', 'REG-8'],
      [0x0203, 'erasure', 'Undesignated Key Permanent Erasure', 'ERA-6'],
    ]);
  });

  it('RST-1, RST-2: the reset is armed and begun, with a pass-code each', () => {
    expect(optionsOf(ROUTINES.reset)).toEqual([
      [1, 'arm', 'arm', 1, [], [STATE], 'RST-1'],
      [2, 'begin', 'begin', 2, [], [STATE], 'RST-2'],
    ]);
  });

  it('REG-1, REG-3: the registration is entered with a pass-code, checked and started', () => {
    expect(optionsOf(ROUTINES.registration)).toEqual([
      [...[1, 'enter', 'enter', 3, []], [STATE, 'mode code of registrationMode', 'freeSlots u8 0..255'], 'REG-1'],
      [
        ...[2, 'check', 'Pre-Start Check', undefined, []],
        [
          STATE,
          'bits doorKnown "door signal known", battery, freeSlot, ' +
            'keyPresent "a registered key in the cabin or touched", noFault "no prohibiting fault"',
        ],
        'REG-3',
      ],
      [3, 'start', 'start', undefined, [], [STATE], 'REG-3'],
    ]);
  });

  it('ERA-1, ERA-2, ERA-4: the erasure is declared, opened with a pass-code and carried out', () => {
    expect(optionsOf(ROUTINES.erasure)).toEqual([
      [
        ...[1, 'declare', 'declare', undefined],
        ['keysPresent "number of keys present" u8 0..255'],
        [STATE, 'kept u8 0..255', 'toBeErased u8 0..255'],
        'ERA-1',
      ],
      [2, 'open', 'open the window', 4, [], [STATE], 'ERA-2'],
      [3, 'delete', 'delete', undefined, [], [STATE, 'erased u8 0..255'], 'ERA-4'],
    ]);
  });

  it('answer a stop with the state', () => {
    expect(fieldLines(STOPPED)).toEqual([STATE]);
  });

  it('have results with state, outcome, reason and times, and the details of each', () => {
    expect(fieldLines(RUN_RESULTS)).toEqual([
      STATE,
      'outcome code of outcome',
      'reason code of reason',
      'elapsedMs "elapsed" u24 0..16777215 ms, time',
      'remainingMs "remaining" u24 0..16777215 ms, time',
    ]);
    expect([ROUTINES.reset, ROUTINES.registration, ROUTINES.erasure].map(({ detail }) => fieldLines(detail))).toEqual([
      [],
      ['keysAdded u8 0..255', 'freeSlots u8 0..255', 'lastRefusal "reason of the last refused touch" code of reason'],
      ['declared u8 0..255', 'touched u8 0..255'],
    ]);
  });
});
