import packageJson from '../../../package.json' with { type: 'json' };
import { examineBus } from '../../doctor/examine-bus.ts';
import { examine } from '../../doctor/examine.ts';
import type { Finding, FindingStatus } from '../../doctor/finding.ts';
import { THIS_MACHINE } from '../../doctor/machine.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal, TextStyle } from '../terminal.ts';
import type { DoctorFlags } from './doctor.ts';

const STYLES: Readonly<Record<FindingStatus, TextStyle>> = { ok: 'green', warn: 'yellow', missing: 'red' };
const STATUS_WIDTH = 7;

/** `smartkey doctor`: exit 5 only where a bus that was asked for cannot be had. */
export async function runDoctor(flags: DoctorFlags, terminal: Terminal): Promise<ExitCode> {
  const buses: Finding[] = [];
  for (const url of flags.bus ?? []) buses.push(await examineBus(url));
  const findings = [...(await examine(THIS_MACHINE, packageJson.engines.node)), ...buses];
  const exitCode = buses.some(({ status }) => status === 'missing') ? EXIT.bench : EXIT.passed;
  if (flags.json === true) terminal.out(JSON.stringify({ findings }));
  else {
    const shown = flags.quiet === true ? findings.filter(({ status }) => status !== 'ok') : findings;
    for (const finding of shown) for (const line of describe(finding, terminal)) terminal.out(line);
  }
  return exitCode;
}

function describe({ status, text, mend }: Finding, terminal: Terminal): readonly string[] {
  const line = `${terminal.style(STYLES[status], status.padEnd(STATUS_WIDTH))} ${text}`;
  return mend === null ? [line] : [line, `${' '.repeat(STATUS_WIDTH)} → ${mend}`];
}
