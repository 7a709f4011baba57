import { formatProblem } from '../../scenario/scenario-problem.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { noScenario, select, warnOfCode } from './scenario-selection.ts';

export interface ValidateFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `smartkey validate`: lists all problems of all files; 2 where there is one. */
export async function validateScenarios(
  words: readonly string[],
  flags: ValidateFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { scenarios, problems, notRun } = await select(words, 'named');
  if (scenarios.length + problems.length === 0) throw noScenario(notRun);
  if (flags.json === true) {
    terminal.out(JSON.stringify({ valid: scenarios.map(({ file }) => file), problems, notRun }));
  } else {
    for (const problem of problems) terminal.out(formatProblem(problem));
    const files = new Set(problems.map(({ file }) => file)).size;
    const broken =
      problems.length === 0
        ? ''
        : `, ${files} invalid (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'})`;
    if (flags.quiet !== true) {
      warnOfCode(notRun, terminal);
      terminal.out(`${scenarios.length} valid${broken}`);
    }
  }
  return problems.length === 0 ? EXIT.passed : EXIT.usage;
}
