import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import type { RunInfo } from '../../report/run-report.ts';
import { BUNDLE_FILES } from '../../run/bundle-format.ts';
import { runOne } from '../../run/run-one.ts';
import { writeBundle } from '../../run/write-bundle.ts';
import { pathWord, smartkeyLine } from '../../smartkey.ts';
import type { ExplainedFailure } from './explain-failure.ts';

/**
 * Runs the failure's scenario once more with a trace, and keeps everything in a bundle, as `smartkey run` does; and the
 * steps for the oracle, so that a replay names the rule where `expect` has no field for it.
 */
export async function keepFailure(
  folder: string,
  scenarioPath: string,
  { scenario, shrunk }: ExplainedFailure,
  info: Pick<RunInfo, 'bench' | 'command' | 'commit' | 'node' | 'version'>,
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'smartkey-explore-'));
  try {
    const tracePath = join(temporary, 'trace.jsonl');
    const written = { ...scenario, file: scenarioPath };
    const { result, guardEnd } = await runOne({
      scenario: written,
      seed: shrunk.seed,
      profile: {},
      guardUs: null,
      view: null,
      tracePath,
    });
    const { calendarStart } = DEFAULT_PROFILE;
    const repeat = smartkeyLine(['run', pathWord(scenarioPath)]);
    const further = { [BUNDLE_FILES.exploration]: shrunk };
    const run = { scenario: written, result, guardEnd };
    const contents = { ...run, profile: {}, info, repeat, tracePath, calendarStart, further };
    await writeBundle(folder, contents);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
