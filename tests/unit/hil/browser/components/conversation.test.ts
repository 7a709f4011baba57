import { describe, expect, it } from 'vitest';
import { Conversation, olderText, rowsOf } from '../../../../../hil/browser/components/conversation.tsx';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';
import { markup, textOf } from '../../../../support/markup.ts';

function happening(id: number, kind: Happening['kind'], event: string, text: string, more: object = {}): Happening {
  return { id, timeUs: id * 1_000_000, kind, source: 'smart-key', event, text, ...more };
}

const exchange = happening(2, 'uds', 'uds-exchange', 'Arm: refused', {
  endpoint: 'smart-key',
  client: 'client-1',
  request: '3101020101',
  response: '7F3122',
  refusal: { text: "The driver's door is closed.", rule: 'RST-1' },
});
const events = [
  happening(1, 'stimulus', 'key-moved', 'Key A1000001 was moved.'),
  exchange,
  happening(3, 'state', 'view', ''),
  happening(4, 'uds', 'uds', ''),
  happening(5, 'effect', 'beeps-ordered', 'Two beeps.'),
];

describe('the conversation', () => {
  it('has the newest first, and one row for an exchange', () => {
    expect(rowsOf(events, 5, '', true).map(({ event }) => event.id)).toEqual([5, 2, 1]);
    expect(rowsOf(events, 5, '', false).map(({ event }) => event.id)).toEqual([2]);
  });

  it('has what had happened at the instant that is shown', () => {
    expect(rowsOf(events, 2, '', true).map(({ event, count }) => [event.id, count])).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  it('is searched without regard to case', () => {
    expect(rowsOf(events, 5, ' KEY ', true).map(({ event }) => event.id)).toEqual([1]);
  });

  it('has 200 rows at most', () => {
    const many = Array.from({ length: 500 }, (_, id) => happening(id, 'stimulus', 'key-moved', 'moved'));
    const rows = rowsOf(many, 500, '', true);
    expect(rows).toHaveLength(200);
    expect(rows[0]?.event.id).toBe(499);
  });

  it('says how many older ones it does not show, and shows more on demand', () => {
    const many = Array.from({ length: 1500 }, (_, id) => happening(id, 'stimulus', 'key-moved', 'moved'));
    const shown = (until: number): string =>
      textOf(markup(Conversation, { events: many, until, onShow: () => undefined }));
    expect(shown(1500)).toContain('1,300 older events are not shown. Show 200 more rows');
    expect(shown(201)).toContain('1 older event is not shown.');
    expect(shown(200)).not.toContain('older');
    expect(olderText(many, 1500, rowsOf(many, 1500, '', true, 400), false, true, 400)).toMatch(/^1,100 /);
    expect(olderText(many, 1500, rowsOf(many, 1500, 'moved', true), true, true)).toMatch(/match are not shown/);
    expect(olderText(many, 1500, rowsOf(many, 1500, 'lost', true), true, true)).toBeNull();
    expect(olderText(many, 1500, rowsOf(many, 1500, '', false), false, false)).toBeNull();
  });

  it('counts a poll that repeats, and shows the last one', () => {
    const poll = (id: number, response: string): Happening =>
      happening(id, 'uds', 'uds-exchange', `Results ${id}.`, { request: '31030201', response, endpoint: 'smart-key' });
    const polls = [events[0] ?? poll(0, ''), ...Array.from({ length: 40 }, (_, n) => poll(n + 10, `71030201${n}`))];
    expect(rowsOf(polls, 41, '', true).map(({ event, repeats }) => [event.id, repeats])).toEqual([
      [49, 40],
      [1, 1],
    ]);
    const text = textOf(markup(Conversation, { events: polls, until: 41, onShow: () => undefined }));
    expect(text).toContain('Results 49. ×40 bytes');
  });

  it('says why not, with the rule, and unfolds to bytes', () => {
    const text = textOf(markup(Conversation, { events: [exchange], until: 1, onShow: () => undefined }));
    expect(text).toContain("Arm: refused Why not? The driver's door is closed. RST-1 bytes");
    expect(text).toContain('request 31 01 02 01 01 response 7F 31 22 channel smart-key, client-1');
  });

  it('says what to do where nothing has happened', () => {
    const text = textOf(markup(Conversation, { events: [], until: 0, onShow: () => undefined }));
    expect(text).toContain('Nothing yet. Connect a scan tool, or open a door.');
  });
});
