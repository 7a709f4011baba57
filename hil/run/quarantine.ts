import { z } from 'zod';

import { usageError } from '../../can-bus/errors/operation-error.ts';
import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { selectorOf } from '../scenario/result.ts';
import { formatProblem } from '../scenario/scenario-problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { findUnusableNames } from '../scenario/unusable-names.ts';

const FORM = 'lines such as "scenarios/keys/buttons.yaml: flutters since the new body ECU, see issue 12"';
const listSchema = z.record(z.string(), z.string().trim().min(1));

/** Scenarios that are run and reported but not counted, each with the reason. */
export class Quarantine {
  readonly #reasons: ReadonlyMap<string, string>;

  private constructor(reasons: ReadonlyMap<string, string>) {
    this.#reasons = reasons;
  }

  static readonly NONE: Quarantine = new Quarantine(new Map());

  /**
   * From a YAML text.
   *
   * @throws OperationError (usage) for a text that is not YAML, with its place; and as {@link from}
   */
  static async read(text: string, path: string): Promise<Quarantine> {
    const { YamlSource } = await import('../scenario/yaml-source.ts');
    const source = new YamlSource(text, path);
    const [problem] = source.problems;
    if (problem !== undefined) throw usageError(`quarantine ${formatProblem(problem)}`, `write ${FORM}`);
    return Quarantine.from(source.value, path);
  }

  /**
   * From a mapping of files or names to reasons.
   *
   * @param value as read from a file
   * @throws OperationError (usage) for another form, or an entry without a reason
   */
  static from(value: unknown, path: string): Quarantine {
    const [unusable] = findUnusableNames(value);
    if (unusable !== undefined) {
      throw usageError(`quarantine ${path} has an entry ${unusable.found}, which names no scenario`, `write ${FORM}`);
    }
    const parsed = listSchema.safeParse(value ?? {});
    if (parsed.success) return new Quarantine(new Map(Object.entries(parsed.data)));
    const [issue] = parsed.error.issues;
    const entry = issue?.path[0];
    const what =
      entry === undefined ? 'is not a list of scenarios with reasons' : `has no reason for "${String(entry)}"`;
    throw usageError(`quarantine ${path} ${what}`, `write ${FORM}`);
  }

  /** The reason by its file, its file and variant, or its name; null where it is not quarantined. */
  reasonFor(scenario: Scenario): string | null {
    return wordsFor(scenario).reduce<string | null>((reason, word) => reason ?? this.#reasons.get(word) ?? null, null);
  }

  /** Entries that match none of these scenarios, with the nearest match. */
  strangers(scenarios: readonly Scenario[]): readonly { readonly entry: string; readonly meant: string | null }[] {
    const words = scenarios.flatMap(wordsFor);
    return [...this.#reasons.keys()]
      .filter((entry) => !words.includes(entry))
      .map((entry) => ({ entry, meant: nearestName(entry, words) }));
  }
}

function wordsFor(scenario: Scenario): readonly string[] {
  return [...new Set([selectorOf(scenario), scenario.file, scenario.name])];
}
