import { dirname, join } from 'node:path';

import { decodeText } from '../../can-bus/text/decode-text.ts';
import { readInput } from '../read-input.ts';
import { nearestName } from '../../can-bus/text/nearest-name.ts';
import type { DataSource } from './data-source.ts';
import { describe, isMapping, valueAt } from './explain-issue.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import type { ScenarioProblem } from './scenario-problem.ts';
import {
  argumentsSchema,
  missing,
  readDeclarations,
  referenceIn,
  substitute,
  unknownParameter,
  type Parameters,
} from './parameters.ts';
import { MAX_STEPS } from './schema.ts';
import { YamlSource } from './yaml-source.ts';

/** Maximum nesting of fragments. */
const MAX_DEPTH = 8;
/** Extensions of a fragment's file. */
const FRAGMENT_FIELDS: readonly string[] = ['description', 'parameters', 'steps'];
/** Replaces a step that cannot be expanded, so that the rest can be checked. */
const NO_STEP = { advance: 0 };
const INCLUDE = 'include';
/** By the code of the error; for any other code the file is not there. */
const WHY_UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder',
  'usage/input-folder': 'is a folder',
  'usage/input-size': 'is too large',
  'usage/input-pipe': 'is a pipe to which nothing is written',
  EACCES: 'may not be read by you',
};

/** Reads the text of a fragment. @throws where it cannot */
export type ReadText = (path: string) => string;

export const readTextFile: ReadText = (path) => decodeText(readInput(path));

/** The replacement of `${name}`. */
type ValueOf = (parameter: string) => unknown;

/** The origin of a part of expanded data. */
interface Origin {
  readonly source: DataSource;
  readonly path: DataPath;
}

/** A scenario with its fragments included and its parameters replaced: one for each variant. */
export interface ExpandedScenario {
  /** Null where the file has no table of variants. */
  readonly variant: string | null;
  readonly value: unknown;
  readonly problems: readonly ScenarioProblem[];
  readonly originOf: (path: DataPath) => Origin;
}

/** Includes fragments and replaces parameters. Only the first variant where the declarations themselves are invalid. */
export function expandScenario(source: DataSource, read: ReadText = readTextFile): readonly ExpandedScenario[] {
  const { defaults, variants, problems } = readDeclarations(source.value);
  const located = problems.map((problem) => source.locate(problem));
  if (variants.length === 0) return [expandOne(source, null, defaults, located, read)];
  return variants.map(({ name, values }) => expandOne(source, name, { ...defaults, ...values }, located, read));
}

function expandOne(
  source: DataSource,
  variant: string | null,
  parameters: Parameters,
  problems: readonly ScenarioProblem[],
  read: ReadText,
): ExpandedScenario {
  const expansion = new Expansion(read);
  // A missing value has been reported where the parameter is declared.
  const values = new Map<string, unknown>(Object.entries(parameters));
  const value = expansion.expand(source, [...values.keys()], (parameter) => values.get(parameter));
  return {
    variant,
    value,
    problems: [...problems, ...expansion.problems],
    originOf: (path) => expansion.originOf(source, path),
  };
}

/** One pass over a scenario and everything that it includes. */
class Expansion {
  readonly problems: ScenarioProblem[] = [];
  readonly #read: ReadText;
  readonly #origins: { readonly given: Origin[]; readonly steps: Origin[] } = { given: [], steps: [] };
  #inserted = 0;

  constructor(read: ReadText) {
    this.#read = read;
  }

  /** The scenario's data without parameters, variants and includes. */
  expand(source: DataSource, known: readonly string[], valueOf: ValueOf): unknown {
    if (!isMapping(source.value)) return source.value;
    const { include, given, steps } = source.value;
    const rest = without(source.value, ['parameters', 'variants', INCLUDE, 'given', 'steps']);
    const scope: Scope = { source, known, valueOf, chain: [source.file] };
    const others = this.#replace(rest, scope, []);
    const ahead = include === undefined ? [] : this.#includeAll(include, scope);
    const first = Array.isArray(given) ? this.#steps(given, ['given'], scope) : [];
    const before = [...ahead, ...first];
    this.#origins.given.push(...before.map(({ origin }) => origin));
    const lists: Record<string, unknown> = {};
    if (given !== undefined || before.length > 0) {
      lists['given'] = given === undefined || Array.isArray(given) ? before.map(({ step }) => step) : given;
    }
    if (Array.isArray(steps)) {
      const placed = this.#steps(steps, ['steps'], scope);
      this.#origins.steps.push(...placed.map(({ origin }) => origin));
      lists['steps'] = placed.map(({ step }) => step);
    } else if (steps !== undefined) lists['steps'] = steps;
    return isMapping(others) ? { ...others, ...lists } : others;
  }

