import { appendFile, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { readRegularText } from '../read-input.ts';
import { ctrfReport } from '../report/ctrf.ts';
import { htmlPage } from '../report/html-page.ts';
import { runJunit } from '../report/run-junit.ts';
import { reportAsData } from '../report/report-as-data.ts';
import type { RunReport } from '../report/run-report.ts';
import { stepSummary } from '../report/step-summary.ts';
import type { SourceText } from '../report/viewer-data.ts';
import { besideFile, replaceFile } from '../replace-file.ts';
import { makeReportFolder, writing } from './report-error.ts';

/** The page of a report, within its folder. */
export const PAGE_FILE = 'index.html';

/**
 * Writes all reports into a folder, which is created if necessary. All files are written under other names first, and
 * then renamed: where one cannot be written, none is replaced.
 *
 * @param sources the texts that the steps come from; null where they are read from their files
 * @returns their paths
 * @throws ReportError
 */
export async function writeReports(
  folder: string,
  report: RunReport,
  sources: readonly SourceText[] | null = null,
): Promise<readonly string[]> {
  await makeReportFolder(folder);
  const files: readonly (readonly [name: string, chunks: Iterable<string>])[] = [
    [PAGE_FILE, htmlPage(report, { sources: sources ?? sourcesOf(report) })],
    ['junit.xml', [runJunit(report)]],
    ['ctrf.json', [`${JSON.stringify(ctrfReport(report), null, 1)}\n`]],
    ['results.json', [`${JSON.stringify(reportAsData(report))}\n`]],
    ['summary.md', [stepSummary(report)]],
  ];
  await writeTogether(files.map(([name, chunks]) => [join(folder, name), chunks]));
  return files.map(([name]) => join(folder, name));
}

/** The texts that the steps come from; a file that is gone by now is left out. */
export function sourcesOf({ results }: Pick<RunReport, 'results'>): readonly SourceText[] {
  const files = new Set(results.flatMap(({ result }) => result.steps.map(({ file }) => file)));
  const sources: SourceText[] = [];
  for (const file of files) {
    const text = readRegularText(file);
    if (text !== null) sources.push({ file, text });
  }
  return sources;
}

/** @throws ReportError */
export function writeWhole(path: string, chunks: Iterable<string>): Promise<void> {
  return writeTogether([[path, chunks]]);
}

/** None is replaced before all are written. */
async function writeTogether(files: readonly (readonly [path: string, chunks: Iterable<string>])[]): Promise<void> {
  try {
    for (const [path, chunks] of files) await writing(path, () => writeChunks(besideFile(path), chunks));
  } catch (error) {
    for (const [path] of files) await rm(besideFile(path), { force: true });
    throw error;
  }
  for (const [path] of files) await writing(path, () => rename(besideFile(path), path));
}

async function writeChunks(path: string, chunks: Iterable<string>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const chunk of chunks) await file.write(chunk);
  } finally {
    await file.close();
  }
}

/**
 * The summary of a CI step: replaces a file, or is appended to what other steps have written.
 *
 * @throws ReportError
 */
export async function writeSummary(path: string, report: RunReport, how: 'replace' | 'append'): Promise<void> {
  const text = stepSummary(report);
  if (how === 'append') await writing(path, () => appendFile(path, text), 'step-summary');
  else await writing(path, () => replaceFile(path, text), 'summary');
}
