import { Command, CommanderError } from 'commander';

import packageJson from '../../package.json' with { type: 'json' };
import { defineCar } from './commands/car.ts';
import { defineConformance } from './commands/conformance.ts';
import { defineConvert } from './commands/convert.ts';
import { defineDealer } from './commands/dealer.ts';
import { defineDiff } from './commands/diff.ts';
import { defineEject } from './commands/eject.ts';
import { defineDoctor } from './commands/doctor.ts';
import { defineExplain } from './commands/explain.ts';
import { defineExport } from './commands/export.ts';
import { defineExplore } from './commands/explore.ts';
import { defineList } from './commands/list.ts';
import { defineMerge } from './commands/merge.ts';
import { defineReplay } from './commands/replay.ts';
import { defineRecord } from './commands/record.ts';
import { defineRun } from './commands/run.ts';
import { defineTool } from './commands/tool.ts';
import { leavesUtilityOpen, runChosen } from './commands/tool-chooser.ts';
import { defineValidate } from './commands/validate.ts';
import { defineView } from './commands/view.ts';
import { defineWorker } from './commands/worker.ts';
import { describeError, formatError } from './describe-error.ts';
import { checkEmptyNames } from './empty-names.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { isJson } from './output-flags.ts';
import { smartkey } from '../smartkey.ts';
import { createTerminal, type OutputStream, type Terminal } from './terminal.ts';
import { DEFAULT_BUS } from '../default-addresses.ts';

/** Declares one command: its flags, and an action that loads the rest and passes its exit code to `done`. */
type DefineCommand = (program: Command, terminal: () => Terminal, done: (code: ExitCode) => void) => void;

/** In the order of the help. */
const COMMANDS: readonly DefineCommand[] = [
  defineCar,
  defineTool,
  defineDealer,
  defineRun,
  defineMerge,
  defineWorker,
  defineReplay,
  defineView,
  defineRecord,
  defineExplain,
  defineConvert,
  defineDiff,
  defineExport,
  defineList,
  defineValidate,
  defineEject,
  defineConformance,
  defineExplore,
  defineDoctor,
];

const EXAMPLES = `
Examples:
  ${smartkey('car')}                                  start the car for a scan tool on ${DEFAULT_BUS}
  ${smartkey('car')} --time virtual --json            for a script that advances time itself
  ${smartkey('tool read')}                            read its Smart Key ECU
  ${smartkey('run')} scenarios                        run every scenario in virtual time
  ${smartkey('replay')} reports/bundles/…             repeat a failed one, bit for bit
  ${smartkey('conformance')} --bus virtual            check an ECU against the rules of ISO-TP and UDS
  ${smartkey('doctor')}                               check what this machine supports

Exit codes: 0 passed, 1 a scenario failed, 2 usage, 3 inconclusive, 4 nothing selected, 5 bench,
6 not deterministic, 7 gate missed, 70 internal error, 130 interrupted.`;

/** The environment of a command line. */
interface CliContext {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one command line. Never throws: every error is reported on stderr and becomes an exit code.
 *
 * @param args without the paths of Node and of the program
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  const { stdout, stderr, env } = context;
  let exitCode: ExitCode = EXIT.passed;
  const terminal = (): Terminal => createTerminal({ stdout, stderr, env, noColor: args.includes('--no-color') });
  if (leavesUtilityOpen(args) && terminal().isInteractive && process.stdin.isTTY) {
    const { stdin: input, stdout: output } = process;
    const environment = args.includes('--no-color') ? { ...env, NO_COLOR: '1' } : env;
    return await runChosen(args, { input, output, environment }, (chosen) => runCli(chosen, context));
  }
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  overrideExit(program, context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.passed;
    // The command is missing; commander has listed the available ones.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
    const description = describeError(error);
    stderr.write(formatError(description, isJson(args)));
    return description.exitCode;
  }
}

function createProgram(terminal: () => Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command('smartkey')
    .description('A virtual car for developers and users of scan tools, with its test harness.')
    .version(packageJson.version, '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .hook('preAction', (_program, command) => checkEmptyNames(command));
  for (const define of COMMANDS) define(program, terminal, done);
  return program;
}

/** Help is written as commander does it; errors are thrown, and reported in one form. */
function overrideExit(program: Command, { stdout, stderr }: CliContext): void {
  for (const command of withSubcommands(program)) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
    });
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
