import { join, parse } from 'node:path';
import type { Subscription } from 'rxjs';
import type { CarHost } from '../../car/host/car-host.ts';

/** The file of a session's car: the first one has the name as it is. */
export function pathOfCar(path: string, number: number): string {
  if (number === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${number}${ext}`);
}

/** Calls back when a fresh car has taken the place of the one before, and has done nothing yet. */
export function onRestart(host: CarHost, action: () => void): Subscription {
  return host.hostEvents.subscribe(({ event }) => {
    if (event === 'car-restarted') action();
  });
}
