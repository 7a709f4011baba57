import packageJson from '../../../package.json' with { type: 'json' };
import { examineBus } from '../../doctor/examine-bus.ts';
import { examine } from '../../doctor/examine.ts';
import type { Finding, FindingStatus } from '../../doctor/finding.ts';
import { THIS_MACHINE } from '../../doctor/machine.ts';
import { verdictsOf, type Verdict } from '../../doctor/verdicts.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { TextStyle } from '../../report/text-style.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `smartkey doctor`, as commander returns them. */
export interface DoctorFlags {
  readonly bus?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const STYLES: Readonly<Record<FindingStatus, TextStyle>> = { ok: 'green', warn: 'yellow', missing: 'red' };
const STATUS_WIDTH = 7;

/**
 * `smartkey doctor`: a verdict for each transport, then the findings behind it; each hint once. Exit 5 only where a
 * requested bus is not available.
 */
export async function runDoctor(flags: DoctorFlags, terminal: Terminal): Promise<ExitCode> {
  const buses: Finding[] = [];
  for (const url of flags.bus ?? []) buses.push(await examineBus(url));
  const machine = await examine(THIS_MACHINE, packageJson.engines.node);
  const verdicts = verdictsOf(machine);
  const exitCode = buses.some(({ status }) => status === 'missing') ? EXIT.bench : EXIT.passed;
  if (flags.json === true) terminal.out(JSON.stringify({ findings: [...machine, ...buses], verdicts }));
  else for (const line of reportLines({ verdicts, machine, buses }, flags.quiet === true, terminal)) terminal.out(line);
  return exitCode;
}

interface Examined {
  readonly verdicts: readonly Verdict[];
  readonly machine: readonly Finding[];
  readonly buses: readonly Finding[];
}

function reportLines({ verdicts, machine, buses }: Examined, quiet: boolean, terminal: Terminal): readonly string[] {
  const shownHints = new Set(verdicts.map(({ command }) => command));
  const findingLines = (findings: readonly Finding[]): readonly string[] =>
    findings
      .filter(({ status }) => !quiet || status !== 'ok')
      .flatMap(({ status, text, fix }) => {
        const line = statusLine(status, text, terminal);
        if (fix === null || shownHints.has(fix)) return [line];
        shownHints.add(fix);
        return [line, hintLine(fix)];
      });
  const asked = findingLines(buses);
  const ways = verdicts
    .filter(({ status }) => !quiet || status !== 'ok')
    .flatMap(({ way, status, text, command }) => [statusLine(status, `${way}: ${text}`, terminal), hintLine(command)]);
  const details = findingLines(machine);
  return [
    ...section('Requested buses', asked),
    ...section('Transports', ways),
    ...section('This machine', details),
  ].slice(1);
}

/** Each section begins with an empty line. */
function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function statusLine(status: FindingStatus, text: string, terminal: Terminal): string {
  return `${terminal.style(STYLES[status], status.padEnd(STATUS_WIDTH))} ${text}`;
}

function hintLine(text: string): string {
  return `${' '.repeat(STATUS_WIDTH)} → ${text}`;
}
