import { flowText } from '../../record/flow-text.ts';
import { yamlValueOf } from '../../record/yaml-value.ts';
import { isRuleId } from '../../scenario/rules.ts';
import type { SwarmFailure } from '../swarm/run-group.ts';
import { REGISTERED_KEYS, swarmKeyForms } from '../swarm/swarm-world.ts';
import type { Violation } from '../swarm/violation.ts';
import { expectedSteps } from './expected-steps.ts';
import type { RepeatedStep } from './repeat-run.ts';
import { writeStep } from './written-step.ts';

/** The scenario file of a shrunk failure: its last step fails until the firmware keeps the rule. */
export function failureScenario(failure: SwarmFailure, steps: readonly RepeatedStep[], violation: Violation): string {
  const { profile, seed, group } = failure;
  const last = steps.at(-1);
  const written = steps.slice(0, -1).map((step) => writeStep(step));
  const lines = [
    ...written.map(({ verb, value }) => `  - ${verb}: ${flowText(value)}`),
    ...(last === undefined ? [] : lastLines(last, violation)),
  ];
  const used = lines.join('\n');
  const keys = Object.entries(swarmKeyForms()).filter(
    ([name]) => REGISTERED_KEYS.includes(name) || used.includes(name),
  );
  return [
    `name: ${flowText(`${violation.rule}: ${violation.aspect}`)}`,
    'description: >-',
    `  Found by exploration, seed ${seed}, group ${group}, and shrunk. The rules: ${violation.oracle}. The firmware: ${violation.firmware}.`,
    'tags: [explored]',
    `seed: ${seed}`,
    `cars: ${flowText({ car: { registered: [...REGISTERED_KEYS], profile: yamlValueOf(profile) } })}`,
    'keys:',
    ...keys.map(([name, form]) => `  ${name}: ${flowText(form)}`),
    'steps:',
    ...lines,
    '',
  ].join('\n');
}

function lastLines(last: RepeatedStep, violation: Violation): readonly string[] {
  const steps = expectedSteps(last, violation);
  const rule = violation.rule;
  return steps.flatMap(({ verb, value }, index) => {
    const line = `  - ${verb}: ${flowText(value)}`;
    if (index < steps.length - 1) return [line];
    // Rules of conformance have no place in a scenario: the note names them.
    const rules = isRuleId(rule) ? [`    rules: ${flowText([rule])}`] : [];
    const note = `${rule}: rules ${violation.oracle}; firmware ${violation.firmware}`;
    return [line, ...rules, `    note: ${flowText(note)}`];
  });
}
