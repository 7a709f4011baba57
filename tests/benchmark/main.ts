// `npm run bench`: what speed there is, as ratios. Nothing here fails for being slow on a noisy machine; the exact
// counts are checked, for they are the same everywhere.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { atLeast, lessThan, median, table, type Row } from './figures.ts';
import { doipRows } from './doip.ts';
import { elm327Rows } from './elm327.ts';
import { diagnosticRows } from './diagnostics.ts';
import { ecuStepsPerSecond } from './ecu-steps.ts';
import { memoryRows } from './memory.ts';
import { portRows } from './ports.ts';
import { replayRows } from './replay-drift.ts';
import { reportRows } from './reports.ts';
import { runReset, type ResetFigures } from './reset-run.ts';
import { snapshotRows } from './snapshots.ts';
import { swarmRows } from './swarm.ts';
import { eventClientRows } from './event-clients.ts';
import { blfRows } from './blf.ts';
import { explainRows } from './explain.ts';
import { explorationRows } from './exploration.ts';
import { tracedTrafficRows } from './traced-traffic.ts';
import { carReadySeconds, commandSeconds } from './start-up.ts';
import { paceRows } from './vehicle-time.ts';

const root: string = fileURLToPath(new URL('../..', import.meta.url));
const WARM_RUNS = 200;
const MANY_RUNS = 1000;

function timesRealTime(runs: readonly ResetFigures[]): number {
  return median(runs.map((run) => run.vehicleMs / run.ms));
}

function repeat(count: number, cyclic: boolean): readonly ResetFigures[] {
  return Array.from({ length: count }, () => runReset(cyclic));
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function firstRunMs(): number {
  const runs = Array.from({ length: 5 }, () =>
    Number(spawnSync(process.execPath, ['tests/benchmark/first-run.ts'], { cwd: root, encoding: 'utf8' }).stdout),
  );
  return Math.min(...runs);
}

interface LogMemory {
  readonly frames: number;
  readonly keptMb: number;
  readonly boundMb: number;
  readonly rssMb: number;
}

/** What a car keeps of its frames and events when far more went by than it keeps. */
function logMemoryRows(): readonly Row[] {
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', 'tests/benchmark/log-memory.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const { frames, keptMb, boundMb, rssMb }: LogMemory = JSON.parse(stdout);
  const what = `kept of ${frames / 1e6} million frames and their events`;
  return [
    lessThan(what, keptMb, 'MB', boundMb),
    lessThan('the same, resident memory of the process', rssMb, 'MB', 1000),
  ];
}

// Before the others: a gateway's process does not run their code.
const doip = await doipRows();
const first = runReset(true);
repeat(50, true);
const warm = repeat(WARM_RUNS, true);
const heapBefore = heapMb();
const many = repeat(MANY_RUNS, true);
const heapAfter = heapMb();
repeat(50, false);
const quiet = repeat(WARM_RUNS, false);
const steps = Math.max(...Array.from({ length: 5 }, () => ecuStepsPerSecond(200_000)));

const rows = [
  atLeast(
    'Smart Code Reset, every frame on the bus, warm median',
    timesRealTime(warm),
    '× real time',
    100_000,
    400_000,
  ),
  atLeast('the same, best', Math.max(...warm.map((run) => run.vehicleMs / run.ms)), '× real time', 100_000, 400_000),
  atLeast(`the same, last 100 of ${MANY_RUNS}`, timesRealTime(many.slice(-100)), '× real time', 100_000, 400_000),
  atLeast('the same, without cyclic frames', timesRealTime(quiet), '× real time', 500_000, 1_000_000),
  lessThan('first run in a fresh process, best of 5', firstRunMs(), 'ms', 80),
  lessThan(`heap growth over ${MANY_RUNS} procedures`, heapAfter - heapBefore, 'MB', 5),
  atLeast('ECU machine alone', steps, 'steps/s', 500_000),
  lessThan('smartkey --help', commandSeconds(root, ['dist/smartkey.js', '--help']), 's', 0.2),
  lessThan('smartkey car ready', await carReadySeconds(root, process.execPath, ['dist/smartkey.js']), 's', 0.6),
  lessThan('npx smartkey car ready', await carReadySeconds(root, 'npx', ['smartkey']), 's', 1.2),
  lessThan('all scenarios', commandSeconds(root, ['dist/smartkey.js', 'run', 'scenarios', '--quiet']), 's', 3),
];
console.log(
  table([
    ...rows,
    ...tracedTrafficRows(),
    ...blfRows(),
    ...explainRows(),
    ...logMemoryRows(),
    ...diagnosticRows(),
    ...elm327Rows(),
    ...doip,
    ...snapshotRows(),
    ...(await swarmRows()),
    ...memoryRows(),
    ...(await portRows()),
    ...(await eventClientRows()),
    ...(await paceRows()),
    ...(await replayRows()),
    ...(await reportRows(root)),
    ...explorationRows(root),
  ]),
);

const { frames, exchanges, events } = first;
console.log(
  `\none reset: ${frames} frames, ${exchanges} requests, ${events} events, ${first.vehicleMs} ms of vehicle time`,
);
const counted = [...warm, ...many].every((run) => run.frames === frames && run.events === events);
if (!counted) {
  console.error('the counts differ between runs of one seed: the car is not deterministic');
  process.exitCode = 6;
}
