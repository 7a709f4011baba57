// How well the car keeps pace with the wall: `node tests/benchmark/drift.ts --minutes 10 --rate 1`; and a replayed log:
// `node tests/benchmark/drift.ts --of replay --minutes 1`. Ends with 7 where it drifts by a millisecond a minute or more.
import { parseArgs } from 'node:util';
import { measureReplay } from './replay-drift.ts';
import { measurePace } from './vehicle-time.ts';

const MOST_DRIFT = 1;
/** Minutes: the date has whole milliseconds, which hide the drift of a short run. */
const DATE_TELLS_AFTER = 5;
const EXIT_GATE_MISSED = 7;

const { values } = parseArgs({
  options: {
    of: { type: 'string', default: 'car' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '1' },
  },
});
const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
if (!(minutes > 0 && rate > 0)) throw new RangeError('--minutes and --rate are numbers above 0');

const drifts = values.of === 'replay' ? await replayDrifts() : await carDrifts();
if (drifts.some((drift) => !(Math.abs(drift) < MOST_DRIFT))) {
  console.error(`the drift is not below ${MOST_DRIFT} ms a minute`);
  process.exitCode = EXIT_GATE_MISSED;
}

async function carDrifts(): Promise<readonly number[]> {
  const pace = await measurePace(rate, minutes * 60);
  const { slopeMsPerMinute, dateSlopeMsPerMinute, frameDelayMs, late } = pace;
  console.log(`rate ${rate}, ${minutes} minutes`);
  console.log(`  drift against the monotonic clock  ${slopeMsPerMinute.toFixed(4)} ms/min`);
  console.log(`  drift against the system's date    ${dateSlopeMsPerMinute.toFixed(4)} ms/min`);
  console.log(`  frames after their instant         ${frameDelayMs.median.toFixed(3)} ms median`);
  console.log(`                                     ${frameDelayMs.worst.toFixed(1)} ms at most`);
  console.log(`  wake-ups more than 2 ms late       ${late.count}, by ${late.maxMs.toFixed(1)} ms at most`);
  return minutes < DATE_TELLS_AFTER ? [slopeMsPerMinute] : [slopeMsPerMinute, dateSlopeMsPerMinute];
}

async function replayDrifts(): Promise<readonly number[]> {
  const { driftUsPerMinute, meanLateUs, mostLateUs } = await measureReplay(minutes * 60);
  const drift = (driftUsPerMinute ?? Number.NaN) / 1000;
  console.log(`a log of ${minutes} minutes`);
  console.log(`  drift against the monotonic clock  ${drift.toFixed(4)} ms/min`);
  console.log(`  frames after their instant         ${(meanLateUs / 1000).toFixed(3)} ms on average`);
  console.log(`                                     ${(mostLateUs / 1000).toFixed(1)} ms at most`);
  return [drift];
}
