import { describe, expect, it } from 'vitest';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { LOG, STEPS, STORY } from './sample-story.ts';

function isDoorOpen(state: ViewerState): boolean | undefined {
  return state.view.value?.doors.driver;
}

describe('what the viewer shows', () => {
  it('is the step that failed, at first', () => {
    const state = new ViewerState(STORY);
    expect(state.cursorUs.value).toBe(2_000_000);
    expect(state.step.value).toBe(STEPS[1]);
    expect(isDoorOpen(state)).toBe(true);
  });

  it('is the end of a log', () => {
    expect(new ViewerState(LOG).cursorUs.value).toBe(3_000_000);
  });

  it('of a step includes what happened in it, and nothing of the next one at the same instant', () => {
    const state = new ViewerState(STORY);
    state.showStep(STEPS[0]);
    expect([state.cursorUs.value, isDoorOpen(state), state.step.value]).toEqual([2_000_000, false, STEPS[0]]);
    state.showStep(STEPS[1]);
    expect([isDoorOpen(state), state.step.value]).toEqual([true, STEPS[1]]);
  });

  it('of an event includes the events up to it', () => {
    const state = new ViewerState(STORY);
    const [first] = state.story.value?.rows ?? [];
    if (first === undefined) throw new Error('no row');
    state.showEvent(first);
    expect([state.current.value, state.cursorUs.value, isDoorOpen(state)]).toEqual([0, 1_000_000, false]);
    state.showStart();
    expect([state.current.value, state.cursorUs.value, state.step.value]).toEqual([-1, 0, null]);
  });

  it('stays within the time of the run', () => {
    const state = new ViewerState(STORY);
    state.seek(9_000_000);
    expect(state.cursorUs.value).toBe(3_000_000);
    state.seek(-1);
    expect(state.cursorUs.value).toBe(0);
  });

  it('measures between two marks, in either order', () => {
    const state = new ViewerState(STORY);
    state.seek(2_500_000);
    state.mark(0);
    expect(state.measured.value).toBe(null);
    state.seek(999_500);
    state.mark(1);
    expect(state.measured.value).toEqual({ fromUs: 999_500, toUs: 2_500_000, frames: 2, exchanges: 1 });
  });

  it('names the parts that nobody has reported by then; none where the state is known', () => {
    const log = new ViewerState(LOG);
    log.seek(1_000_000);
    expect(log.unknownParts()).not.toContain('trunk');
    expect(log.unknownParts()).toContain('driver');
    log.seek(999_999);
    expect(log.unknownParts()).toContain('trunk');
    expect(new ViewerState(STORY).unknownParts()).toEqual([]);
  });
});
