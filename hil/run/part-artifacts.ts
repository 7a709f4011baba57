import { createHash } from 'node:crypto';
import { createReadStream, lstatSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { ReportedResult } from '../report/run-report.ts';
import { PART_FILE, type FileHashes, type Part } from '../shard/part.ts';
import { partError, RUN_AGAIN } from '../shard/part-file.ts';
import { writing } from './report-error.ts';
import { isReported } from './run-part.ts';
import { makeFolder } from '../make-folder.ts';

/** Bundles and traces, with which results of a run are a whole part. */

/** The hashes of all files in the bundles and traces of results. @throws ReportError for one that cannot be read */
export async function artifactHashes(folder: string, results: readonly ReportedResult[]): Promise<FileHashes> {
  const hashes: Record<string, string> = {};
  for (const href of results.flatMap(hrefsOf)) {
    for (const path of await filesBelow(folder, href)) {
      hashes[path] = await writing(join(folder, path), () => hashOf(join(folder, path)));
    }
  }
  return hashes;
}

/** @throws OperationError (usage/part) for a part whose bundles and traces are not those that its shard wrote */
export async function checkArtifacts({ folder, head }: Part): Promise<void> {
  for (const [path, hash] of Object.entries(head.files)) {
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (stat === undefined) {
      throw partError(
        `${folder} is incomplete: it has no ${path}`,
        `copy the whole folder of the shard, not ${PART_FILE} alone, or run this shard again`,
      );
    }
    if (!stat.isFile() || (await hashIn(folder, path)) !== hash) {
      throw partError(`${folder} is damaged: ${path} is not as its shard wrote it`, RUN_AGAIN);
    }
  }
}

/** Bundles and traces go to the folder of the report. @throws ReportError */
export async function copyArtifacts({ folder, head, units }: Part, to: string): Promise<void> {
  if (resolve(folder) === resolve(to)) return;
  for (const href of units.flatMap(({ result }) => (isReported(result) ? hrefsOf(result) : []))) {
    await writing(join(to, href), () => rm(join(to, href), { recursive: true, force: true }));
  }
  for (const path of Object.keys(head.files)) {
    await writing(join(to, path), async () => {
      await makeFolder(dirname(join(to, path)));
      await copyFile(join(folder, path), join(to, path));
    });
  }
}

function hrefsOf({ artifacts, earlier }: ReportedResult): readonly string[] {
  return [...artifacts, ...earlier.flatMap((attempt) => attempt.artifacts)].map(({ href }) => href);
}

/** A file by itself, or all in a folder: paths with `/`, in order. */
async function filesBelow(folder: string, href: string): Promise<readonly string[]> {
  if (!lstatSync(join(folder, href)).isDirectory()) return [href];
  const entries = await readdir(join(folder, href), { withFileTypes: true });
  const names = entries.map(({ name }) => name).sort();
  return (await Promise.all(names.map((name) => filesBelow(folder, `${href}/${name}`)))).flat();
}

/** @throws OperationError (usage/part) for a file that cannot be read */
async function hashIn(folder: string, path: string): Promise<string> {
  try {
    return await hashOf(join(folder, path));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw partError(`${join(folder, path)} cannot be read: ${error.message}`, RUN_AGAIN);
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
