import { counted, isOrAre } from '../../../can-bus/text/counted.ts';
import { NEEDS_SLOW_REQUEST } from '../../conformance/probe-kit.ts';
import type { Verdict } from '../../conformance/probe.ts';
import { countVerdicts, findingLines, junitReport } from '../../conformance/report.ts';
import { findingsOf, NEEDS_PERMISSION, type ProbeResult, type RuleFinding } from '../../conformance/run-probes.ts';
import { VIRTUAL_TIME } from '../../conformance/virtual-time.ts';
import type { TextStyle } from '../../report/text-style.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { writeOutput } from '../write-output.ts';

const STYLES: Readonly<Record<Verdict, TextStyle>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  'not probed': 'dim',
};

/** Reasons for unjudged rules, with the flag that removes them. */
const FLAGS: Readonly<Record<string, string>> = {
  [NEEDS_PERMISSION]: 'needs --allow-destructive',
  [NEEDS_SLOW_REQUEST]: 'needs --slow: a request that takes the ECU longer than P2',
};

/** What to do where the ECU's time seems virtual. */
const GIVE_CAR = 'repeat with --car URL, the HTTP address of the virtual car, to advance its time';

/** The flags that say what is printed and written at the end. */
interface ConclusionFlags {
  readonly junit?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Reports on every rule: the same for probes in one piece and for merged ones.
 *
 * @param results of all probes, in their order
 */
export async function concludeConformance(
  results: readonly ProbeResult[],
  bus: string,
  { junit, json, quiet }: ConclusionFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const mistimed = results.filter(({ reason }) => reason === VIRTUAL_TIME).length;
  const findings = findingsOf(results).map((finding) => ({
    ...finding,
    reason: FLAGS[finding.reason ?? ''] ?? finding.reason,
  }));
  if (junit !== undefined) await writeOutput(junit, junitReport(findings, bus), '--junit');
  if (json === true) terminal.out(JSON.stringify({ bus, counts: countVerdicts(findings), rules: findings }));
  else {
    const style = (verdict: Verdict, text: string): string => terminal.style(STYLES[verdict], text);
    for (const line of findingLines(findings, { quiet: quiet ?? false, style })) terminal.out(line);
  }
  if (mistimed > 0) {
    const count = `${counted(mistimed, 'probe')} ${isOrAre(mistimed)} not judged`;
    terminal.err(`warning: ${VIRTUAL_TIME}, so ${count}; ${GIVE_CAR}`);
  }
  return exitCodeOf(findings);
}

/** The exit code of rules, or of the probes of a shard. */
export function exitCodeOf(findings: readonly Pick<RuleFinding, 'verdict'>[]): ExitCode {
  const has = (verdict: Verdict): boolean => findings.some((finding) => finding.verdict === verdict);
  if (has('fail')) return EXIT.failed;
  return has('inconclusive') ? EXIT.inconclusive : EXIT.passed;
}
