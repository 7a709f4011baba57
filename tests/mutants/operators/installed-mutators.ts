// The list that Stryker's instrumenter takes its mutators from. It has no option for further ones and none for a choice
// among the mutants, so both are done to the list itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NUMERIC_MUTATORS, type Mutator, type SyntaxNode, type SyntaxPath } from './numeric-mutators.ts';

interface Position {
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

/** A mutant by its place. */
export interface Place {
  /** From the project's folder. */
  readonly file: string;
  readonly mutator: string;
  readonly replacement: string;
  readonly start: Position;
  readonly end: Position;
}

interface PlaceInFile extends Place {
  readonly length: number;
}

type Generate = (node: SyntaxNode) => { readonly code: string };

const instrumenter: string = import.meta.resolve('@stryker-mutator/instrumenter');

async function installed(): Promise<Mutator[]> {
  const list = (await import(new URL('mutators/mutate.js', instrumenter).href)) as { allMutators: Mutator[] };
  return list.allMutators;
}

/** Adds the numeric operators, once. */
export async function addOurOperators(): Promise<void> {
  const mutators = await installed();
  for (const mutator of NUMERIC_MUTATORS) {
    if (!mutators.some(({ name }) => name === mutator.name)) mutators.push(mutator);
  }
}

function placeKey(start: Position, end: Position): string {
  return [start.line, start.column, end.line, end.column].join(':');
}

/** A mutator does not know which file it is in; the file's length is as good as its name. */
function fileLength({ node, parentPath }: SyntaxPath): number {
  return parentPath === null ? Number(node['end']) : fileLength(parentPath);
}

function keepsOnly(mutator: Mutator, wanted: readonly PlaceInFile[], generate: Generate): Mutator {
  const places = Map.groupBy(wanted, ({ start, end }) => placeKey(start, end));
  return {
    ...mutator,
    *mutate(path: SyntaxPath, ...others) {
      const { loc } = path.node as { readonly loc?: { readonly start: Position; readonly end: Position } };
      const here = loc === undefined ? undefined : places.get(placeKey(loc.start, loc.end));
      if (here === undefined) return;
      const length = fileLength(path);
      for (const node of mutator.mutate(path, ...others)) {
        if (here.some((place) => place.length === length && place.replacement === generate(node).code)) yield node;
      }
    },
  };
}

/** Until the returned function is called, the mutators make these mutants alone. */
export async function restrictMutators(root: string, places: readonly Place[]): Promise<() => void> {
  const lengths = new Map(
    [...new Set(places.map(({ file }) => file))].map((file) => [file, readFileSync(join(root, file), 'utf8').length]),
  );
  const wanted = places.map((place) => ({ ...place, length: lengths.get(place.file) ?? 0 }));
  const mutators = await installed();
  const before = [...mutators];
  const { default: generate } = (await import(
    new URL('../../../../@babel/generator/lib/index.js', instrumenter).href
  )) as { default: Generate };
  const restricted = before.map((mutator) =>
    keepsOnly(
      mutator,
      wanted.filter((place) => place.mutator === mutator.name),
      generate,
    ),
  );
  mutators.splice(0, mutators.length, ...restricted);
  return () => mutators.splice(0, mutators.length, ...before);
}
