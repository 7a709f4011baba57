import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUNDLE_FILE } from '../record/session-manifest.ts';
import { extractTar, isTar } from './extract-tar.ts';
import { BundleError, readBundle, readManifestJson, type Bundle } from './read-bundle.ts';
import { readSession, type SessionBundle } from './read-session.ts';
import { usageError, type OperationError } from '../../can-bus/errors/operation-error.ts';
import { notFound } from '../read-input.ts';
import { smartkey } from '../smartkey.ts';

/** What a bundle is of: the run of a scenario, or the session of a car. */
export type OpenBundle =
  { readonly kind: 'run'; readonly bundle: Bundle } | { readonly kind: 'session'; readonly session: SessionBundle };

/** Whether a path names a bundle: a folder with its first file, or a tar archive. */
export async function isBundle(path: string): Promise<boolean> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  return stats.isDirectory() ? existsSync(join(path, BUNDLE_FILE)) : stats.isFile() && (await isTar(path));
}

/**
 * Reads a bundle, of a run or of a session, from a folder or a tar archive. An archive is unpacked into a folder of its
 * own, which is removed when the bundle is no longer used.
 *
 * @throws BundleError
 */
export async function withBundle<Result>(path: string, use: (bundle: OpenBundle) => Promise<Result>): Promise<Result> {
  if (statSync(path).isDirectory()) return use(openFolder(path));
  const unpacked = await mkdtemp(join(tmpdir(), 'smartkey-bundle-'));
  try {
    await extractTar(path, unpacked);
    return await use(openFolder(await bundleFolder(unpacked, path)));
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

function openFolder(folder: string): OpenBundle {
  const value = readManifestJson(folder);
  const isSession = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'session';
  return isSession
    ? { kind: 'session', session: readSession(folder, value) }
    : { kind: 'run', bundle: readBundle(folder) };
}

/** The bundle itself, or the one folder that it is in. */
async function bundleFolder(unpacked: string, path: string): Promise<string> {
  if (existsSync(join(unpacked, BUNDLE_FILE))) return unpacked;
  const inside = (await readdir(unpacked)).map((name) => join(unpacked, name));
  const [found, ...others] = inside.filter((folder) => existsSync(join(folder, BUNDLE_FILE)));
  if (found === undefined || others.length > 0) {
    const what = found === undefined ? `has no ${BUNDLE_FILE}` : 'has several bundles';
    throw new BundleError(`${path} is an archive, and no bundle: it ${what}`, 'unpack it, and name what is in it');
  }
  return found;
}

/** There is nothing at a path that a bundle or a trace should have. */
export function noBundleOrTrace(path: string): OperationError {
  return usageError(notFound('bundle or trace', path), `name a trace, or a bundle that "${smartkey('run')}" printed`);
}
