import { formatMistake } from '../../scenario/mistake.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { noScenario, select, warnOfCode } from './scenario-selection.ts';

export interface ValidateFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `smartkey validate`: all mistakes of all files; 2 where there is one. */
export async function validateScenarios(
  words: readonly string[],
  flags: ValidateFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { scenarios, mistakes, notRun } = await select(words, 'named');
  if (scenarios.length + mistakes.length === 0) throw noScenario(notRun);
  if (flags.json === true) {
    terminal.out(JSON.stringify({ valid: scenarios.map(({ file }) => file), mistakes, notRun }));
  } else {
    for (const mistake of mistakes) terminal.out(formatMistake(mistake));
    const files = new Set(mistakes.map(({ file }) => file)).size;
    const broken = mistakes.length === 0 ? '' : `, ${files} not (${mistakes.length} mistakes)`;
    if (flags.quiet !== true) {
      warnOfCode(notRun, terminal);
      terminal.out(`${scenarios.length} valid${broken}`);
    }
  }
  return mistakes.length === 0 ? EXIT.passed : EXIT.usage;
}
