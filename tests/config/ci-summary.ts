// Adds up what CI ran and prints the one closing line. Exit 1 if anything failed, was skipped, or did not run.
import { readFileSync } from 'node:fs';

const [reportFile = '', otherChecks = '0', otherFailed = '0'] = process.argv.slice(2);

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

function readReport(): VitestReport | null {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport;
  } catch (error) {
    console.error(`${reportFile} cannot be read: ${String(error)}`);
    return null;
  }
}

const report = readReport();
const otherFailures = Number(otherFailed);
const passed = (report?.numPassedTests ?? 0) + Number(otherChecks) - otherFailures;
// A file that failed to load has no failed test of its own.
const fileFailures = report === null || (!report.success && report.numFailedTests === 0) ? 1 : 0;
const failed = (report?.numFailedTests ?? 0) + fileFailures + otherFailures;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
if (skipped > 0) console.error('Skipping counts as failure here: a tool that a test needs is missing.');
process.exitCode = failed > 0 || skipped > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
