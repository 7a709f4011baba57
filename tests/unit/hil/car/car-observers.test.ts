import { expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { CarObservers } from '../../../../hil/car/car-observers.ts';
import type { CarObserver } from '../../../../hil/car/car-event.ts';

type Heard = readonly [who: string, what: string, timeUs: number];

function everything(who: string, heard: Heard[]): Required<Omit<CarObserver, 'attached'>> {
  return {
    frame: (timeUs) => heard.push([who, 'frame', timeUs]),
    event: ({ timeUs }) => heard.push([who, 'event', timeUs]),
    changed: (timeUs) => heard.push([who, 'changed', timeUs]),
  };
}

function happen(observers: CarObservers, timeUs: number): void {
  observers.frame(timeUs, dataFrame(1, new Uint8Array(0)), 'body');
  observers.event({ timeUs, source: 'stimulus', event: { kind: 'faults-cleared' } });
  observers.changed(timeUs);
}

it('each hear what they watch, in the order in which they were added', () => {
  const heard: Heard[] = [];
  const observers = new CarObservers();
  observers.add({});
  observers.add(everything('first', heard));
  happen(observers, 5);
  observers.add({ changed: (timeUs) => heard.push(['second', 'changed', timeUs]) });
  happen(observers, 7);
  expect(heard).toEqual([
    ['first', 'frame', 5],
    ['first', 'event', 5],
    ['first', 'changed', 5],
    ['first', 'frame', 7],
    ['first', 'event', 7],
    ['first', 'changed', 7],
    ['second', 'changed', 7],
  ]);
});

it('are shown frames where one of them watches them', () => {
  const observers = new CarObservers();
  observers.add({ event: () => undefined });
  expect(observers.areShownFrames).toBe(false);
  const end = observers.add({ frame: () => undefined });
  expect(observers.areShownFrames).toBe(true);
  end();
  expect(observers.areShownFrames).toBe(false);
});

it('hear nothing more once that has ended, and the others go on', () => {
  const heard: Heard[] = [];
  const observers = new CarObservers();
  const end = observers.add(everything('first', heard));
  observers.add(everything('second', heard));
  end();
  happen(observers, 9);
  expect(heard).toEqual([
    ['second', 'frame', 9],
    ['second', 'event', 9],
    ['second', 'changed', 9],
  ]);
});

it('may leave during a report, and the others still get it', () => {
  const heard: Heard[] = [];
  const observers = new CarObservers();
  const end = observers.add({
    changed: (timeUs) => {
      heard.push(['first', 'changed', timeUs]);
      end();
    },
  });
  observers.add({ changed: (timeUs) => heard.push(['second', 'changed', timeUs]) });
  observers.changed(3);
  observers.changed(4);
  expect(heard).toEqual([
    ['first', 'changed', 3],
    ['second', 'changed', 3],
    ['second', 'changed', 4],
  ]);
});
