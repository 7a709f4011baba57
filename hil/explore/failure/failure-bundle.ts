import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import type { RunInfo } from '../../report/run-report.ts';
import { runOne } from '../../run/run-one.ts';
import { writeBundle } from '../../run/write-bundle.ts';
import { smartkeyLine } from '../../smartkey.ts';
import type { ExplainedFailure } from './explain-failure.ts';

/** Runs the failure's scenario once more with a trace, and keeps everything in a bundle, as `smartkey run` does. */
export async function keepFailure(
  folder: string,
  scenarioPath: string,
  { scenario, seed }: ExplainedFailure,
  info: Pick<RunInfo, 'bench' | 'command' | 'commit' | 'node' | 'version'>,
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'smartkey-explore-'));
  try {
    const tracePath = join(temporary, 'trace.jsonl');
    const written = { ...scenario, file: scenarioPath };
    const { result } = await runOne({ scenario: written, seed, profile: {}, guardUs: null, view: null, tracePath });
    const { calendarStart } = DEFAULT_PROFILE;
    const repeat = smartkeyLine(['run', scenarioPath]);
    await writeBundle(folder, { scenario: written, result, profile: {}, info, repeat, tracePath, calendarStart });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
