/*
 * Scenarios in TypeScript: the same steps as in YAML, with the same names. This file is all of
 * `virtual-smart-key/scenario`, and imports only types, so that it loads at once.
 */
import type { ScenarioInput } from './scenario-input.ts';

export type * from './scenario-input.ts';

/** The result of {@link defineScenario}: a file's default export, or an element of a list. */
export interface DefinedScenario {
  readonly kind: 'virtual-smart-key/scenario';
  readonly input: ScenarioInput;
  /** Where it was defined, from 1: problems are reported there. */
  readonly line: number;
  readonly column: number;
}

/** Declares a scenario. It is checked, and its names are resolved, when it is run. */
export function defineScenario(input: ScenarioInput): DefinedScenario {
  const [, , caller = ''] = (new Error().stack ?? '').split('\n');
  const [, line = '1', column = '1'] = /:(\d+):(\d+)\)?$/.exec(caller) ?? [];
  return { kind: 'virtual-smart-key/scenario', input, line: Number(line), column: Number(column) };
}
