import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { FeedEntry } from '../../../../hil/server/feed-log.ts';
import { encodeEntry, kindOfEntry, servedEntry } from '../../../../hil/server/served-text.ts';
import { servedEvent, type FeedEvent } from '../../../../hil/trace/feed-event.ts';
import type { Refusal } from '../../../../hil/view/refusal.ts';

const TOUCHED: FeedEvent = {
  timeUs: 7,
  source: 'stimulus',
  event: { kind: 'key-touched', keyId: 0xbeef, reaction: 'none', reason: 'not-registered' },
};
const RESTARTED: FeedEvent = { timeUs: 0, source: 'host', servedKind: 'time', event: { kind: 'car-restarted' } };
const REFUSAL: Refusal = {
  nrc: null,
  name: 'not-registered',
  condition: 'the key must be registered',
  value: 'key 0000BEEF is blank',
  next: 'touch with a registered key',
  rule: 'KEY-4',
  text: 'The key must be registered.',
};
const FRAME: FeedEntry = {
  id: 9,
  frame: { timeUs: 8, frame: dataFrame(0x758, Uint8Array.of(0xb5, 0x02, 0x7e, 0x00)), sender: 'smart-key' },
};

describe('what is served of an entry', () => {
  it('has a kind', () => {
    expect([FRAME, { id: 1, event: TOUCHED }, { id: 2, event: RESTARTED }].map(kindOfEntry)).toEqual([
      'frame',
      'stimulus',
      'time',
    ]);
  });

  it('an event has its details as a trace has them, and a sentence', () => {
    expect(servedEvent(3, TOUCHED)).toEqual({
      id: 3,
      timeUs: 7,
      kind: 'stimulus',
      source: 'stimulus',
      event: 'key-touched',
      keyId: '0000BEEF',
      reaction: 'none',
      reason: 'not-registered',
      text: 'Key 0000BEEF touched the engine switch: no reaction, not registered.',
    });
    expect(servedEvent(4, RESTARTED)).toEqual({
      id: 4,
      timeUs: 0,
      kind: 'time',
      source: 'host',
      event: 'car-restarted',
      text: 'The car was restarted.',
    });
  });

  it('a refusal is a part of its own, and in the sentence', () => {
    expect(servedEvent(3, { ...TOUCHED, refusal: REFUSAL })).toMatchObject({
      refusal: REFUSAL,
      text: 'Key 0000BEEF touched the engine switch: no reaction, not registered. The key must be registered.',
    });
  });

  it('a frame has its place among the events beside its own id', () => {
    const served = { timeUs: 8, kind: 'frame', source: 'smart-key', id: '758', data: 'B5027E00', eventId: 9 };
    expect(servedEntry(FRAME)).toEqual(served);
    expect(servedEntry({ id: 4, event: RESTARTED })).toEqual(servedEvent(4, RESTARTED));
  });

  it('is sent as one server-sent event', () => {
    expect(encodeEntry(FRAME)).toBe(
      'event: frame\nid: 9\n' +
        'data: {"timeUs":8,"kind":"frame","source":"smart-key","id":"758","data":"B5027E00","eventId":9}\n\n',
    );
    expect(encodeEntry({ id: 4, event: RESTARTED })).toBe(
      'event: time\nid: 4\ndata: {"id":4,"timeUs":0,"kind":"time","source":"host","event":"car-restarted",' +
        '"text":"The car was restarted."}\n\n',
    );
  });

  it('stays on one line whatever is in it', () => {
    const event = { ...RESTARTED, event: { kind: 'client-left', client: 'a\nb', url: 'u', reason: '\r\n\u2028' } };
    expect(encodeEntry({ id: 5, event }).split(/\r\n|\r|\n/)).toHaveLength(5);
  });
});
