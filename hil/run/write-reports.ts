import { appendFile, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ctrfReport } from '../report/ctrf.ts';
import { htmlPage } from '../report/html-page.ts';
import { runJunit } from '../report/run-junit.ts';
import { reportAsData, type RunReport } from '../report/run-report.ts';
import { stepSummary } from '../report/step-summary.ts';
import type { SourceText } from '../report/viewer-data.ts';
import { writing } from './report-error.ts';

/** The page of a report, within its folder. */
export const PAGE_FILE = 'index.html';

/**
 * Writes all reports into a folder, which is created if necessary. Each file is either complete or missing: it is
 * written under another name and then renamed.
 *
 * @returns their paths
 * @throws ReportError
 */
export async function writeReports(folder: string, report: RunReport): Promise<readonly string[]> {
  await writing(folder, () => mkdir(folder, { recursive: true }));
  const files: readonly (readonly [name: string, chunks: Iterable<string>])[] = [
    [PAGE_FILE, htmlPage(report, { sources: await sourcesOf(report) })],
    ['junit.xml', [runJunit(report)]],
    ['ctrf.json', [`${JSON.stringify(ctrfReport(report), null, 1)}\n`]],
    ['results.json', [`${JSON.stringify(reportAsData(report))}\n`]],
    ['summary.md', [stepSummary(report)]],
  ];
  for (const [name, chunks] of files) await writeWhole(join(folder, name), chunks);
  return files.map(([name]) => join(folder, name));
}

/** The texts that the steps come from; a file that is gone by now is left out. */
async function sourcesOf({ results }: RunReport): Promise<readonly SourceText[]> {
  const files = new Set(results.flatMap(({ result }) => result.steps.map(({ file }) => file)));
  const sources: SourceText[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) sources.push({ file, text });
  }
  return sources;
}

/** @throws ReportError */
export async function writeWhole(path: string, chunks: Iterable<string>): Promise<void> {
  const beside = `${path}.part`;
  await writing(path, async () => {
    const file = await open(beside, 'w');
    try {
      for (const chunk of chunks) await file.write(chunk);
    } finally {
      await file.close();
    }
    await rename(beside, path);
  });
}

/**
 * The summary of a CI step: replaces a file, or is appended to what other steps have written.
 *
 * @throws ReportError
 */
export async function writeSummary(path: string, report: RunReport, how: 'replace' | 'append'): Promise<void> {
  const text = stepSummary(report);
  await writing(path, () => (how === 'append' ? appendFile(path, text) : writeFile(path, text)));
}
