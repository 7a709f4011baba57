import { access, constants } from 'node:fs/promises';

import { makeReportFolder, ReportError, writing } from '../../run/report-error.ts';
import type { RunReport } from '../../report/run-report.ts';
import type { SourceText } from '../../report/viewer-data.ts';
import { hintOf } from '../error-hints.ts';
import type { Terminal } from '../terminal.ts';
import type { RunFlags } from './run-flags.ts';

/**
 * Checks that reports can be written, before hours are spent on results that cannot be stored. The run continues
 * without them.
 *
 * @returns the problem, which has already been reported
 */
export async function checkReportFolder(folder: string | undefined, terminal: Terminal): Promise<readonly string[]> {
  if (folder === undefined) return [];
  try {
    await makeReportFolder(folder);
    await writing(folder, () => access(folder, constants.W_OK));
    return [];
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    terminal.err('cannot write the report; the run continues, and its results are shown here');
    return [troubleOf(error)];
  }
}

/**
 * Writes all requested reports; returns what could not be written, in words.
 *
 * @param sources the texts that the steps come from; null where they are read from their files
 */
export async function leaveReports(
  report: RunReport,
  flags: Pick<RunFlags, 'report' | 'summary' | 'json' | 'quiet'>,
  terminal: Terminal,
  sources: readonly SourceText[] | null = null,
): Promise<readonly string[]> {
  const stepSummary = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (flags.report === undefined && flags.summary === undefined && stepSummary === '') return [];
  const { writeReports, writeSummary } = await import('../../run/write-reports.ts');
  const troubles: string[] = [];
  const trying = async (action: () => Promise<void>): Promise<void> => {
    troubles.push(...(await tryWriting(action)));
  };
  const { report: folder, summary } = flags;
  if (folder !== undefined) {
    await trying(async () => {
      const [page] = await writeReports(folder, report, sources);
      if (flags.json !== true && flags.quiet !== true) terminal.out(`report: ${page ?? folder}`);
    });
  }
  if (summary !== undefined) await trying(() => writeSummary(summary, report, 'replace'));
  if (stepSummary !== '') await trying(() => writeSummary(stepSummary, report, 'append'));
  return troubles;
}

/** Writes something; returns why it could not be written, in words. */
export async function tryWriting(action: () => Promise<void>): Promise<readonly string[]> {
  try {
    await action();
    return [];
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return [troubleOf(error)];
  }
}

function troubleOf(error: ReportError): string {
  return `${error.message} (${hintOf(error) ?? ''})`;
}
