import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { Car } from '../../../../hil/car/car.ts';
import { ViewRecorder } from '../../../../hil/report/view-recorder.ts';

const LIMITS = { events: 100, frames: 100 };
const frame = dataFrame(0x123, Uint8Array.of(1));

function recordedCar(limits = LIMITS): { readonly car: Car; readonly recorder: ViewRecorder } {
  const car = new Car();
  const recorder = new ViewRecorder({ name: 'car', car, limits });
  car.observe(recorder);
  car.start();
  return { car, recorder };
}

describe('a car that is recorded for the viewer', () => {
  it('begins without power, and its events have ids from 1, changes of the view before what caused them', () => {
    const { car, recorder } = recordedCar();
    car.setVehicle({ doors: { driver: true } });
    const { start, known, events } = recorder.build(car.nowUs);
    expect([start.ecu, start.doors.driver, known]).toEqual(['off', false, null]);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.slice(-2).map(({ event }) => event)).toEqual(['view', 'vehicle-changed']);
    expect(events.at(-1)?.text).toBe("Driver's door open.");
  });

  it('counts what finds no room', () => {
    const { car, recorder } = recordedCar({ events: 1, frames: 2 });
    car.advanceTo(1_000_000);
    const { events, omittedEvents, frames } = recorder.build(car.nowUs);
    expect([events.length, frames.rows.length]).toEqual([1, 2]);
    expect(omittedEvents).toBeGreaterThan(0);
    expect(frames.omitted).toBeGreaterThan(10);
  });

  it('knows how many events there were when a step ended', () => {
    const { car, recorder } = recordedCar();
    const before = recorder.build(car.nowUs).events.length;
    recorder.endStep();
    car.setVehicle({ brake: true });
    recorder.endStep();
    expect(recorder.build(car.nowUs).stepEnds).toEqual([before, before + 2]);
  });
});

describe('a log that is recorded for the viewer', () => {
  it('packs frames by id and sender', () => {
    const recorder = new ViewRecorder({ name: 'can0', limits: LIMITS });
    for (const timeUs of [10, 25]) recorder.frame(timeUs, frame, 'tool');
    expect(recorder.build(30).frames).toEqual({
      heads: ['123 tool'],
      rows: [
        [10, 0, '01'],
        [15, 0, '01'],
      ],
      omitted: 0,
    });
  });

  it('makes one exchange of request and response, in words and in the lane, without a reason', () => {
    const recorder = new ViewRecorder({ name: 'can0', limits: LIMITS });
    const uds = { kind: 'uds', endpoint: 'oem' } as const;
    const request = { ...uds, direction: 'request', payload: Uint8Array.of(0x31, 1, 2, 1, 1) } as const;
    const response = { ...uds, direction: 'response', payload: Uint8Array.of(0x7f, 0x31, 0x22) } as const;
    recorder.event({ timeUs: 10, source: 'smart-key', event: request });
    recorder.event({ timeUs: 20, source: 'smart-key', event: response });
    const { events, timeline, known } = recorder.build(30);
    expect(events).toMatchObject([{ id: 1, event: 'uds-exchange', request: '3101020101', response: '7F3122' }]);
    expect(events[0]).not.toHaveProperty('refusal');
    expect(timeline.lanes.map(({ id, items }) => [id, items.length])).toEqual([['uds', 1]]);
    expect(known).toEqual([]);
  });

  it('takes what is before its begin into the state alone', () => {
    const recorder = new ViewRecorder({ name: 'can0', limits: LIMITS, fromUs: 100 });
    const change = { doors: { trunk: true } };
    recorder.event({ timeUs: 10, source: 'stimulus', event: { kind: 'vehicle-changed', change } });
    recorder.frame(100, frame, 'tool');
    const { start, events, frames } = recorder.build(100);
    expect([start.doors.trunk, events.length, frames.rows.length]).toEqual([true, 0, 1]);
  });
});
