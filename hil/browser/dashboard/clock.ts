import type { CarView } from '../../view/car-view.ts';

/**
 * The present instant of the vehicle between two events. It continues from the last event while time follows the wall
 * clock, and stays there otherwise.
 *
 * @param receivedMs when `view` was received, by the page's clock; @param nowMs that clock now
 */
export function vehicleNowUs(view: CarView, receivedMs: number, nowMs: number): number {
  const { timeMode, paused, rate, timeUs } = view;
  if (timeMode !== 'real' || paused) return timeUs;
  return Math.round(timeUs + Math.max(0, nowMs - receivedMs) * 1000 * rate);
}
