import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { scenarioLines, summaryLines } from '../../report/console.ts';
import { reportAsData, totalsOf, type ReportedResult, type Totals } from '../../report/run-report.ts';
import { selectorOf } from '../../scenario/result.ts';
import { runScenario } from '../../scenario/run-scenario.ts';
import type { ProfileFields, Scenario } from '../../scenario/scenario.ts';
import { VirtualBench } from '../../scenario/virtual-bench.ts';
import { usageError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadProfile } from '../load-profile.ts';
import type { Terminal } from '../terminal.ts';
import type { RunFlags } from './run.ts';
import { selectOrExplain } from './scenario-selection.ts';

/** `smartkey run`: all that is selected, in the order of the words. Nothing runs while one of the files is invalid. */
export async function runScenarios(
  selection: readonly string[],
  flags: RunFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  checkBench(flags);
  if (selection.length === 0) {
    terminal.err('nothing is selected: name files, folders or tags, such as "smartkey run scenarios"');
    return EXIT.nothingSelected;
  }
  const profile = await profileFieldsOf(flags.profile);
  const scenarios = await selectOrExplain(selection, terminal);
  if (scenarios.length === 0) return EXIT.nothingSelected;
  const reported = await runAll(scenarios, profile, flags, terminal);
  if (flags.json === true) terminal.out(JSON.stringify(reportAsData(reported)));
  else {
    const lines = summaryLines(reported, (style, text) => terminal.style(style, text), flags.quiet !== true);
    for (const line of lines) terminal.out(line);
  }
  return exitCodeOf(totalsOf(reported));
}

/** A failure says more than a bench's trouble, and that more than an open question. */
function exitCodeOf(totals: Totals): ExitCode {
  if (totals.fail > 0) return EXIT.failed;
  if (totals.error > 0) return EXIT.bench;
  return totals.inconclusive > 0 ? EXIT.inconclusive : EXIT.passed;
}

function checkBench({ bus, time }: RunFlags): void {
  const other = bus?.find((url) => url !== 'virtual');
  if (other !== undefined) {
    throw usageError(
      `scenarios cannot run on the bus ${other}`,
      'for run there is --bus virtual, which is the default',
    );
  }
  if (time === 'real')
    throw usageError('scenarios run in virtual time only', 'leave --time out, or give --time virtual');
}

async function profileFieldsOf(path: string | undefined): Promise<ProfileFields> {
  if (path === undefined) return {};
  // Refuses an invalid one, naming the field; the fields themselves are put together with each scenario's.
  await loadProfile(path);
  const { parse } = await import('../yaml.ts');
  const fields: unknown = parse(await readFile(path, 'utf8'));
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}

async function runAll(
  scenarios: readonly Scenario[],
  profile: ProfileFields,
  flags: RunFlags,
  terminal: Terminal,
): Promise<readonly ReportedResult[]> {
  const clock = new RealClock();
  const reported: ReportedResult[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    terminal.progress(`${index + 1} of ${scenarios.length}: ${scenario.name}`);
    // Lets Ctrl-C through between two scenarios.
    await setImmediate();
    const startUs = clock.nowUs();
    const result = await runScenario(
      scenario,
      (chosen, seed) => new VirtualBench(chosen, { seed, profile }),
      flags.seed ?? null,
    );
    const entry = {
      result,
      realUs: clock.nowUs() - startUs,
      repeat: repeatCommand(selectorOf(result), result.seed, flags.profile),
    };
    reported.push(entry);
    if (flags.json === true || (flags.quiet === true && result.verdict === 'pass')) continue;
    for (const line of scenarioLines(entry, (style, text) => terminal.style(style, text))) terminal.out(line);
  }
  return reported;
}

function repeatCommand(file: string, seed: number, profile: string | undefined): string {
  const words = [
    'smartkey',
    'run',
    file,
    '--seed',
    String(seed),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ];
  return words.map((word) => (/^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
