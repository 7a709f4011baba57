import { Command } from 'commander';
import { describeError, formatError } from '../../hil/cli/describe-error.ts';
import type { ExitCode } from '../../hil/cli/exit-code.ts';
import type { Terminal } from '../../hil/cli/terminal.ts';

type DefineCommand = (program: Command, terminal: () => Terminal, done: (code: ExitCode) => void) => void;

/** A terminal whose lines are kept, without styles. */
export class KeptTerminal implements Terminal {
  readonly isInteractive: boolean;
  readonly outLines: string[] = [];
  readonly errLines: string[] = [];
  readonly progressLines: string[] = [];

  constructor(isInteractive: boolean = false) {
    this.isInteractive = isInteractive;
  }

  out(text: string): void {
    this.outLines.push(text);
  }

  err(text: string): void {
    this.errLines.push(text);
  }

  progress(text: string): void {
    this.progressLines.push(text);
  }

  style(_style: unknown, text: string): string {
    return text;
  }

  /** The one line of JSON that was written. */
  get json(): unknown {
    const value: unknown = JSON.parse(this.outLines.join('\n'));
    return value;
  }
}

interface EndedCommand {
  readonly exitCode: ExitCode;
  readonly out: readonly string[];
  /** The lines of an error, too. */
  readonly err: readonly string[];
}

/** How an action ends: its exit code, or that of the error it throws. */
export async function ended(terminal: KeptTerminal, action: () => ExitCode | Promise<ExitCode>): Promise<EndedCommand> {
  const { outLines: out, errLines: err } = terminal;
  try {
    return { exitCode: await action(), out, err };
  } catch (error) {
    const description = describeError(error);
    err.push(...formatError(description, false).trimEnd().split('\n'));
    return { exitCode: description.exitCode, out, err };
  }
}

/** A program with one command. */
export class CommandUnderTest {
  readonly #program: Command;
  readonly #terminal = new KeptTerminal();
  #help = '';
  #exitCode: ExitCode = 0;

  constructor(define: DefineCommand) {
    this.#program = new Command('smartkey').helpOption('-h, --help', 'show help');
    define(
      this.#program,
      () => this.#terminal,
      (code) => {
        this.#exitCode = code;
      },
    );
    for (const command of withSubcommands(this.#program)) {
      command.exitOverride().configureOutput({
        writeOut: (text) => {
          this.#help += text;
        },
        writeErr: () => undefined,
        outputError: () => undefined,
        getOutHelpWidth: () => 200,
      });
    }
  }

  /** The arguments and the flags that a command line gives to the command's action, which does not run. */
  async parse(...line: readonly string[]): Promise<readonly unknown[]> {
    let given: readonly unknown[] = [];
    for (const command of withSubcommands(this.#program)) {
      command.action((...all: readonly unknown[]) => {
        given = all.slice(0, -1);
      });
    }
    await this.#program.parseAsync([...line], { from: 'user' });
    return given;
  }

  /** Runs a command line to its end. */
  async run(...line: readonly string[]): Promise<EndedCommand> {
    return ended(this.#terminal, async () => {
      await this.#program.parseAsync([...line], { from: 'user' });
      return this.#exitCode;
    });
  }

  /** The options that the help of a command lists, a line each, blanks in a row as two. */
  options(...names: readonly string[]): readonly string[] {
    let command = this.#program;
    for (const name of names) {
      const found = command.commands.find((one) => one.name() === name);
      if (found === undefined) throw new Error(`there is no command ${name}`);
      command = found;
    }
    command.outputHelp();
    const [, section = ''] = /\nOptions:\n(.*?)\n(?:\n|$)/s.exec(this.#help) ?? [];
    return section.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '));
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** The options that every command with results has, and help. */
export const OUTPUT_OPTIONS: readonly string[] = [
  '--json  machine-readable output',
  '--quiet  print only results and errors',
  '--no-color  disable color (also: NO_COLOR)',
  '-h, --help  show help',
];

/** The lines of an error in how the command line is written. */
export function usageLines(message: string): readonly string[] {
  const hint = message.includes(' given: ')
    ? 'remove the extra ones, or put a value that has blanks in quotes'
    : 'use --help to list commands, arguments and options';
  return [`error: ${message}`, `hint: ${hint}`];
}
