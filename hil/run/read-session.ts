import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { MAX_DATA_BYTES, readInput } from '../read-input.ts';
import { problemWords } from '../issue-words.ts';
import { BUNDLE_FILE, SESSION_FILES, SESSION_MANIFEST, type SessionManifest } from '../record/session-manifest.ts';
import type { SourceText } from '../report/viewer-data.ts';
import { loadScenarios } from '../scenario/load-scenario.ts';
import { ScenarioFileError } from '../scenario/scenario-problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BundleError } from './read-bundle.ts';

/** What a car's page saved of a session. */
export interface SessionBundle {
  readonly manifest: SessionManifest;
  /** What was done, as a scenario; null where the logs did not reach back to the start. */
  readonly recorded: { readonly scenario: Scenario; readonly source: SourceText } | null;
  /** Why there is a scenario that is of no use; null where there is none, or a good one. */
  readonly refused: string | null;
  readonly tracePath: string;
}

const AGAIN = 'save the bundle again';

/** @throws BundleError */
export function readSession(folder: string, value: unknown): SessionBundle {
  const tracePath = join(folder, SESSION_FILES.trace);
  const stats = statSync(tracePath, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) {
    throw new BundleError(`the bundle of a session has no ${SESSION_FILES.trace}`, AGAIN);
  }
  if (stats.size === 0) throw new BundleError(`${SESSION_FILES.trace} of the session is empty`, AGAIN);
  return { manifest: manifestOf(value), ...recordedOf(folder), tracePath };
}

function manifestOf(value: unknown): SessionManifest {
  try {
    return SESSION_MANIFEST.parse(value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined ? '' : `: ${problemWords(issue)}`;
    throw new BundleError(`${BUNDLE_FILE} does not describe a session${where}`, AGAIN, { cause: error });
  }
}

function recordedOf(folder: string): Pick<SessionBundle, 'recorded' | 'refused'> {
  const file = SESSION_FILES.scenario;
  if (!existsSync(join(folder, file))) return { recorded: null, refused: null };
  const text = textOf(join(folder, file));
  try {
    const [scenario] = loadScenarios(text, file, includeNothing);
    return { recorded: scenario === undefined ? null : { scenario, source: { file, text } }, refused: null };
  } catch (error) {
    // What happened is in the trace all the same.
    if (!(error instanceof ScenarioFileError)) throw error;
    return { recorded: null, refused: `its ${file} cannot be run: ${error.message}` };
  }
}

function textOf(path: string): string {
  try {
    return readInput(path, MAX_DATA_BYTES).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BundleError(`${path} cannot be read: ${reason}`, AGAIN, { cause: error });
  }
}

/** A bundle is complete by itself, and reads no other file of this machine. */
function includeNothing(file: string): never {
  throw new BundleError(`the scenario of the session includes ${file}; a recorded one includes nothing`, AGAIN);
}
