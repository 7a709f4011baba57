import { describe, expect, it } from 'vitest';
import { STATE_EXAMPLE } from '../../../../hil/server/state-example.ts';
import type { FeedEvent } from '../../../../hil/trace/feed-event.ts';
import { ViewNarrator } from '../../../../hil/trace/view-narrator.ts';
import type { CarState } from '../../../../hil/view/car-view.ts';

const P2_US = 50_000;
const UDS = { kind: 'uds', endpoint: 'oem' } as const;

/** A car's reports, and its state, which can be set. */
class Told {
  state: CarState | null = STATE_EXAMPLE;
  readonly events: FeedEvent[] = [];
  readonly narrator: ViewNarrator = new ViewNarrator(STATE_EXAMPLE, {
    p2Us: P2_US,
    read: () => this.state,
    append: (event) => this.events.push(event),
  });
}

describe('what is added to the reports of a car', () => {
  it('is how the view changes, before what caused it', () => {
    const told = new Told();
    told.state = { ...STATE_EXAMPLE, brake: !STATE_EXAMPLE.brake };
    told.narrator.event({ timeUs: 5, source: 'stimulus', event: { kind: 'vehicle-changed', change: { brake: true } } });
    expect(told.events.map(({ event }) => event.kind)).toEqual(['view', 'vehicle-changed']);
    expect(told.narrator.view.brake).toBe(!STATE_EXAMPLE.brake);
  });

  it('is nothing where nothing but time has moved, or what is read again says the same', () => {
    const told = new Told();
    told.state = null;
    told.narrator.compare(5);
    told.state = { ...STATE_EXAMPLE, timeUs: 6, slots: [...STATE_EXAMPLE.slots], doors: { ...STATE_EXAMPLE.doors } };
    told.narrator.compare(6);
    expect(told.events).toEqual([]);
  });

  it('has of a list that is longer the whole list, and nothing else', () => {
    const told = new Told();
    told.state = { ...STATE_EXAMPLE, retired: [...STATE_EXAMPLE.retired, '0000BEEF'] };
    told.narrator.compare(7);
    expect(told.events.map(({ event }) => event)).toEqual([
      { kind: 'view', changed: { retired: [...STATE_EXAMPLE.retired, '0000BEEF'] } },
    ]);
  });

  it('is an exchange as a whole; one without an answer after P2', () => {
    const { narrator, events } = new Told();
    const request = { ...UDS, direction: 'request', payload: Uint8Array.of(0x3e, 0x80) } as const;
    narrator.event({ timeUs: 10, source: 'smart-key', event: request });
    narrator.frame(10 + P2_US, 'body');
    expect(events.map(({ event }) => event.kind)).toEqual(['uds']);
    narrator.frame(11 + P2_US, 'body');
    expect(events.map(({ event }) => event.kind)).toEqual(['uds', 'uds-exchange']);
  });
});
