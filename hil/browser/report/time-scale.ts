/** Positions of instants in a drawing, before zoom: to scale, or with idle time folded. */
export interface TimeScale {
  /** µs to pixels. */
  x(us: number): number;
  /** Pixels to µs. */
  us(x: number): number;
  /** Folded ranges, as from and to in µs. */
  readonly folds: readonly (readonly [fromUs: number, toUs: number])[];
}

/** Width of a fold, relative to the rest. */
const FOLD_SHARE = 0.035;
const MAX_FOLDS = 12;
/** An idle time is folded if it takes more than this share of the time that is not folded yet. */
const WORTH_FOLDING = 0.25;
/** Margin on both sides of a fold, so that items next to it are not squeezed, as a share of the unfolded time. */
const MARGIN = 0.06;
/** Free space at both ends, for items at time 0 and at the very end. */
const PADDING = 22;

export function linearScale(endUs: number, width: number): TimeScale {
  return polyline([0, Math.max(endUs, 1)], [PADDING, width - PADDING], []);
}

/**
 * Folds the longest times in which nothing begins or ends.
 *
 * @param instantsUs when something begins or ends, in any order
 */
export function foldedScale(instantsUs: readonly number[], endUs: number, width: number): TimeScale {
  const end = Math.max(endUs, 1);
  const folds = idleTimes(instantsUs, end);
  if (folds.length === 0) return linearScale(endUs, width);
  const foldWidth = Math.min(width * FOLD_SHARE, (width * 0.5) / folds.length);
  const foldedUs = folds.reduce((sum, [from, to]) => sum + to - from, 0);
  const perUs = (width - 2 * PADDING - folds.length * foldWidth) / Math.max(end - foldedUs, 1);
  const times = [0];
  const places = [PADDING];
  let x = PADDING;
  let us = 0;
  for (const [from, to] of folds) {
    x += (from - us) * perUs;
    times.push(from, to);
    places.push(x, x + foldWidth);
    x += foldWidth;
    us = to;
  }
  times.push(end);
  places.push(width - PADDING);
  return polyline(times, places, folds);
}

function idleTimes(instantsUs: readonly number[], endUs: number): readonly (readonly [number, number])[] {
  const sorted = [...new Set([0, ...instantsUs.filter((us) => us >= 0 && us <= endUs), endUs])].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((to, index): readonly [number, number] => [sorted[index] ?? 0, to]);
  const longest: (readonly [number, number])[] = [];
  // The margins depend on the unfolded time; otherwise a few busy milliseconds in 16 minutes would be invisible.
  let busyUs = endUs;
  for (const gap of gaps.sort((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, MAX_FOLDS)) {
    const gapUs = gap[1] - gap[0];
    // With the last time folded nothing would be left to draw.
    if (gapUs < busyUs * WORTH_FOLDING || gapUs < 2 || gapUs >= busyUs) break;
    busyUs -= gapUs;
    longest.push(gap);
  }
  const marginUs = busyUs * MARGIN;
  return longest
    .map(([from, to]): readonly [number, number] => [from + marginUs, to - marginUs])
    .filter(([from, to]) => to > from)
    .sort((a, b) => a[0] - b[0]);
}

function polyline(times: readonly number[], places: readonly number[], folds: TimeScale['folds']): TimeScale {
  return { x: (us) => interpolate(times, places, us), us: (x) => interpolate(places, times, x), folds };
}

/** Interpolates between points in ascending order; extrapolates linearly beyond the ends. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  let right = 1;
  while (right < from.length - 1 && (from[right] ?? 0) < value) right += 1;
  const [x0 = 0, x1 = 1] = [from[right - 1], from[right]];
  const [y0 = 0, y1 = 1] = [to[right - 1], to[right]];
  return x1 === x0 ? y0 : y0 + ((value - x0) * (y1 - y0)) / (x1 - x0);
}
