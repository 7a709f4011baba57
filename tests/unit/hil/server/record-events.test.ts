import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../../../hil/server/record-events.ts';
import { VirtualControl } from './virtual-control.ts';

describe('the recording of events', () => {
  it('has each event with the number of frames before it', () => {
    const control = new VirtualControl();
    control.car.start();
    const frames = control.car.log.length;
    const { log } = recordEvents(control);
    control.car.setVehicle({ brake: true });
    const [first] = log.records();
    expect(first?.event.event).toMatchObject({ kind: 'vehicle-changed', change: { brake: true } });
    expect(first?.framesBefore).toBe(frames);
    control.car.advanceTo(control.car.nowUs + 1_000_000);
    const later = control.car.log.length;
    expect(later).toBeGreaterThan(frames);
    control.car.makeKey({ id: 1 });
    const last = log.records().at(-1);
    expect([last?.event.event.kind, last?.framesBefore]).toEqual(['key-made', later]);
  });

  it('ends when it is stopped', () => {
    const control = new VirtualControl();
    const recording = recordEvents(control);
    expect(control.watchers).toBe(1);
    recording.stop();
    control.car.makeKey({ id: 1 });
    expect([recording.log.length, control.watchers]).toEqual([0, 0]);
  });
});
