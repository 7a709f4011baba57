// Runs in a copy of the sources: explores until the first broken rule, keeps it as the command does, and replays it.
import { join } from 'node:path';
import { argv, cpuUsage, stdout } from 'node:process';
import { explainFailure } from '../../hil/explore/failure/explain-failure.ts';
import { repeatExploration } from '../../hil/explore/failure/exploration-record.ts';
import { keepFailure } from '../../hil/explore/failure/failure-bundle.ts';
import { GroupRunner, type SwarmFailure } from '../../hil/explore/swarm/run-group.ts';
import { BUNDLE_FILES } from '../../hil/run/bundle-format.ts';
import { readBundle } from '../../hil/run/read-bundle.ts';
import { replayBundle } from '../../hil/run/replay-bundle.ts';

const maxGroups = Number(argv[2]);

/** Whether the scenario fails by itself, and what the replay of the bundle names: the same rule, bit for bit. */
async function replayed(failure: SwarmFailure): Promise<object> {
  const explained = await explainFailure({ cause: failure.cause, count: 1, shortest: failure }, 'failure.yaml');
  const folder = join(import.meta.dirname, 'failure.bundle');
  const info = { bench: 'virtual', command: 'explore', commit: null, node: process.version, version: 'defect' };
  await keepFailure(folder, 'failure.yaml', explained, info);
  const { difference } = await replayBundle(readBundle(folder));
  const { now, isSame } = await repeatExploration(join(folder, BUNDLE_FILES.exploration));
  const steps = explained.steps;
  const replay = difference === null && isSame ? (now?.rule ?? null) : null;
  return { scenarioFails: explained.result.verdict === 'fail', replay, steps };
}

const runner = new GroupRunner(1);
let runs = 0;
let found: object | null = null;
for (let group = 0; group < maxGroups && found === null; group++) {
  const result = await runner.run(group);
  runs += result.runs;
  const [failure] = result.failures;
  if (failure === undefined) continue;
  const { user, system } = cpuUsage();
  const { rule, aspect } = failure.violation;
  found = { rule, aspect, runs, cpuMs: (user + system) / 1000, ...(await replayed(failure)) };
}
stdout.write(JSON.stringify(found));
