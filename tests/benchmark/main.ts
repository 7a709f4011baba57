// `npm run bench`: what speed there is, as ratios. Nothing here fails for being slow on a noisy machine; the exact
// counts are checked, for they are the same everywhere.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { atLeast, lessThan, table, type Row } from './figures.ts';
import { doipRows } from './doip.ts';
import { elm327Rows } from './elm327.ts';
import { diagnosticRows } from './diagnostics.ts';
import { ecuStepsPerSecond } from './ecu-steps.ts';
import { memoryRows } from './memory.ts';
import { portRows } from './ports.ts';
import { replayRows } from './replay-drift.ts';
import { reportRows } from './reports.ts';
import { shippedResets } from './shipped-resets.ts';
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
const { speeds, rows: resetRows } = await shippedResets();
const steps = Math.max(...Array.from({ length: 5 }, () => ecuStepsPerSecond(200_000)));

const rows = [
  ...resetRows,
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

const { frames, exchanges, events, vehicleMs } = speeds.first;
console.log(`\none reset: ${frames} frames, ${exchanges} requests, ${events} events, ${vehicleMs} ms of vehicle time`);
if (!speeds.alike) {
  console.error('the counts differ between runs of one seed: the car is not deterministic');
  process.exitCode = 6;
}
