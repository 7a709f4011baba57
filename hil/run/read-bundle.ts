import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import type { Scenario } from '../scenario/scenario.ts';
import { BUNDLE_FILE, BUNDLE_FILES, parseManifest, type BundleManifest } from './bundle-format.ts';

export interface Bundle {
  readonly folder: string;
  readonly manifest: BundleManifest;
  readonly scenario: Scenario;
  /** Null where the bundle has none. */
  readonly tracePath: string | null;
}

/** A folder is no bundle, or not a whole one. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  readonly code = 'BUNDLE';
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

export function isBundle(path: string): boolean {
  return existsSync(join(path, BUNDLE_FILE));
}

/** @throws BundleError */
export async function readBundle(folder: string): Promise<Bundle> {
  const manifest = await readManifest(folder);
  const trace = join(folder, BUNDLE_FILES.trace);
  return {
    folder,
    manifest,
    scenario: scenarioOf(await readJson(folder, BUNDLE_FILES.scenario)),
    tracePath: existsSync(trace) ? trace : null,
  };
}

async function readManifest(folder: string): Promise<BundleManifest> {
  const value = await readJson(folder, BUNDLE_FILE);
  try {
    return parseManifest(value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
    throw new BundleError(
      `${join(folder, BUNDLE_FILE)} is not the first file of a bundle: ${where}`,
      'take the bundle as "smartkey run" has left it; another version may have written it',
      { cause: error },
    );
  }
}

async function readJson(folder: string, name: string): Promise<unknown> {
  const path = join(folder, name);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BundleError(
      `${path} cannot be read: ${reason}`,
      'a bundle is the whole folder that "smartkey run" has left',
      {
        cause: error,
      },
    );
  }
}

const compiledSchema = z.looseObject({
  file: z.string(),
  name: z.string(),
  cars: z.array(z.looseObject({ name: z.string() })).min(1),
  keys: z.array(z.looseObject({ name: z.string() })),
  steps: z.array(z.looseObject({ index: z.int(), action: z.looseObject({ kind: z.string() }) })),
});

/** Written by ourselves: its form is looked at, its steps are taken as they are. */
function scenarioOf(value: unknown): Scenario {
  if (isCompiled(value)) return value;
  throw new BundleError(
    `${BUNDLE_FILES.scenario} is no compiled scenario`,
    'take the bundle as "smartkey run" has left it; the file in source/ can be run by itself',
  );
}

function isCompiled(value: unknown): value is Scenario {
  return compiledSchema.safeParse(value).success;
}
