import { createHash } from 'node:crypto';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import type { RunnersTest } from './runners-test.ts';

/** Bytes: file systems take names of 255. */
const LONGEST_NAME = 100;

/** The paths that are taken, without the ending; by the object that lives as long as the run of a file. */
const takenIn = new WeakMap<object, Set<string>>();
const takenInThisProcess = new Set<string>();

/** A test whose session may be kept. */
export type NamedTest = Pick<RunnersTest, 'file' | 'project' | 'run'> & { readonly name: string };

/**
 * Where the session of a test is kept: `FILE/TEST.tar` in a folder, FILE being the path of the test's file. Parallel
 * workers run different files, so that none of them replaces a session of another; equal names in one file are numbered
 * in the order in which they run: `TEST.2.tar`. The plugin for pytest names sessions in the same way.
 */
export function sessionPath(folder: string, test: NamedTest, startedIn: string = process.cwd()): string {
  const { name, file, project, run } = test;
  const parts = [file === null ? '' : fileFolder(file, startedIn), project === null ? '' : projectFolder(project)];
  const taken = run === null ? takenInThisProcess : (takenIn.get(run) ?? new Set());
  if (run !== null) takenIn.set(run, taken);
  const wanted = join(folder, ...parts, slugOf(name));
  let path = wanted;
  // Some file systems make no difference between cases.
  for (let again = 2; taken.has(path.toLowerCase()); again++) path = `${wanted}.${again}`;
  taken.add(path.toLowerCase());
  return `${path}.tar`;
}

function fileFolder(file: string, startedIn: string): string {
  const path = relative(startedIn, file);
  const isOutside = isAbsolute(path) || path.split(sep)[0] === '..';
  return isOutside ? `${basename(path)}-${shortHash(path.replaceAll(sep, '/'))}` : path;
}

function projectFolder(project: string): string {
  const slug = slugOf(project);
  return slug === project ? slug : `${slug}-${shortHash(project)}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function slugOf(name: string): string {
  const whole = trimmed(name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-'));
  // The end of a name says most: groups come before the test. A letter that is cut through is left out.
  const end = Buffer.from(whole).subarray(-LONGEST_NAME).toString();
  const slug = trimmed(end.replace(/^\uFFFD+/, ''));
  return slug === '' ? 'test' : slug;
}

function trimmed(slug: string): string {
  return slug.replaceAll(/^[-.]+|[-.]+$/g, '');
}
