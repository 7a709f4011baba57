import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { usageError } from '../../can-bus/errors/operation-error.ts';
import { readRegularText } from '../read-input.ts';
import { ProfileError } from '../../ecu-sim/profile.ts';
import { Turns } from '../bench/turns.ts';
import { pageStep } from '../report/step-words.ts';
import type { ViewLimits } from '../report/view-recorder.ts';
import type { SourceText, ViewerData } from '../report/viewer-data.ts';
import type { StepResult } from '../scenario/result.ts';
import type { Bundle } from './read-bundle.ts';
import { PACKAGE_VERSION } from './run-info.ts';
import { repetitionOf } from './replay-bundle.ts';
import { recordOne } from './run-one.ts';

/**
 * Runs what is in a bundle again, in virtual time, and records all that the viewer shows.
 *
 * @throws OperationError (usage) for a profile that cannot be
 */
export async function viewBundle(bundle: Bundle, view: ViewLimits): Promise<ViewerData> {
  const { manifest, scenario } = bundle;
  const task = { scenario, ...repetitionOf(manifest), tracePath: null, view };
  try {
    const { result, cars } = await recordOne(task, null, null, new Turns());
    const version = manifest.versions['virtual-smart-key'];
    const isSame = result.traceHash === manifest.traceHash;
    return {
      title: manifest.name,
      verdict: result.verdict,
      facts: [
        ['scenario', manifest.scenario],
        ['seed', String(manifest.seed)],
        ['event hash', result.traceHash ?? 'none'],
        ['version', version],
        ['re-run', manifest.repeat],
      ],
      notes: [
        ...(isSame
          ? []
          : [`This is not the run that left the bundle: the event hash was ${manifest.traceHash ?? 'none'}.`]),
        ...(version === PACKAGE_VERSION ? [] : [`The bundle is of version ${version}, this is ${PACKAGE_VERSION}.`]),
        ...(manifest.bench === 'virtual'
          ? []
          : [`It ran on the bench ${manifest.bench}; here it ran in virtual time.`]),
      ],
      steps: result.steps.map(pageStep),
      sources: await sourcesOf(bundle.folder, result.steps),
      cars,
    };
  } catch (error) {
    if (error instanceof ProfileError) throw usageError(`profile: ${error.message}`);
    throw error;
  }
}

/** As they were written when it ran, by the names that steps have for them. */
async function sourcesOf(folder: string, steps: readonly StepResult[]): Promise<readonly SourceText[]> {
  const source = join(folder, 'source');
  const kept = new Set(await readdir(source).catch(() => []));
  const files = [...new Set(steps.map(({ file }) => file))];
  return files.flatMap((file): readonly SourceText[] => {
    const text = kept.has(basename(file)) ? readRegularText(join(source, basename(file))) : null;
    return text === null ? [] : [{ file, text }];
  });
}
