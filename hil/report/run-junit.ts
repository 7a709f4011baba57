import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import { decidingStep } from '../scenario/result.ts';
import { pathWord, smartkeyLine } from '../smartkey.ts';
import { junitXml, type JUnitCase, type JUnitOutcome } from './junit.ts';
import { countedAs } from './counted.ts';
import {
  isFlaky,
  judged,
  rulesProven,
  uniqueNames,
  whyOf,
  type NotRun,
  type ReportedResult,
  type RunReport,
} from './run-report.ts';
import { runProblems, runVerdict } from './verdict-policy.ts';

/**
 * The JUnit report of a run: one test case per scenario, with a unique name, and with seed, hash and rules as
 * properties.
 */
export function runJunit(report: RunReport): string {
  const { info, results, notRun } = report;
  const names = uniqueNames(results);
  return junitXml({
    name: 'smartkey run',
    startedAt: info.startedAt,
    properties: {
      verdict: runVerdict(report),
      command: info.command,
      version: info.version,
      commit: info.commit ?? 'unknown',
      bench: info.bench,
      node: info.node,
    },
    cases: [
      ...results.map((entry, index) => caseOf(entry, names[index] ?? '')),
      ...notRun.map(notRunCase),
      ...wholeRunCases(report),
    ],
  });
}

function caseOf(entry: ReportedResult, name: string): JUnitCase {
  const { result, realUs, earlier, quarantine, artifacts } = entry;
  const line = decidingStep(result.steps)?.line ?? result.steps[0]?.line ?? 1;
  const rules = rulesProven(entry);
  return {
    className: classNameOf(result.file),
    name,
    file: result.file,
    line,
    seconds: realUs / MICROS_PER_SECOND,
    outcome: outcomeOf(entry),
    flakyFailures: isFlaky(entry) ? earlier.map(({ why }) => why) : [],
    properties: {
      verdict: result.verdict,
      seed: String(result.seed),
      traceHash: result.traceHash ?? 'none',
      vehicleSeconds: (result.durationUs / MICROS_PER_SECOND).toFixed(6),
      ...(rules.length === 0 ? {} : { rules: rules.join(' ') }),
      ...(result.tags.length === 0 ? {} : { tags: result.tags.join(' ') }),
      ...(earlier.length === 0 ? {} : { attempts: String(earlier.length + 1) }),
      ...(quarantine === null ? {} : { quarantine }),
      ...Object.fromEntries(artifacts.map(({ kind, path }) => [kind, path])),
      repeat: entry.repeat,
    },
  };
}

/** A quarantined scenario must not fail a build: it is skipped, with the reason and its verdict. */
function outcomeOf(entry: ReportedResult): JUnitOutcome {
  const { result, quarantine, earlier, repeat } = entry;
  const as = countedAs(judged(entry));
  if (as === 'pass') return { kind: 'passed' };
  const why = whyOf(result);
  const before = earlier.flatMap(({ why: whyThen, artifacts }, index) => [
    `attempt ${index + 1}: ${whyThen}`,
    ...artifacts
      .filter(({ kind }) => kind === 'bundle')
      .map(({ path }) => `  ${smartkeyLine(['replay', pathWord(path)])}`),
  ]);
  const exchanges = result.exchanges.map(({ request, response }) => `${request} -> ${response}`);
  const text = [...(why === '' ? [] : [why]), ...before, ...exchanges, `re-run: ${repeat}`].join('\n');
  switch (as) {
    case 'quarantined': {
      const what = why === '' ? result.verdict : `${result.verdict}: ${why}`;
      return { kind: 'skipped', message: `quarantined (${quarantine ?? ''}): ${what}`, text };
    }
    case 'fail':
      return { kind: 'failed', message: why, text };
    case 'error':
      return { kind: 'error', message: why, text };
    case 'inconclusive':
      return { kind: 'skipped', message: `inconclusive: ${why}`, text };
  }
}

function notRunCase({ file, name }: NotRun): JUnitCase {
  const outcome: JUnitOutcome = { kind: 'skipped', message: 'not run: the run ended early', text: '' };
  return { className: classNameOf(file), name: `${name} [${file}, not run]`, file, outcome };
}

/** Viewers judge by the cases alone: what fails the run, but no scenario, has a case of its own. */
function wholeRunCases(report: RunReport): readonly JUnitCase[] {
  return runProblems(report).map(({ text: message }, index) => ({
    className: 'smartkey.run',
    name: `[whole run, ${index + 1}] ${message}`,
    outcome: { kind: 'failed', message, text: message },
  }));
}

/** Report viewers group by dots. */
function classNameOf(file: string): string {
  const parts = file.replace(/\.\w+$/, '').split(/[/\\]/);
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('.');
}
