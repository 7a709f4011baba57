import { Command, CommanderError, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { usageWords } from '../../../../hil/cli/usage-words.ts';

const LIST = 'use --help to list commands, arguments and options';
const TOO_MUCH = 'remove the extra ones, or put a value that has blanks in quotes';

/** What commander says of a command line of a program with every kind of part. */
function said(...args: readonly string[]): string {
  const program = new Command('p').exitOverride().configureOutput({ writeErr: () => undefined });
  const define = (name: string): Command =>
    program
      .command(name)
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .action(() => undefined);
  define('none').requiredOption('--out <file>', 'a file');
  define('one')
    .argument('<file or folder>')
    .option('--bus <url>', 'a bus')
    .addOption(new Option('--time <mode>', 'time').choices(['real', 'virtual']))
    .addOption(new Option('-q, --quiet', 'quiet').conflicts('json'))
    .option('--json', 'as JSON');
  define('two').argument('<in>').argument('<out>');
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
  return '';
}

describe('what is wrong with a command line', () => {
  it.each([
    [['one', 'a', '--bsu', 'x'], 'there is no option --bsu', 'did you mean --bus?'],
    [['one', 'a', '--zzzzzz'], 'there is no option --zzzzzz', LIST],
    [['noen'], 'there is no command "noen"', 'did you mean none?'],
    [['one'], 'the argument <file or folder> is missing', LIST],
    [['none'], '--out <file> is missing', LIST],
    [['one', 'a', '--bus'], '--bus needs a value: <url>', LIST],
    [['none', '--out', 'x', 'a b'], 'none takes no arguments, and 1 is given: a b', TOO_MUCH],
    [['one', 'a', 'b'], 'one takes 1 argument, and 2 are given: a, b', TOO_MUCH],
    [['two', 'a', 'b', 'c'], 'two takes 2 arguments, and 3 are given: a, b, c', TOO_MUCH],
    [['one', 'a', '-q', '--json'], '--quiet and --json exclude each other', 'remove one of them'],
    [['one', 'a', '--time', "it's"], '--time must be one of real, virtual, not "it\'s"', LIST],
  ])('%j: %s', (args, message, hint) => {
    expect(usageWords(said(...args))).toEqual({ message, hint });
  });

  it('stays as it is said where no words of ours are known', () => {
    expect(usageWords('error: something else')).toEqual({ message: 'something else', hint: LIST });
  });
});
