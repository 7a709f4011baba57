import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';
import { Scrubber } from '../../../../../hil/browser/components/scrubber.tsx';
import { markup, textOf } from '../../../../support/markup.ts';

function happening(id: number, kind: Happening['kind'], event: string, more: object = {}): Happening {
  return { id, timeUs: id * 1_000_000, kind, source: 'smart-key', event, text: '', ...more };
}

const events = [
  happening(1, 'stimulus', 'vehicle-changed'),
  happening(2, 'uds', 'uds-exchange', { refusal: { text: '', rule: 'RST-1' } }),
  happening(3, 'state', 'procedure'),
  happening(4, 'effect', 'buzzer'),
];

describe('time travel', () => {
  it('shows LIVE and the number of events in the present', () => {
    const html = markup(Scrubber, { events, cursor: null, onShow: () => undefined });
    expect(textOf(html)).toBe('LIVE ◀ ▶ 4 events');
    expect(html).toContain('aria-valuetext="the present"');
    expect(html).toContain('<output class="number" aria-live="off">4 events');
  });

  it('shows PAST with the instant, and the way back', () => {
    const html = markup(Scrubber, { events, cursor: 2, onShow: () => undefined });
    expect(textOf(html)).toBe('PAST ◀ ▶ 00:02.000000 Back to the present');
    expect(html).toContain('scrubber scrubber-past');
    expect(html).toContain('value="2"');
  });

  it('shows LOST where no more events come', () => {
    const html = markup(Scrubber, { events, cursor: null, isLost: true, onShow: () => undefined });
    expect(textOf(html)).toBe('LOST ◀ ▶ 4 events');
    expect(html).toContain('scrubber scrubber-lost');
  });

  it('marks refusals, procedures and what was done at the car', () => {
    const html = markup(Scrubber, { events, cursor: null, onShow: () => undefined });
    expect([...html.matchAll(/mark mark-(\w+)"/g)].map(([, kind]) => kind)).toEqual([
      'stimulus',
      'refused',
      'procedure',
    ]);
  });

  it('has at most 300 marks, however many events there are', () => {
    const many = Array.from({ length: 20_000 }, (_, id) => happening(id, 'stimulus', 'key-moved'));
    const html = markup(Scrubber, { events: many, cursor: null, onShow: () => undefined });
    expect(html.match(/mark mark-/g)?.length).toBeLessThanOrEqual(300);
  });
});
