// Adds up what CI ran, names what failed and prints the one closing line. Exit 1 if anything failed, was skipped, or
// did not run.
//
// Usage: ci-summary.ts CHECKS FAILED REPORT… – the number of checks besides the tests, the names of those that failed,
// a line each, and the reports of the test runs (vitest's JSON).
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface VitestTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

interface VitestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly VitestTest[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly VitestFile[];
}

/** Enough to know what is wrong; the rest is further up. */
const REASON_CHARACTERS = 300;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function reportFailure(what: string, reason: string): void {
  const [line = ''] = reason.trim().split('\n');
  console.log(`failed: ${what}${line === '' ? '' : `: ${line.slice(0, REASON_CHARACTERS)}`}`);
}

function reportFailures({ testResults }: VitestReport): void {
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    for (const { fullName, failureMessages } of failed)
      reportFailure(`${file} > ${fullName}`, failureMessages[0] ?? '');
    if (status === 'failed' && failed.length === 0) reportFailure(file, message);
  }
}

function countsOf(file: string): Counts {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch (error) {
    console.error(`${file}: this run left no report (${String(error)})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  reportFailures(report);
  // A file that failed to load has no failed test of its own.
  const failedFiles = !report.success && report.numFailedTests === 0 ? 1 : 0;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests + failedFiles, skipped };
}

const [checks = '0', checksFailed = '', ...files] = process.argv.slice(2);
const failedNames = checksFailed.split('\n').filter((name) => name !== '');
for (const name of failedNames) reportFailure(name, '');
const others: Counts = { passed: Number(checks) - failedNames.length, failed: failedNames.length, skipped: 0 };
const all = [others, ...files.map(countsOf)];
const sum = (count: (counts: Counts) => number): number => all.reduce((total, counts) => total + count(counts), 0);
const [passed, failed, skipped] = [
  sum((counts) => counts.passed),
  sum((counts) => counts.failed),
  sum((counts) => counts.skipped),
];
if (skipped > 0) console.error('Skipping counts as failure here: a tool that a test needs is missing.');
process.exitCode = failed > 0 || skipped > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
