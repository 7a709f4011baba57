// Prints what Smart Code Resets take in a process that does nothing else, as JSON. Node with --expose-gc.
import { median } from './figures.ts';
import { runReset, type ResetFigures } from './reset-run.ts';

const UNMEASURED_RUNS = 150;
const WARM_RUNS = 200;
/** Enough that what each run left behind would show. */
const MANY_RUNS = 1000;

/** Speeds are multiples of real time. */
export interface ResetSpeeds {
  readonly first: ResetFigures;
  readonly warmMedian: number;
  readonly warmBest: number;
  /** Of the last 100 of a thousand runs. */
  readonly lastMedian: number;
  readonly withoutCyclicFrames: number;
  readonly heapGrowthMb: number;
  /** Whether all runs had the same number of frames and of events. */
  readonly alike: boolean;
}

function repeat(count: number, cyclicFrames: boolean): readonly ResetFigures[] {
  return Array.from({ length: count }, () => runReset(cyclicFrames));
}

function speedOf({ vehicleMs, ms }: ResetFigures): number {
  return vehicleMs / ms;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

const first = runReset(true);
repeat(UNMEASURED_RUNS, true);
const warm = repeat(WARM_RUNS, true);
const heapBeforeMb = heapMb();
const many = repeat(MANY_RUNS, true);
const heapGrowthMb = heapMb() - heapBeforeMb;
repeat(UNMEASURED_RUNS, false);
const quiet = repeat(WARM_RUNS, false);

const speeds: ResetSpeeds = {
  first,
  warmMedian: median(warm.map(speedOf)),
  warmBest: Math.max(...warm.map(speedOf)),
  lastMedian: median(many.slice(-100).map(speedOf)),
  withoutCyclicFrames: median(quiet.map(speedOf)),
  heapGrowthMb,
  alike: [...warm, ...many].every(({ frames, events }) => frames === first.frames && events === first.events),
};
console.log(JSON.stringify(speeds));
