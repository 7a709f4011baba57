import { describe, expect, it } from 'vitest';
import type { CarRecord } from '../../../../hil/car/car-event.ts';
import { Car } from '../../../../hil/car/car.ts';
import { CarStateReader } from '../../../../hil/car/car-state.ts';
import { FeedBacklog } from '../../../../hil/server/feed-backlog.ts';

interface Drained {
  readonly timeUs: number;
  readonly kind: 'changed' | 'happened';
  readonly doorOpen: boolean | null;
}

class Bench {
  readonly car = new Car({ cyclicFrames: false });
  readonly backlog = new FeedBacklog(new CarStateReader(this.car));

  constructor() {
    this.car.start();
  }

  openDoor(open: boolean): void {
    this.car.advanceTo(this.car.nowUs + 1_000);
    this.car.setVehicle({ doors: { driver: open } });
  }

  event(): void {
    const { nowUs: timeUs } = this.car;
    this.backlog.addEvent({ timeUs, source: 'stimulus', event: { kind: 'faults-cleared' } });
  }

  /** What is handed over, with the driver's door where the state is another. */
  drain(limit?: number): Drained[] {
    const drained: Drained[] = [];
    const note = (timeUs: number, kind: Drained['kind']): void => {
      const state = this.backlog.stateChanged();
      drained.push({ timeUs, kind, doorOpen: state === null ? null : state.doors.driver });
    };
    const consumer = {
      changed: (timeUs: number): void => note(timeUs, 'changed'),
      happened: ({ timeUs }: CarRecord): void => note(timeUs, 'happened'),
    };
    this.backlog.drain(consumer, limit);
    return drained;
  }
}

describe('what is not yet in the feed', () => {
  it('is handed over in parts, where so is asked, each with the state that was there then', () => {
    const bench = new Bench();
    bench.event();
    bench.openDoor(true);
    bench.event();
    bench.openDoor(false);
    bench.event();
    const doors = (limit: number): unknown => bench.drain(limit).map(({ doorOpen }) => doorOpen);
    expect([doors(2), bench.backlog.length]).toEqual([[false, true], 1]);
    bench.openDoor(true);
    bench.event();
    expect([doors(2), bench.backlog.length]).toEqual([[false, true], 0]);
  });

  it('is handed over once, and what is added meanwhile comes after it', () => {
    const bench = new Bench();
    const seen: number[] = [];
    const consumer = {
      changed: (timeUs: number): void => {
        seen.push(timeUs);
        if (timeUs === 1) bench.backlog.addChange(3);
        bench.backlog.drain(consumer);
      },
      happened: (): void => undefined,
    };
    bench.backlog.addChange(1);
    bench.backlog.addChange(2);
    bench.backlog.drain(consumer);
    expect([seen, bench.backlog.length]).toEqual([[1, 2, 3], 0]);
  });

  it('is handed over in its order, each with the state that was there then', () => {
    const bench = new Bench();
    bench.event();
    const firstUs = bench.car.nowUs;
    bench.openDoor(true);
    bench.backlog.addChange(bench.car.nowUs);
    bench.event();
    bench.openDoor(false);
    bench.event();
    expect(bench.drain()).toEqual([
      { timeUs: firstUs, kind: 'happened', doorOpen: false },
      { timeUs: firstUs + 1_000, kind: 'changed', doorOpen: true },
      { timeUs: firstUs + 1_000, kind: 'happened', doorOpen: null },
      { timeUs: firstUs + 2_000, kind: 'happened', doorOpen: false },
    ]);
  });

  it('what the Smart Key ECU received and answers follows the change of its state, which has been read', () => {
    const bench = new Bench();
    const { nowUs: timeUs } = bench.car;
    const uds = { kind: 'uds', endpoint: 'oem', direction: 'request', payload: Uint8Array.of(0x3e, 0x00) } as const;
    bench.openDoor(true);
    bench.backlog.addEvent({ timeUs, source: 'smart-key', event: uds });
    bench.backlog.addEvent({ timeUs, source: 'body', event: uds });
    expect(bench.drain().map(({ doorOpen }) => doorOpen)).toEqual([null, true]);
  });

  it('is handed over once', () => {
    const bench = new Bench();
    bench.event();
    expect(bench.backlog.length).toBe(1);
    bench.drain();
    expect(bench.backlog.length).toBe(0);
    expect(bench.drain()).toEqual([]);
  });

  it('keeps a state that nobody has asked for', () => {
    const bench = new Bench();
    bench.openDoor(true);
    bench.event();
    bench.backlog.drain({ changed: () => undefined, happened: () => undefined });
    expect(bench.backlog.stateChanged()?.doors.driver).toBe(true);
    expect(bench.backlog.stateChanged()).toBeNull();
  });
});