  originOf(source: DataSource, path: DataPath): Origin {
    const [list, place, ...inside] = path;
    if ((list === 'given' || list === 'steps') && typeof place === 'number') {
      const origin = this.#origins[list][place];
      if (origin !== undefined) return { source: origin.source, path: [...origin.path, ...inside] };
    }
    return { source, path };
  }

  #steps(steps: readonly unknown[], path: DataPath, scope: Scope): readonly PlacedStep[] {
    return steps.flatMap((step: unknown, index): readonly PlacedStep[] => {
      const here = [...path, index];
      if (isMapping(step) && Object.hasOwn(step, INCLUDE)) return this.#include(step, here, scope);
      return [{ step: this.#replace(step, scope, here), origin: { source: scope.source, path: here } }];
    });
  }

  /** The list at the top of a scenario. */
  #includeAll(list: unknown, scope: Scope): readonly PlacedStep[] {
    if (!Array.isArray(list)) {
      this.#report(scope.source, [INCLUDE], describe(list), 'a list of fragment files');
      return [];
    }
    return list.flatMap((entry: unknown, index) => this.#include({ [INCLUDE]: entry }, [INCLUDE, index], scope, false));
  }

  #include(
    step: Readonly<Record<string, unknown>>,
    path: DataPath,
    scope: Scope,
    isStep = true,
  ): readonly PlacedStep[] {
    const target = isStep ? [...path, INCLUDE] : path;
    const { [INCLUDE]: what, car } = step;
    const [foreign] = Object.keys(without(step, [INCLUDE, 'car', 'note']));
    if (foreign !== undefined) {
      this.#report(
        scope.source,
        [...path, foreign],
        `"${foreign}"`,
        'only include, with car and note as optional fields',
        true,
      );
    }
    if (this.#inserted > MAX_STEPS) return [];
    const wanted = this.#wantedFile(what, target, scope);
    const fragment = wanted === null ? null : this.#open(wanted.file, wanted.at, scope);
    if (wanted === null || fragment === null) return this.#nothing(scope, path);
    const inner = this.#scopeOf(fragment, wanted, target, scope);
    const list = isMapping(fragment.value) ? fragment.value['steps'] : undefined;
    if (!Array.isArray(list)) {
      this.#report(fragment, ['steps'], describe(list), 'a fragment: a mapping with a list of steps');
      return this.#nothing(scope, path);
    }
    this.#inserted += list.length;
    if (this.#inserted > MAX_STEPS) {
      this.#report(scope.source, target, 'too many steps', `at most ${MAX_STEPS} steps`);
      return this.#nothing(scope, path);
    }
    const placed = this.#steps(list, ['steps'], inner);
    if (car === undefined) return placed;
    const own = this.#replace(car, scope, [...path, 'car']);
    return placed.map(({ step: inserted, origin }) => ({
      step: isMapping(inserted) && !Object.hasOwn(inserted, 'car') ? { ...inserted, car: own } : inserted,
      origin,
    }));
  }

