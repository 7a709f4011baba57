import { Option, type Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { INPUT_FORMATS, INPUT_FORMATS_TEXT } from '../../trace/trace-format.ts';
import { addOutputFlags, collectWords, profileFlag, wholeNumber } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ExplainFlags } from './explain-action.ts';
import { DEFAULT_BIT_RATE } from '../../../can-bus/virtual-bus/bus-options.ts';

const LEAST_BIT_RATE = 1000;
const MOST_BIT_RATE = 8_000_000;

const EXAMPLES = `
The log of any vehicle: ${INPUT_FORMATS_TEXT}, also compressed with gzip or zstd.
Ids that ask and answer are found by what they say; --pair names them. A log
named - is standard input. Exit codes: 0 all rules kept, 1 a rule is broken, 2 the log cannot be read.

Examples:
  ${smartkey('explain')} session.log
  ${smartkey('explain')} drive.blf.gz --pair 6F1/12:612/F1 --json
  ${smartkey('explain')} session.log --junit reports/session.xml --html session.html
  ${smartkey('explain')} session.log --pdx vehicle.pdx
  candump -L can0 | ${smartkey('explain')} -
  ${smartkey('explain')} --bus socketcan:can0                        live, until Ctrl-C`;

export function defineExplain(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('explain')
    .description('explain a log in words, exchange by exchange, with the rules kept or broken')
    .argument('[trace]', `a log: ${INPUT_FORMATS_TEXT}`)
    .option('--bus <url>', 'explain a bus live, until Ctrl-C')
    .addOption(new Option('--from <format>', 'the format of the log').choices(INPUT_FORMATS))
    .addOption(
      new Option(
        '--pair <ids>',
        'ids that ask and answer, in hex: REQUEST[/ADDRESS]:RESPONSE[/ADDRESS]; repeatable',
      ).argParser(collectWords),
    )
    .option(
      '--bitrate <n>',
      'bits a second, for the bus load',
      wholeNumber(LEAST_BIT_RATE, MOST_BIT_RATE),
      DEFAULT_BIT_RATE,
    )
    .option('--pdx <file>', 'names of services and values from a diagnostic description (ODX package)')
    .option('--summary', 'print only the summary')
    .option('--skip-bad', 'skip what cannot be read, and explain the rest')
    .option('--junit <file>', 'write the rules as a JUnit report')
    .option('--html <file>', 'write the log as a page for the browser')
    .addOption(profileFlag())
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (trace: string | undefined, flags: ExplainFlags) => {
    const { explain } = await import('./explain-action.ts');
    done(await explain(trace, flags, terminal()));
  });
}
