import { junitXml, type JUnitCase } from '../report/junit.ts';
import type { Verdict } from './probe.ts';
import type { RuleFinding } from './run-probes.ts';

/** A conformance report as lines for people, as a JSON value, and as JUnit. */

type VerdictCounts = Readonly<Record<Verdict, number>>;

export function countVerdicts(findings: readonly RuleFinding[]): VerdictCounts {
  const count = (verdict: Verdict): number => findings.filter((finding) => finding.verdict === verdict).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    inconclusive: count('inconclusive'),
    'not probed': count('not probed'),
  };
}

const VERDICT_WIDTH = 'inconclusive'.length;
/** The part of the evidence that is printed on the line of a passed rule. */
const EVIDENCE_WIDTH = 100;
const INDENT = ' '.repeat(3 + VERDICT_WIDTH + 2);

interface LineOptions {
  /** Only what did not pass. */
  readonly quiet: boolean;
  readonly style: (verdict: Verdict, text: string) => string;
}

export function findingLines(findings: readonly RuleFinding[], { quiet, style }: LineOptions): readonly string[] {
  const shown = quiet ? findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive') : findings;
  const lines = shown.flatMap((finding) => {
    const { rule, verdict, title } = finding;
    const head = `${String(rule).padStart(2)} ${style(verdict, verdict.padEnd(VERDICT_WIDTH))}  ${title}`;
    return [head, ...detailLines(finding).map((line) => INDENT + line)];
  });
  return [...lines, totalLine(countVerdicts(findings))];
}

function detailLines({ verdict, reason, evidence }: RuleFinding): readonly string[] {
  if (verdict === 'pass') {
    const line = evidence.join('  ');
    return [line.length > EVIDENCE_WIDTH ? `${line.slice(0, EVIDENCE_WIDTH - 1)}…` : line];
  }
  return [...(reason === null ? [] : [reason]), ...evidence];
}

function totalLine(counts: VerdictCounts): string {
  const { pass, fail, inconclusive } = counts;
  return `${pass} passed, ${fail} failed, ${inconclusive} inconclusive, ${counts['not probed']} not probed`;
}

/** The JUnit report: one test case per rule, named by its number. */
export function junitReport(findings: readonly RuleFinding[], bus: string): string {
  return junitXml({ name: `conformance of ${bus}`, cases: findings.map(junitCase) });
}

function junitCase({ rule, title, verdict, reason, evidence }: RuleFinding): JUnitCase {
  const name = `conformance ${rule}: ${title}`;
  const message = `${verdict}: ${reason ?? ''}`;
  const text = evidence.join('\n');
  switch (verdict) {
    case 'pass':
      return { className: 'conformance', name, outcome: { kind: 'passed' }, output: text };
    case 'fail':
      return { className: 'conformance', name, outcome: { kind: 'failed', message, text } };
    case 'inconclusive':
    case 'not probed':
      return { className: 'conformance', name, outcome: { kind: 'skipped', message, text: '' } };
  }
}
