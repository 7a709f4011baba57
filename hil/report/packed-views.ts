import { packCar, type PackedViews } from './packed-car.ts';
import { packedData } from './self-contained-page.ts';
import { itemsOf } from './timeline-data.ts';
import type { ViewedCar } from './viewer-data.ts';

export const NO_VIEWS: PackedViews = { items: 0, data: '' };

/** In the form that a report keeps. */
export function packViews(cars: readonly ViewedCar[]): PackedViews {
  if (cars.length === 0) return NO_VIEWS;
  const items = cars.reduce((sum, { timeline, events }) => sum + itemsOf(timeline) + events.length, 0);
  return { items, data: packedData(cars.map(packCar)) };
}
