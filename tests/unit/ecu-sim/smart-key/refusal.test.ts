import { describe, expect, it } from 'vitest';
import { firstFailure, outOfOrder, refuse, type Condition } from '../../../../ecu-sim/smart-key/refusal.ts';
import type { FirmwareState, VehicleSignals } from '../../../../ecu-sim/smart-key/state.ts';
import { stepWith, TWO_KEYS } from '../firmware-step.ts';

const ALL: readonly Condition[] = [
  'free-slot',
  'door',
  'speed',
  'battery',
  'no-prohibiting-fault',
  'other-procedure',
  'memory',
];

/** What breaks each condition, in the order of conformance 50. */
const BROKEN: readonly (readonly [Condition, Partial<FirmwareState>, Partial<VehicleSignals>, number, string])[] = [
  ['memory', { memoryDamaged: true }, {}, 0x22, 'memory'],
  [
    'other-procedure',
    { procedure: { kind: 'reset', state: 'armed', sinceUs: 0, deadlineUs: Infinity } },
    {},
    0x22,
    'other-procedure',
  ],
  ['no-prohibiting-fault', { faults: ['B278D'] }, {}, 0x22, 'prohibited-by-fault'],
  ['battery', { supplyMv: 10_999 }, {}, 0x93, 'battery'],
  ['speed', {}, { speedCkmh: 500 }, 0x88, 'speed'],
  ['door', {}, { doorDriver: false }, 0x22, 'door'],
  ['free-slot', { content: { ...TWO_KEYS, slots: [1, 2] } }, {}, 0x22, 'full'],
];

describe('refusals of a procedure', () => {
  it('are empty if all conditions hold', () => {
    const step = stepWith({ supplyMv: 11_000 }, { speedCkmh: 499 });
    expect(firstFailure(step, 'registration', ALL)).toBeNull();
  });

  it.each(BROKEN)(
    'the condition %s refuses alone, and only where it is asked for',
    (name, state, signals, nrc, reason) => {
      const step = stepWith(state, signals);
      expect(firstFailure(step, 'registration', ALL)).toEqual({ refused: { nrc, reason } });
      expect(
        firstFailure(
          step,
          'registration',
          ALL.filter((condition) => condition !== name),
        ),
      ).toBeNull();
    },
  );

  it('conformance 50: of several the first in the standard order answers, in any order of the conditions', () => {
    for (const from of BROKEN.keys()) {
      const broken = BROKEN.slice(from);
      const state = Object.assign({}, ...broken.map(([, part]) => part)) as Partial<FirmwareState>;
      const signals = Object.assign({}, ...broken.map(([, , part]) => part)) as Partial<VehicleSignals>;
      const failure = firstFailure(stepWith(state, signals), 'registration', ALL);
      expect(failure?.refused.reason).toBe(BROKEN[from]?.[4]);
    }
  });

  it('the procedure itself is no other one', () => {
    const step = stepWith({ procedure: { kind: 'reset', state: 'armed', sinceUs: 0, deadlineUs: Infinity } });
    expect(firstFailure(step, 'reset', ['other-procedure'])).toBeNull();
  });

  it('RST-6: an incomplete reset prohibits as a fault does', () => {
    const step = stepWith({ content: { ...TWO_KEYS, resetIncomplete: true } });
    expect(firstFailure(step, 'registration', ALL)?.refused.reason).toBe('prohibited-by-fault');
  });

  it('VEH-2: a door that is not known counts as closed', () => {
    expect(firstFailure(stepWith({}, { doorKnown: false }), 'registration', ['door'])?.refused.reason).toBe('door');
  });

  it('a wrong order has no reason for the history', () => {
    expect(outOfOrder()).toEqual({ refused: { nrc: 0x24, reason: null } });
    expect(refuse(0x35)).toEqual({ refused: { nrc: 0x35, reason: null } });
    expect(refuse(0x22, 'door')).toEqual({ refused: { nrc: 0x22, reason: 'door' } });
  });
});
