import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { FirmwareStep, freeSlots, isRegistered, registeredKeys } from '../../../../ecu-sim/smart-key/step.ts';
import { CONTEXT, NOW_US, SIGNALS_AT_REST, stateWith, stepWith, TWO_KEYS } from '../firmware-step.ts';

const ENTRY = { procedure: 1, outcome: 1, reason: 0, counter: 1, seconds: 1 };

describe('a step of the firmware', () => {
  it('changes the state and the memory without touching the values before', () => {
    const step = stepWith();
    const before = step.state;
    step.draft.supplyMv = 9000;
    step.store({ attempts: 2 });
    expect([step.state.supplyMv, step.state.content.attempts]).toEqual([9000, 2]);
    expect([before.supplyMv, before.content.attempts]).toEqual([12_600, 0]);
    expect(step.state.content.slots).toBe(before.content.slots);
    const { draft } = step;
    expect([step.draft === draft, step.state === draft]).toEqual([true, true]);
  });

  it('keeps its effects in order', () => {
    const step = stepWith();
    step.respond('oem', fromHex('7E 00'));
    step.emit({ kind: 'security', unlockedLevel: 3 });
    step.beep('exterior', 2);
    expect(step.effects).toEqual([
      { kind: 'respond', endpoint: 'oem', payload: fromHex('7E 00') },
      { kind: 'event', event: { kind: 'security', unlockedLevel: 3 } },
      { kind: 'event', event: { kind: 'beeps-ordered', buzzer: 'exterior', count: 2 } },
    ]);
    expect(step.state.buzzers).not.toEqual(stateWith().buzzers);
  });

  it('enters a procedure and reports it', () => {
    const step = stepWith();
    step.enter({ kind: 'reset', state: 'armed', sinceUs: NOW_US, deadlineUs: Infinity });
    expect(step.state.procedure).toMatchObject({ kind: 'reset', state: 'armed' });
    expect(step.effects).toEqual([{ kind: 'event', event: { kind: 'procedure', procedure: 'reset', state: 'armed' } }]);
  });

  it('VEH-6: logs the newest first, 16 at most, with a counter of 8 bits and the seconds of its life', () => {
    const history = Array.from({ length: 16 }, (_, index) => ({ ...ENTRY, counter: 255 - index }));
    const step = stepWith({ content: { ...TWO_KEYS, history, historyCounter: 255 } });
    step.log('erasure', 'refused', 'door');
    const { content } = step.state;
    expect(content.history).toHaveLength(16);
    expect(content.history[0]).toMatchObject({ procedure: 3, outcome: 2, counter: 0, seconds: 7100 });
    expect(content.history[1]?.counter).toBe(255);
    expect([content.historyCounter, content.lifeSeconds]).toEqual([0, 7100]);
    expect(step.effects).toEqual([
      { kind: 'event', event: { kind: 'history', procedure: 'erasure', outcome: 'refused', reason: 'door' } },
    ]);
  });

  it('VEH-6: the seconds of its life are whole ones, rounded down', () => {
    const seconds = [100_999_999, 101_000_000].map((nowUs) =>
      new FirmwareStep(CONTEXT, stateWith(), SIGNALS_AT_REST, nowUs).lifeSeconds(),
    );
    expect(seconds).toEqual([7100, 7101]);
  });

  it.each([
    ['reset', 0],
    ['registration', 1],
    ['erasure', 2],
  ] as const)('keeps the last run of the procedure %s in its own place', (procedure, place) => {
    const step = stepWith();
    const run = { state: 1, outcome: 2, reason: 3, elapsedMs: 4, detail: [5, 6, 7] } as const;
    step.storeRun(run, procedure);
    expect(step.state.content.lastRuns.map((stored) => stored === run)).toEqual(
      [0, 1, 2].map((index) => index === place),
    );
    expect(step.state.content.lastRuns.filter((stored) => stored !== null)).toEqual([run]);
  });

  it('marks a run as under way: no outcome yet', () => {
    const step = stepWith({ procedure: { kind: 'reset', state: 'running', sinceUs: 0, deadlineUs: 1 } });
    step.storeUnderWay('reset');
    expect(step.state.content.lastRuns[0]).toMatchObject({ outcome: 0, reason: 0, elapsedMs: 0, detail: [0, 0, 0] });
  });

  it('KEY-2: registered keys are in the order of their slots', () => {
    const content = { ...TWO_KEYS, slots: [null, 0xb2, null, 0xa1] };
    expect(registeredKeys(content)).toEqual([0xb2, 0xa1]);
    expect(freeSlots(content)).toBe(2);
    expect([isRegistered(content, 0xa1), isRegistered(content, 0xa3)]).toEqual([true, false]);
  });
});
