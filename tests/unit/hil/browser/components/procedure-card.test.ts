import { describe, expect, it } from 'vitest';
import { ProcedureCard } from '../../../../../hil/browser/components/procedure-card.tsx';
import { carView } from '../../../../support/car-views.ts';
import { labelsOf, markup, textOf } from '../../../../support/markup.ts';

const reset = carView({
  procedure: 'reset',
  state: 'running',
  procedureSinceUs: 0,
  procedureDeadlineUs: 960_000_000,
  timers: [{ name: 'reset', startedUs: 0, deadlineUs: 960_000_000 }],
});
const still = { goTo: null, perform: null };

describe('the procedure', () => {
  it('has the 16 minutes as a ring, with what is left (RST-4)', () => {
    const html = markup(ProcedureCard, { view: reset, nowUs: 300_000_000, ...still });
    expect(textOf(html)).toMatch(/^Smart Code Reset running 11:00 left Reset of the immobilizer 11:00/);
    expect(labelsOf(html)).toContain('Reset of the immobilizer: 11:00 left');
    const around = 2 * Math.PI * 72;
    expect(html).toContain(`stroke-dasharray="${around * 0.3125} ${around}"`);
  });

  it('goes to 1 µs before, at and 1 µs after each deadline that is still to come', () => {
    const at = (nowUs: number): readonly boolean[] =>
      [
        ...markup(ProcedureCard, { view: reset, nowUs, goTo: () => undefined, perform: null }).matchAll(
          /class="tiny"[^>]*>/g,
        ),
      ].map(([button]) => !button.includes('disabled'));
    expect(at(959_999_999)).toEqual([true, true, true]);
    expect(at(960_000_000)).toEqual([false, true, true]);
    expect(at(960_000_001)).toEqual([false, false, true]);
    expect(markup(ProcedureCard, { view: reset, nowUs: 0, ...still })).not.toContain('class="tiny"');
    const html = markup(ProcedureCard, { view: reset, nowUs: 0, goTo: () => undefined, perform: null });
    const names = ['−1 µs from', 'at', '+1 µs from'].map((where) => `Reset of the immobilizer: ${where} the deadline`);
    expect(labelsOf(html)).toEqual(expect.arrayContaining(names));
  });

  it('says what the bulletin would do next', () => {
    expect(textOf(markup(ProcedureCard, { view: reset, nowUs: 0, ...still }))).toContain('Wait for the reset');
    const idle = textOf(markup(ProcedureCard, { view: carView(), nowUs: 0, ...still }));
    expect(idle).toContain('No procedure under way default session No timer is running.');
  });

  it('does what it proposes, where it can be done', () => {
    const shown = markup(ProcedureCard, { view: reset, nowUs: 0, goTo: null, perform: () => undefined });
    expect(textOf(shown)).toContain('Skip to its end');
    expect(textOf(markup(ProcedureCard, { view: reset, nowUs: 0, ...still }))).not.toContain('Skip to its end');
  });
});
