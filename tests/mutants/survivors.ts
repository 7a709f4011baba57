// Why a mutant may survive: every survivor is argued in survivors.json, and every argument has its survivor.
import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { z } from 'zod';
import { describeMutant, type JudgedMutant } from './mutant.ts';

const argument = z.strictObject({
  /** A glob. */
  file: z.string(),
  /** The source line without indentation, or a regular expression between slashes. */
  line: z.string(),
  /** `mutator: original → replacement`, or a regular expression between slashes. */
  change: z.string(),
  /** How many survivors it argues at most. */
  survivors: z.int().positive(),
  why: z.string().min(20),
});

export type Argument = z.infer<typeof argument>;

export function readArguments(url: URL): readonly Argument[] {
  return z.array(argument).parse(JSON.parse(readFileSync(url, 'utf8')));
}

function matches(pattern: string, text: string): boolean {
  const [, expression] = /^\/(.+)\/$/s.exec(pattern) ?? [];
  return expression === undefined ? pattern === text : new RegExp(expression, 's').test(text);
}

/** What `change` of an argument is compared with. */
export function changeOf({ mutator, original, replacement }: JudgedMutant): string {
  return `${mutator}: ${original} → ${replacement}`;
}

export function argues({ file, line, change }: Argument, mutant: JudgedMutant): boolean {
  return matchesGlob(mutant.file, file) && matches(line, mutant.line) && matches(change, changeOf(mutant));
}

/** What is wrong with the arguments, a sentence each. `whole`: those of whose files all mutants were run. */
export function checkArguments(
  all: readonly Argument[],
  mutants: readonly JudgedMutant[],
  whole: readonly Argument[],
): readonly string[] {
  const survivors = mutants.filter(({ outcome }) => outcome === 'survived' || outcome === 'does-not-compile');
  const problems: string[] = [];
  const counts = new Map<Argument, number>();
  for (const survivor of survivors) {
    const found = all.find((each) => argues(each, survivor));
    if (found === undefined && survivor.outcome === 'does-not-compile') continue;
    if (found === undefined) problems.push(`survives, and is not argued: ${describeMutant(survivor)}`);
    else counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  for (const each of all) {
    const count = counts.get(each) ?? 0;
    const name = `${each.file}, ${each.line}, ${each.change}`;
    if (count > each.survivors) problems.push(`argues ${each.survivors}, but ${count} survive: ${name}`);
    if (count === 0 && whole.includes(each)) problems.push(`argues a mutant that does not survive: ${name}`);
  }
  return problems;
}
