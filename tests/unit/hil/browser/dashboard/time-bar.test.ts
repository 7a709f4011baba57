import { describe, expect, it } from 'vitest';
import { TimeBar } from '../../../../../hil/browser/dashboard/time-bar.tsx';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { idleAct } from './idle-act.ts';

const act = idleAct();

/** The button that says how time moves now. */
function pressed(html: string): readonly string[] {
  return [...html.matchAll(/aria-pressed="true" aria-label="([^"]*)"/g)].map(([, label]) => label ?? '');
}

describe('the time bar', () => {
  it('shows the clock to the microsecond and how time moves', () => {
    const real = markup(TimeBar, { view: carView({ timeMode: 'real', rate: 20 }), nowUs: 65_000_001, act });
    // No live region: a screen reader would read each step of the clock.
    expect(real).toMatch(/<output class="clock"[^>]* aria-live="off"/);
    expect(textOf(real)).toContain('01:05.000001');
    expect(pressed(real)).toEqual(['Real time ×20']);
    expect(pressed(markup(TimeBar, { view: carView(), nowUs: 0, act }))).toEqual(['Pause']);
    const paused = carView({ timeMode: 'real', paused: true });
    expect(pressed(markup(TimeBar, { view: paused, nowUs: 0, act }))).toEqual(['Pause']);
  });

  it('shows a rate of its own, and how late the car is', () => {
    const view = carView({ timeMode: 'real', rate: 7, lagMs: 112.6 });
    expect(textOf(markup(TimeBar, { view, nowUs: 0, act }))).toMatch(/×1 ×7 ×20 ×1000.*113 ms late/);
    expect(pressed(markup(TimeBar, { view, nowUs: 0, act }))).toEqual(['Real time ×7']);
    expect(textOf(markup(TimeBar, { view: { ...view, lagMs: 99 }, nowUs: 0, act }))).not.toContain('late');
    expect(textOf(markup(TimeBar, { view: carView({ lagMs: 112 }), nowUs: 0, act }))).not.toContain('late');
  });

  it('goes to the end of a procedure only while one has an end', () => {
    const disabled = (html: string): boolean => /<button[^>]*disabled[^>]*>To the procedure/.test(html);
    expect(disabled(markup(TimeBar, { view: carView(), nowUs: 0, act }))).toBe(true);
    expect(disabled(markup(TimeBar, { view: carView({ procedureDeadlineUs: 960e6 }), nowUs: 0, act }))).toBe(false);
  });

  it('moves nothing in the past', () => {
    const html = markup(TimeBar, { view: carView({ procedureDeadlineUs: 960e6 }), nowUs: 0, act: null });
    expect(html.match(/<button/g)).toHaveLength(html.match(/<button[^>]*disabled/g)?.length ?? 0);
  });
});
