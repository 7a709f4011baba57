import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { carStateOf } from '../../hil/car/car-state.ts';
import { EventFeed } from '../../hil/server/event-feed.ts';
import { servedEvent } from '../../hil/trace/feed-event.ts';
import { foldEvent, viewAt } from '../../hil/view/fold-event.ts';
import { controlOf } from '../support/car-control.ts';
import { CarRun, type CarAction, type CarStep, type CarWait } from './support/car-run.ts';

const REQUESTS = [
  ...['10 01', '10 03', '11 01', '3E 00', '3E 80', '22 F1 90', '27 01', '27 03', '27 05', '27 07', '2F 20 01 03 02'],
  ...['27 02 31 32 33 34 35 36', '31 01 02 01 01', '31 01 02 01 02', '31 01 02 02 01', '31 01 02 02 02'],
  ...['31 01 02 02 03', '31 01 02 03 01 01', '31 01 02 03 01 02', '31 01 02 03 02', '31 01 02 03 03', '31 02 02 02'],
];

const tool = fc.constantFrom('oem-tool' as const, 'generic-tool' as const);
const index = fc.nat({ max: 5 });
const action: fc.Arbitrary<CarAction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('request' as const), tool, hex: fc.constantFrom(...REQUESTS) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass-code' as const), tool }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('vehicle' as const),
      change: fc.constantFrom(
        { doors: { driver: true } },
        { doors: { driver: false, trunk: true } },
        { batteryMv: 10_500 },
        { batteryMv: 12_600 },
        { brake: true },
        { speedKmh: 7 },
        { speedKmh: 0 },
      ),
    }),
  },
  fc.constant({ kind: 'engine-switch' as const }),
  fc.record({ kind: fc.constant('new-key' as const), batteryMv: fc.constantFrom(3000, 2100) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('touch' as const), index }) },
  fc.record({ kind: fc.constant('move' as const), index, to: fc.constantFrom('cabin' as const, 'outside' as const) }),
  fc.record({
    kind: fc.constant('press' as const),
    index,
    button: fc.constantFrom('lock' as const, 'unlock' as const, 'panic' as const, 'trunk' as const),
    holdMs: fc.constantFrom(0, 1200),
  }),
  fc.record({ kind: fc.constant('bench-fault' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('power-cut' as const), offUs: fc.constantFrom(1000, 300_000) }),
  fc.record({
    kind: fc.constant('faults' as const),
    form: fc.constantFrom({ bus: { drop: 0.1 } }, { keyBattery: [{ key: 'A1000001', batteryV: 2.1 }] }),
  }),
);
const wait: fc.Arbitrary<CarWait> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ us: fc.constantFrom(0, 1, 500, 20_000, 130_000) }) },
  fc.record({ us: fc.nat({ max: 12_000_000 }) }),
  fc.record({
    deadline: fc.constantFrom('procedure' as const, 'session' as const, 'next' as const),
    offsetUs: fc.constantFrom(-1, 0, 1),
  }),
);
const steps: fc.Arbitrary<CarStep[]> = fc.array(fc.record({ action, wait }), { minLength: 5, maxLength: 40 });

describe('the view', () => {
  it('after each event, folded from the events, is what the state shows at that instant', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), fc.boolean(), steps, (seed, onlySmartKey, taken) => {
        const run = CarRun.start(seed, { onlySmartKey });
        const feed = new EventFeed(controlOf(run.car), { instance: 'test' });
        let view = feed.view();
        const firstId = feed.lastId;
        const cursor = feed.cursor();
        const wrong: unknown[] = [];
        const compare = (): void => {
          const before = view;
          for (let entry = feed.read(cursor, true); entry !== null; entry = feed.read(cursor, true)) {
            if (typeof entry === 'string' || entry.event === undefined) throw new Error('a hole in the events');
            view = foldEvent(view, servedEvent(entry.id, entry.event));
          }
          if (view === before) return;
          const shown: Readonly<Record<string, unknown>> = { ...view };
          for (const [name, value] of Object.entries(carStateOf(run.car))) {
            if (!isDeepStrictEqual(shown[name], value)) wrong.push([view.timeUs, name, shown[name], value]);
          }
        };
        const stop = feed.listen({ happened: compare });
        run.take(taken);
        stop();
        expect(wrong).toEqual([]);
        expect(viewAt(view, run.car.nowUs)).toEqual({ ...feed.view(), lastEventId: view.lastEventId });
        const middle = Math.floor((firstId + feed.lastId) / 2);
        expect(feed.viewAfter(feed.lastId)).toEqual({
          ...viewAt(view, feed.viewAfter(feed.lastId)?.timeUs ?? 0),
          lastEventId: feed.lastId,
        });
        expect(feed.viewAfter(middle)?.lastEventId).toBe(middle);
      }),
      { numRuns: 150 },
    );
  });
});
