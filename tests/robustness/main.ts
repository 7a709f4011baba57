// `npm run robustness -- --requests 1000000 --sequences 1000000 --seed 1`: random requests and frame sequences at the
// car, with the bulletin completed on the same car after each life. Nightly: a hundred times as many.
import { parseArgs } from 'node:util';
import { LIFE, runLife, type Fire } from './lives.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** More than this above what it was after the warm-up, and the memory is not flat. */
const HEAP_SLACK_MB = 8;
const WARM_UP_LIVES = 3;
const PROGRESS_MS = 5_000;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`error: --${name} takes a whole number, not "${text}"`);
  process.exit(EXIT_USAGE);
}

/** Needs --expose-gc, as the npm script has it. */
function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Runs `count` of a kind, life by life; the heap is measured between the lives. */
function fire(kind: Fire, count: number, seed: number, firstLife: number): boolean {
  const started = performance.now();
  let reportedMs = started;
  let heapAfterWarmUp = Infinity;
  for (let done = 0, life = firstLife; done < count; done += LIFE, life += 1) {
    runLife(kind, seed, life, Math.min(LIFE, count - done));
    if (life - firstLife + 1 === WARM_UP_LIVES) heapAfterWarmUp = heapMb();
    if (performance.now() - reportedMs < PROGRESS_MS) continue;
    reportedMs = performance.now();
    console.error(
      `${kind}: ${Math.min(done + LIFE, count).toLocaleString('en-US')} of ${count.toLocaleString('en-US')}`,
    );
  }
  const seconds = (performance.now() - started) / 1000;
  const growth = Math.max(heapMb() - heapAfterWarmUp, 0);
  const isFlat = growth <= HEAP_SLACK_MB;
  const rate = Math.round(count / seconds).toLocaleString('en-US');
  console.log(
    `${count.toLocaleString('en-US')} ${kind}, seed ${seed}: ${rate} per second, heap +${growth.toFixed(1)} MB` +
      (isFlat ? '' : ' (NOT FLAT)'),
  );
  return isFlat;
}

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '0' },
    sequences: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    life: { type: 'string', default: '0' },
  },
});
const seed = wholeNumber('seed', values.seed);
const life = wholeNumber('life', values.life);
try {
  let isFlat = true;
  for (const kind of ['requests', 'sequences'] as const) {
    const count = wholeNumber(kind, values[kind]);
    if (count > 0) isFlat = fire(kind, count, seed, life) && isFlat;
  }
  if (!isFlat) process.exitCode = EXIT_FAILED;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = EXIT_FAILED;
}
