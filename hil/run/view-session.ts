import { pageStep } from '../report/step-words.ts';
import type { ViewLimits } from '../report/view-recorder.ts';
import type { ViewerData } from '../report/viewer-data.ts';
import type { SessionBundle } from './read-session.ts';
import { replayBundle } from './replay-bundle.ts';
import { isAboutKeys, notExactly } from './session-limits.ts';

/**
 * Repeats a session, and records all that the viewer shows: the whole state of the car, and the steps. Null where it
 * cannot be repeated bit for bit: then its trace alone shows what happened.
 */
export async function viewSession(
  { manifest, recorded, tracePath }: SessionBundle,
  title: string,
  limits: ViewLimits,
): Promise<ViewerData | null> {
  if (recorded === null || notExactly(manifest).length > 0) return null;
  const { result, cars, difference, compared } = await replayBundle(
    { manifest, scenario: recorded.scenario, tracePath, leavesOut: isAboutKeys },
    limits,
  );
  if (difference !== null) return null;
  return {
    title,
    verdict: null,
    facts: [
      ['seed', String(manifest.seed)],
      ['events', compared.toLocaleString('en-US')],
      ['version', manifest.versions['virtual-smart-key']],
    ],
    notes: [],
    steps: result.steps.map(pageStep),
    sources: [recorded.source],
    cars,
  };
}
