import type { CarView } from '../view/car-view.ts';

/**
 * The car at one instant, as returned by `GET /api/state`. The package contains its full declaration, generated from the
 * schema of that answer: see `STATE`.
 */
export type CarState = CarView;
