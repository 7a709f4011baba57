import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { MAX_DATA_BYTES, readInput } from '../read-input.ts';
import { problemWords } from '../issue-words.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { BUNDLE_FILE, BUNDLE_VERSION } from '../record/session-manifest.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { smartkey } from '../smartkey.ts';
import { BUNDLE_FILES, hashText, parseManifest, type BundleManifest } from './bundle-format.ts';

export interface Bundle {
  readonly folder: string;
  readonly manifest: BundleManifest;
  readonly scenario: Scenario;
  /** Null where the bundle has none. */
  readonly tracePath: string | null;
}

/** Something is not a bundle, or an incomplete one. */
export class BundleError extends OperationError {
  override readonly name = 'BundleError';

  constructor(message: string, hint: string, { cause }: ErrorOptions = {}) {
    super('usage/bundle', message, { hint, cause });
  }
}

const WHOLE = `use the bundle as written by "${smartkey('run')}"; the files in source/ can be run separately`;

/** @throws BundleError */
export function readBundle(folder: string): Bundle {
  const manifest = readManifest(folder);
  const trace = join(folder, BUNDLE_FILES.trace);
  return {
    folder,
    manifest,
    scenario: readScenario(folder, manifest),
    tracePath: statSync(trace, { throwIfNoEntry: false })?.isFile() === true ? trace : null,
  };
}

/**
 * The first file of a bundle of either kind.
 *
 * @throws BundleError where it cannot be read, or a newer version has written it
 */
export function readManifestJson(folder: string): unknown {
  const { value } = readJson(folder, BUNDLE_FILE);
  const version = typeof value === 'object' && value !== null && 'bundle' in value ? value.bundle : null;
  if (typeof version === 'number' && version > BUNDLE_VERSION) {
    throw new BundleError(
      `${join(folder, BUNDLE_FILE)} has format ${version}; this version of the program reads format ${BUNDLE_VERSION}`,
      'use the version of the program that wrote it, or a newer one',
    );
  }
  return value;
}

function readManifest(folder: string): BundleManifest {
  const value = readManifestJson(folder);
  try {
    return parseManifest(value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined ? '' : problemWords(issue);
    const what = `${join(folder, BUNDLE_FILE)} does not describe a bundle: ${where}`;
    throw new BundleError(what, `${WHOLE}; another version may have written it`, { cause: error });
  }
}

function readJson(folder: string, name: string): { readonly text: string; readonly value: unknown } {
  const path = join(folder, name);
  try {
    const text = readInput(path, MAX_DATA_BYTES).toString('utf8');
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BundleError(`${path} cannot be read: ${reason}`, WHOLE, { cause: error });
  }
}

/** Written by this program, as its hash shows: its form is checked, its steps are not. */
function readScenario(folder: string, { scenarioHash }: BundleManifest): Scenario {
  const { text, value } = readJson(folder, BUNDLE_FILES.scenario);
  const path = join(folder, BUNDLE_FILES.scenario);
  if (!isCompiled(value)) throw new BundleError(`${path} is not a compiled scenario`, WHOLE);
  if (hashText(text) !== scenarioHash) {
    throw new BundleError(`${path} is not the one that was run: its hash differs from that in ${BUNDLE_FILE}`, WHOLE);
  }
  return value;
}

const compiledSchema = z.looseObject({
  file: z.string(),
  name: z.string(),
  cars: z.array(z.looseObject({ name: z.string() })).min(1),
  keys: z.array(z.looseObject({ name: z.string() })),
  steps: z.array(z.looseObject({ index: z.int(), action: z.looseObject({ kind: z.string() }) })),
});

function isCompiled(value: unknown): value is Scenario {
  return compiledSchema.safeParse(value).success;
}
