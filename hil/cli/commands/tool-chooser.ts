import type { ExitCode } from '../exit-code.ts';
import { EXIT } from '../exit-code.ts';
import type { ChooserOptions } from '../../tool/guided/symptom-chooser.ts';

const UTILITIES: readonly string[] = ['reset', 'register', 'erase', 'read', 'faults', 'clear', 'help'];
const HELP: readonly string[] = ['-h', '--help'];

/** Whether it is `smartkey tool` without a utility, alone or with flags: in a terminal that is chosen by symptom. */
export function leavesUtilityOpen([command, ...rest]: readonly string[]): boolean {
  const [first = '-'] = rest;
  if (command !== 'tool' || !first.startsWith('-')) return false;
  return !rest.some((arg) => UTILITIES.includes(arg) || HELP.includes(arg));
}

/**
 * Has the technician choose by symptom, and runs what that leads to; the next only after the one before has been done.
 *
 * @param args as given; the chosen utility goes between `tool` and its flags
 */
export async function runChosen(
  args: readonly string[],
  options: ChooserOptions,
  run: (args: readonly string[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const [{ chooseBySymptom, confirmNext }, { ExitPromptError }] = await Promise.all([
    import('../../tool/guided/symptom-chooser.ts'),
    import('@inquirer/core'),
  ]);
  const [command = 'tool', ...flags] = args;
  try {
    let exitCode: ExitCode = EXIT.passed;
    for (const [index, utility] of (await chooseBySymptom(options)).entries()) {
      if (index > 0 && !(await confirmNext(options))) break;
      exitCode = await run([command, utility, ...flags]);
      if (exitCode !== EXIT.passed) break;
    }
    return exitCode;
  } catch (error) {
    if (error instanceof ExitPromptError) return EXIT.interrupted;
    throw error;
  }
}
