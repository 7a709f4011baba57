import { describe, expect, it } from 'vitest';
import { PROCEDURE_ROUTINES } from '../../../../ecu-sim/diagnostics/procedure-routines.ts';
import type { LastRun } from '../../../../ecu-sim/memory/content.ts';
import { firmwareDeadlineUs } from '../../../../ecu-sim/firmware.ts';
import { progressOf } from '../../../../ecu-sim/smart-key/progress.ts';
import type { ErasureProcedure } from '../../../../ecu-sim/smart-key/state.ts';
import { NOW_US, stepWith, TWO_KEYS } from '../firmware-step.ts';

const { reset, registration, erasure } = PROCEDURE_ROUTINES;

const RUN: LastRun = { state: 0, outcome: 3, reason: 2, elapsedMs: 1_500, detail: [1, 4, 7] };
/** Its window is open since a second, for 29 s more; one of two declared keys was touched. */
const WINDOW: ErasureProcedure = {
  kind: 'erasure',
  state: 'window-open',
  sinceUs: NOW_US - 1_000_000,
  deadlineUs: NOW_US + 29_000_000,
  declared: 1,
  touched: [],
  stoppedAtUs: null,
};

describe('the routines of the three procedures', () => {
  it('have no results where none ever ran', () => {
    for (const routine of [reset, registration, erasure]) expect(routine.results(stepWith())).toBeNull();
  });

  it('give the results of the run under way: its state, and the time it has taken and has left', () => {
    const armed = { kind: 'reset', state: 'armed', sinceUs: NOW_US - 2_000_000, deadlineUs: Infinity } as const;
    expect(reset.results(stepWith({ procedure: armed }))).toEqual({
      ...{ state: 0x11, outcome: 0, reason: 0 },
      ...{ elapsedMs: 2_000, remainingMs: 0 },
    });
    expect(erasure.results(stepWith({ procedure: { ...WINDOW, touched: [0xa1] } }))).toEqual({
      ...{ state: 0x32, outcome: 0, reason: 0, elapsedMs: 1_000, remainingMs: 29_000 },
      ...{ declared: 1, touched: 1 },
    });
  });

  it('REG-8: give the results of the last run from memory, each with details of its own', () => {
    const step = stepWith({ content: { ...TWO_KEYS, lastRuns: [RUN, RUN, RUN] } });
    const head = { state: 0, outcome: 3, reason: 2, elapsedMs: 1_500, remainingMs: 0 };
    expect(reset.results(step)).toEqual(head);
    expect(registration.results(step)).toEqual({ ...head, keysAdded: 1, freeSlots: 4, lastRefusal: 7 });
    expect(erasure.results(step)).toEqual({ ...head, declared: 1, touched: 4 });
  });

  it('give each procedure its own last run', () => {
    const runs = [1, 2, 3].map((elapsedMs) => ({ ...RUN, elapsedMs }));
    const [first = null, second = null, third = null] = runs;
    const step = stepWith({ content: { ...TWO_KEYS, lastRuns: [first, second, third] } });
    expect([reset, registration, erasure].map(({ results }) => results(step)?.elapsedMs)).toEqual([1, 2, 3]);
  });

  it('give the last run of one procedure while another is under way', () => {
    const step = stepWith({ procedure: WINDOW, content: { ...TWO_KEYS, lastRuns: [RUN, null, null] } });
    expect(reset.results(step)).toMatchObject({ outcome: 3 });
    expect(registration.results(step)).toBeNull();
  });

  it('VEH-6: log a refusal that has a reason, and no other', () => {
    const step = stepWith();
    registration.logRefusal(step, { refused: { nrc: 0x22, reason: 'door' } });
    erasure.logRefusal(step, { refused: { nrc: 0x24, reason: null } });
    expect(step.state.content.history).toMatchObject([{ procedure: 2, outcome: 2, reason: 0x01 }]);
  });
});

describe('the delete of an erasure', () => {
  it('ERA-4: is refused while the touched keys are not as many as declared', () => {
    const step = stepWith({ procedure: WINDOW });
    const result = erasure.start.delete.start(step, 0);
    expect(result).toEqual({ refused: { nrc: 0x22, reason: 'count-differs' } });
    expect(step.state.procedure).toEqual(WINDOW);
  });

  it('ERA-7: stops the clock of the window where it is accepted, and answers when the memory is written', () => {
    const step = stepWith({ procedure: { ...WINDOW, touched: [0xa1] } });
    expect(erasure.start.delete.start(step, 0)).toEqual({ answer: null });
    const { deadlineUs } = WINDOW;
    expect(step.state.procedure).toMatchObject({ deadlineUs, stoppedAtUs: NOW_US });
    const { remainingMs } = progressOf(step.state.procedure, NOW_US + 20_000_000);
    expect(remainingMs).toBe((deadlineUs - NOW_US) / 1000);
    expect(firmwareDeadlineUs(step.state)).toBeGreaterThan(deadlineUs);
    expect(step.state.content.slots).toEqual(TWO_KEYS.slots);
    expect(erasure.start.delete.complete?.(step)).toEqual({ state: 0, erased: 1 });
    expect(step.state.content.slots.filter((id) => id !== null)).toEqual([0xa1]);
  });
});
