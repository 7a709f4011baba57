import { selectorOf } from '../scenario/result.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** One entry in the order of a run. */
export interface PlannedRun {
  readonly scenario: Scenario;
  readonly repetition: { readonly number: number; readonly of: number } | null;
  /** A name for its files: letters, digits, dots and dashes; unique even where capitals make no difference. */
  readonly slug: string;
}

const LONGEST_SLUG = 100;

/** Every scenario as often as requested, its repetitions consecutively. */
export function planRuns(scenarios: readonly Scenario[], repeat: number): readonly PlannedRun[] {
  const taken = new Set<string>();
  return scenarios.flatMap((scenario) =>
    Array.from({ length: repeat }, (_, index): PlannedRun => {
      const repetition = repeat === 1 ? null : { number: index + 1, of: repeat };
      return { scenario, repetition, slug: slugOf(scenario, repetition?.number ?? null, taken) };
    }),
  );
}

function slugOf(scenario: Scenario, turn: number | null, taken: Set<string>): string {
  const words = selectorOf(scenario)
    .replace(/\.ya?ml|\.ts/, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const wanted = `${words.slice(-LONGEST_SLUG).replace(/^-/, '')}${turn === null ? '' : `-${turn}`}`;
  let slug = wanted;
  for (let again = 2; taken.has(slug.toLowerCase()); again++) slug = `${wanted}.${again}`;
  taken.add(slug.toLowerCase());
  return slug;
}
