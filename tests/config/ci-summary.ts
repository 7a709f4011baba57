// Adds up what CI ran and prints the one closing line. Exit 1 if anything failed, was skipped, or did not run.
//
// Usage: ci-summary.ts CHECKS FAILED REPORT… – so many checks besides the tests, so many of them failed, and the
// reports of the test runs (vitest's JSON).
import { readFileSync } from 'node:fs';

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function countsOf(file: string): Counts {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch (error) {
    console.error(`${file}: this run left no report (${String(error)})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  // A file that failed to load has no failed test of its own.
  const failedFiles = !report.success && report.numFailedTests === 0 ? 1 : 0;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests + failedFiles, skipped };
}

const [checks = '0', checksFailed = '0', ...files] = process.argv.slice(2);
const others: Counts = { passed: Number(checks) - Number(checksFailed), failed: Number(checksFailed), skipped: 0 };
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
