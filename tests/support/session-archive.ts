import { writeFileSync } from 'node:fs';
import { EventFeed } from '../../hil/server/event-feed.ts';
import { sessionBundle } from '../../hil/server/session-bundle.ts';
import { tarArchive, type TarFile } from '../../hil/server/tar.ts';
import { VirtualControl } from '../unit/hil/server/virtual-control.ts';
import type { Car } from '../../hil/car/car.ts';
import type { CarOptions } from '../../hil/car/car-options.ts';

/** The files of a session: the driver's door is opened, and a key touched; 2 s in all. */
export function sessionFiles(options: CarOptions = {}): readonly TarFile[] {
  return filesOf((car) => {
    car.advanceTo(1_000_000);
    car.setVehicle({ doors: { driver: true } });
    car.touchKey(0xa1000001);
    car.advanceTo(2_000_000);
  }, options);
}

/** The files of the session in which that was done to a car that has just started. */
export function filesOf(session: (car: Car) => void, options: CarOptions = {}): readonly TarFile[] {
  const control = new VirtualControl(options);
  const feed = new EventFeed(control, { instance: 'i' });
  control.car.start();
  session(control.car);
  return [...sessionBundle(control, feed)];
}

/** Writes an archive of files, some of them changed. */
export function writeTar(
  path: string,
  files: readonly TarFile[],
  change: (file: TarFile) => TarFile | null = (file) => file,
): string {
  const changed = files.flatMap((file) => change(file) ?? []);
  writeFileSync(path, Buffer.concat([...tarArchive(changed)]));
  return path;
}
