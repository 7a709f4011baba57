import { statSync } from 'node:fs';

import { decodeText } from '../../can-bus/text/decode-text.ts';
import { readInput, unreadable } from '../read-input.ts';
import { DEFAULT_PROFILE, parseProfile, ProfileError, type Profile } from '../../ecu-sim/profile.ts';
import type { ProfileFields } from '../scenario/scenario.ts';
import { usageError } from '../../can-bus/errors/operation-error.ts';

/**
 * The profile of `--profile FILE` (YAML, of which JSON is a subset), or the default one.
 *
 * @throws OperationError (usage) naming the file, and the invalid field or line
 */
export async function loadProfile(path: string | undefined): Promise<Profile> {
  if (path === undefined) return DEFAULT_PROFILE;
  const value = await parseYaml(path, readText(path));
  try {
    return parseProfile(value);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw usageError(`profile ${path}: ${error.withoutFirstHint}`, error.hint);
  }
}

/** The fields that the profile's file sets, by its names; none without a file. Valid ones: read it with {@link loadProfile} first. */
export async function loadProfileFields(path: string | undefined): Promise<ProfileFields> {
  if (path === undefined) return {};
  const fields = await parseYaml(path, readText(path));
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}

/** What came out of a pipe, by its path: it can be read only once. */
const pipedTexts = new Map<string, string>();

function readText(path: string): string {
  try {
    const known = pipedTexts.get(path);
    if (known !== undefined) return known;
    const text = decodeText(readInput(path));
    if (statSync(path).isFIFO()) pipedTexts.set(path, text);
    return text;
  } catch (error) {
    throw usageError(unreadable('profile', path, error), 'check the path given with --profile');
  }
}

async function parseYaml(path: string, text: string): Promise<unknown> {
  const { YamlSource } = await import('../scenario/yaml-source.ts');
  const source = new YamlSource(text, path);
  const [problem] = source.problems;
  if (problem === undefined) return source.value;
  const { formatProblem } = await import('../scenario/scenario-problem.ts');
  throw usageError(`profile ${formatProblem(problem)}`, 'write lines such as "keySlots: 7"');
}
