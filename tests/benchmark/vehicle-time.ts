import { setTimeout as delay } from 'node:timers/promises';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { lessThan, median, type Row } from './figures.ts';

/** How a car in real time kept pace. Its error is vehicle time, in real milliseconds, less what the clock says. */
export interface Pace {
  readonly rate: number;
  readonly seconds: number;
  /** By how much the error grows in a minute, against the monotonic clock and against the system's date. */
  readonly slopeMsPerMinute: number;
  readonly dateSlopeMsPerMinute: number;
  /** How long after its instant a frame was out: what a tool feels. */
  readonly frameDelayMs: { readonly median: number; readonly worst: number };
  /** Wake-ups more than 2 ms late, and the latest. */
  readonly late: { readonly count: number; readonly maxMs: number };
}

const SAMPLE_MS = 20;

/** Runs a car in real time with nothing else, and watches its clock. */
export async function measurePace(rate: number, seconds: number): Promise<Pace> {
  const car = new Car();
  const failures: unknown[] = [];
  const host = new CarHost({ timeMode: 'real', car, rate, onFatal: (error) => failures.push(error) });
  host.start();
  const startMs = performance.now();
  const startDateMs = Date.now();
  const startUs = host.act(() => car.nowUs);
  const vehicleMs = (timeUs: number): number => (timeUs - startUs) / 1000 / rate;
  const delays: number[] = [];
  car.observe({ frame: (timeUs) => delays.push(performance.now() - startMs - vehicleMs(timeUs)) });

  const [elapsed, errors, dateErrors]: [number[], number[], number[]] = [[], [], []];
  while (performance.now() - startMs < seconds * 1000) {
    await delay(SAMPLE_MS);
    const nowMs = vehicleMs(host.act(() => car.nowUs));
    const wallMs = performance.now() - startMs;
    elapsed.push(wallMs / 60_000);
    errors.push(nowMs - wallMs);
    dateErrors.push(nowMs - (Date.now() - startDateMs));
  }
  host.close();
  if (failures.length > 0) throw new Error('the car could not go on', { cause: failures[0] });
  const { count, maxUs } = host.lateness();
  return {
    rate,
    seconds,
    slopeMsPerMinute: slope(elapsed, errors),
    dateSlopeMsPerMinute: slope(elapsed, dateErrors),
    frameDelayMs: { median: median(delays), worst: Math.max(...delays) },
    late: { count, maxMs: maxUs / 1000 },
  };
}

/** Of the straight line with the least squares of distances. */
function slope(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [products, squares] = [0, 0];
  xs.forEach((x, index) => {
    products += (x - meanX) * ((ys[index] ?? meanY) - meanY);
    squares += (x - meanX) ** 2;
  });
  return products / squares;
}

const SHORT_SECONDS = 5;
/** What is asked of ten minutes, in ms a minute; and what a tool with a P2 of 50 ms does not feel. */
const MOST_DRIFT = 1;
const MOST_DELAY_MS = 5;

/** Some seconds at each rate; `node tests/benchmark/drift.ts` takes its ten minutes. */
export async function paceRows(seconds: number = SHORT_SECONDS): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const rate of [1, 10]) {
    const { slopeMsPerMinute, frameDelayMs } = await measurePace(rate, seconds);
    const drift = Math.abs(slopeMsPerMinute);
    rows.push(
      lessThan(`drift of vehicle time against the wall, rate ${rate}`, drift, 'ms/min', MOST_DRIFT),
      lessThan(`frames after their instant, rate ${rate}, median`, frameDelayMs.median, 'ms', MOST_DELAY_MS),
    );
  }
  return rows;
}
