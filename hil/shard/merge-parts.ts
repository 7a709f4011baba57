import { partError } from './part-file.ts';
import type { Part, PartHead } from './part.ts';

/** Parts that belong together, and the results of all units in their order. */
export interface MergedParts {
  /** In the order of their shards; at least one. */
  readonly parts: readonly Part[];
  readonly head: PartHead;
  readonly results: readonly unknown[];
}

/** Longer lists of numbers are cut in a message. */
const NUMBERS_SHOWN = 10;

/**
 * Puts the parts of one work together, in any order.
 *
 * @throws OperationError (usage/part) where one is missing or there twice, or where they are of different works
 */
export function mergeParts(given: readonly Part[]): MergedParts {
  const parts = given.toSorted((a, b) => a.head.shard.number - b.head.shard.number);
  const [first] = parts;
  if (first === undefined) throw partError('no parts are given', 'name the folders that the shards wrote');
  for (const part of parts) checkSame(first, part);
  checkShards(parts, first.head.shard.of);
  return { parts, head: first.head, results: resultsOf(parts, first.head.units) };
}

function checkSame(first: Part, part: Part): void {
  const facts = (head: PartHead): Readonly<Record<string, string>> => ({
    command: head.kind,
    ...head.sameness,
    'number of shards': String(head.shard.of),
    units: String(head.units),
  });
  const [ours, theirs] = [facts(first.head), facts(part.head)];
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [a, b] = [ours[name] ?? 'none', theirs[name] ?? 'none'];
    if (a === b) continue;
    throw partError(
      `parts of different work: ${name} is ${a} in ${first.folder}, and ${b} in ${part.folder}`,
      'run all shards with the same version, commit and options',
    );
  }
}

function checkShards(parts: readonly Part[], of: number): void {
  const folders = new Map<number, string>();
  for (const { head, folder } of parts) {
    const known = folders.get(head.shard.number);
    if (known !== undefined) {
      throw partError(`shard ${head.shard.number}/${of} is there twice: ${known} and ${folder}`, 'name one of them');
    }
    folders.set(head.shard.number, folder);
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((number) => !folders.has(number));
  if (missing.length === 0) return;
  const names = list(missing.map((number) => `${number}/${of}`));
  throw partError(`missing: shard ${names}`, 'run it again with the same command, and name its part too');
}

function resultsOf(parts: readonly Part[], units: number): readonly unknown[] {
  const owners = new Map<number, { readonly folder: string; readonly result: unknown }>();
  for (const { folder, units: own } of parts) {
    for (const { unit, result } of own) {
      const known = owners.get(unit);
      if (known !== undefined) {
        throw partError(
          `parts overlap: unit ${unit + 1} is in ${known.folder} and in ${folder}`,
          'run all shards with the same durations',
        );
      }
      owners.set(unit, { folder, result });
    }
  }
  const order = Array.from({ length: units }, (_, unit) => unit);
  const missing = order.filter((unit) => !owners.has(unit));
  if (missing.length > 0) {
    throw partError(
      `missing in all parts: unit ${list(missing.map((unit) => String(unit + 1)))} of ${units}`,
      'run all shards with the same durations',
    );
  }
  return order.map((unit) => owners.get(unit)?.result);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, NUMBERS_SHOWN).join(', ');
  return names.length > NUMBERS_SHOWN ? `${shown} and ${names.length - NUMBERS_SHOWN} more` : shown;
}
