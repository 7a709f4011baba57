import { counted } from '../../../can-bus/text/counted.ts';
import { RULE_IDS, RULE_TITLES, whyUnseen, type RuleId } from '../../scenario/rules.ts';
import { formatProblem } from '../../scenario/scenario-problem.ts';
import { rulesOf, type Scenario } from '../../scenario/scenario.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { noScenario, select, warnOfCode } from './scenario-selection.ts';

export interface ListFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `smartkey list`: one block per scenario, then the existing tags and the rules that no scenario names. */
export async function listScenarios(
  selection: readonly string[],
  flags: ListFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { scenarios, problems, notRun } = await select(selection, 'named');
  if (problems.length > 0) throw usageError(problems.map(formatProblem).join('\n'), 'fix these lines');
  if (scenarios.length === 0) throw noScenario(notRun);
  if (flags.quiet !== true) warnOfCode(notRun, terminal);
  if (flags.json === true) terminal.out(JSON.stringify({ ...asData(scenarios), notRun }));
  else for (const line of lines(scenarios, flags.quiet === true, terminal)) terminal.out(line);
  return EXIT.passed;
}

function asData(scenarios: readonly Scenario[]): object {
  return {
    scenarios: scenarios.map((scenario) => {
      const { file, name, description, tags, steps } = scenario;
      return { file, name, description, tags, rules: rulesOf(scenario), steps: steps.length };
    }),
    rulesNotNamed: rulesNotNamed(scenarios),
  };
}

function rulesNotNamed(scenarios: readonly Scenario[]): readonly RuleId[] {
  const named = new Set(scenarios.flatMap(rulesOf));
  return RULE_IDS.filter((id) => !named.has(id) && whyUnseen(id) === null);
}

function lines(scenarios: readonly Scenario[], quiet: boolean, terminal: Terminal): readonly string[] {
  if (quiet) return scenarios.map(({ file, name }) => `${file}  ${name}`);
  const blocks = scenarios.flatMap((scenario) => {
    const { file, name, description, tags } = scenario;
    const rules = rulesOf(scenario).join(' ');
    const parts = [description, tags.map((tag) => `@${tag}`).join(' '), rules].filter(
      (part) => part !== null && part !== '',
    );
    return [
      `${terminal.style('bold', name)}  ${terminal.style('dim', file)}`,
      ...parts.map((part) => `    ${part ?? ''}`),
    ];
  });
  const tags = [...new Set(scenarios.flatMap((scenario) => scenario.tags))].sort();
  const missing = rulesNotNamed(scenarios).map((id) => `    ${id.padEnd(7)} ${RULE_TITLES[id]}`);
  return [
    ...blocks,
    '',
    `${counted(scenarios.length, 'scenario')}; tags: ${tags.map((tag) => `@${tag}`).join(' ')}`,
    ...(missing.length === 0 ? [] : ['rules that no scenario names:', ...missing]),
  ];
}
