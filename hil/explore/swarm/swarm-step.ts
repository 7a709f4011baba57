import type { YamlValue } from '../../record/recorded-step.ts';
import { VERBS, type Action } from '../../scenario/verbs/verbs.ts';
import type { Step } from '../../scenario/scenario.ts';
import { SWARM_CAR } from './swarm-world.ts';

/** One action of a run, as a scenario file writes it. */
export interface SwarmStep {
  readonly verb: keyof typeof VERBS;
  readonly value: YamlValue;
}

/** Whether a bench can run it. */
export function isSwarmStep(value: unknown): value is SwarmStep {
  if (typeof value !== 'object' || value === null || !('verb' in value) || !('value' in value)) return false;
  const { verb } = value;
  const known = Object.entries(VERBS).find(([name]) => name === verb)?.[1];
  return known?.schema.safeParse(value.value).success === true;
}

const compiled = new Map<string, Action>();
/** Runs repeat most of their steps; the rest is not kept. */
const MAX_COMPILED = 20_000;

/** The step as a bench runs it. Its checks are not used: the run is judged by the rules. */
export function compileStep({ verb, value }: SwarmStep): Step<Action> {
  const key = `${verb} ${JSON.stringify(value)}`;
  let action = compiled.get(key);
  if (action === undefined) {
    action = VERBS[verb].schema.parse(value);
    if (compiled.size < MAX_COMPILED) compiled.set(key, action);
  }
  const place = { index: 0, file: 'exploration.yaml', line: 1, column: 1 };
  return { ...place, phase: 'steps', car: SWARM_CAR, rules: [], note: null, action };
}