  #wantedFile(what: unknown, path: DataPath, { source }: Scope): Wanted | null {
    if (typeof what === 'string') return { file: what, at: path, given: {} };
    const known = ['file', 'with'];
    const expected = 'the path of a fragment file, or {file, with}';
    if (!isMapping(what) || typeof what['file'] !== 'string') {
      this.#report(source, path, describe(what), expected);
      return null;
    }
    for (const field of Object.keys(what)) {
      if (known.includes(field)) continue;
      this.#report(source, [...path, field], `"${field}"`, expected, true, nearestName(field, known));
    }
    const given = argumentsSchema.safeParse(what['with'] ?? {});
    if (!given.success) {
      this.#report(source, [...path, 'with'], describe(what['with']), 'names of parameters with their values');
    }
    return { file: what['file'], at: [...path, 'file'], given: given.data ?? {} };
  }

  #open(file: string, path: DataPath, { source, chain }: Scope): DataSource | null {
    const place = join(dirname(source.file), file);
    if (chain.includes(place)) {
      this.#report(source, path, `${place} again`, `no circle: ${[...chain, place].join(' includes ')}`);
      return null;
    }
    if (chain.length > MAX_DEPTH) {
      this.#report(source, path, `a fragment ${chain.length} deep`, `at most ${MAX_DEPTH} fragments within another`);
      return null;
    }
    const read = this.#textOf(place);
    if ('why' in read) {
      this.#report(source, path, `"${file}"`, `a readable file; ${place} ${read.why}`);
      return null;
    }
    const fragment = new YamlSource(read.text, place);
    this.problems.push(...fragment.problems);
    return fragment.problems.length > 0 ? null : fragment;
  }

  /** Or why the file cannot be read. */
  #textOf(place: string): { readonly text: string } | { readonly why: string } {
    try {
      return { text: this.#read(place) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      const code = String(error.code);
      return { why: WHY_UNREADABLE[code] ?? 'does not exist' };
    }
  }

  /** Values of a fragment's own parameters: its defaults, overridden by those of the include. */
  #scopeOf(fragment: DataSource, { given }: Wanted, path: DataPath, scope: Scope): Scope {
    const { defaults, problems } = readDeclarations(fragment.value);
    this.problems.push(...problems.map((problem) => fragment.locate(problem)));
    if (isMapping(fragment.value)) {
      for (const field of Object.keys(fragment.value)) {
        if (FRAGMENT_FIELDS.includes(field)) continue;
        const expected = `one of ${FRAGMENT_FIELDS.join(', ')}`;
        this.#report(fragment, [field], `"${field}"`, expected, true, nearestName(field, FRAGMENT_FIELDS));
      }
    }
    const values = new Map<string, unknown>(Object.entries(defaults));
    for (const [name, value] of Object.entries(given)) {
      const here = [...path, 'with', name];
      if (!values.has(name)) this.#push(scope.source, unknownParameter(here, name, defaults));
      values.set(name, this.#replace(value, scope, here));
    }
    const open = missing(defaults);
    if (open !== undefined && !Object.hasOwn(given, open)) {
      this.#report(scope.source, path, `no ${open}`, `with: {${open}: …}, which has no default in ${fragment.file}`);
    }
    const known = [...values.keys()];
    return { source: fragment, known, valueOf: (name) => values.get(name), chain: [...scope.chain, fragment.file] };
  }

  #replace(data: unknown, { source, known, valueOf }: Scope, path: DataPath): unknown {
    const problems: DataProblem[] = [];
    const replaced = substitute(data, known, valueOf, path, problems);
    for (const problem of problems) this.#push(source, problem);
    return replaced;
  }

  #nothing({ source }: Scope, path: DataPath): readonly PlacedStep[] {
    return [{ step: NO_STEP, origin: { source, path } }];
  }

  #report(
    source: DataSource,
    path: DataPath,
    found: string,
    expected: string,
    atKey = false,
    meant: string | null = null,
  ): void {
    this.#push(source, { path, atKey, found, expected, meant });
  }

  #push(source: DataSource, problem: DataProblem): void {
    this.problems.push(source.locate(problem));
  }
}

function without(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !names.includes(field)));
}

interface Scope {
  readonly source: DataSource;
  readonly known: readonly string[];
  readonly valueOf: ValueOf;
  /** Files from the scenario to this one. */
  readonly chain: readonly string[];
}

interface PlacedStep {
  readonly step: unknown;
  readonly origin: Origin;
}

interface Wanted {
  readonly file: string;
  /** The place of the file's name. */
  readonly at: DataPath;
  readonly given: Parameters;
}

/** The parameter from which a value of the expanded data came; null where the value was written literally. */
export function parameterAt({ source, path }: Origin): string | null {
  return referenceIn(valueAt(source.value, path));
}
