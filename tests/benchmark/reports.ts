import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { htmlPage } from '../../hil/report/html-page.ts';
import { findProgram } from '../tools/support/external-tools.ts';
import { bigReport } from '../support/big-report.ts';
import { lessThan, type Row } from './figures.ts';
import { commandSeconds } from './start-up.ts';

const SCENARIOS = 100;
const OPENINGS = 5;

/** 100 scenarios of the bulletin's kind with their traces and all reports; and how fast a big page opens. */
export async function reportRows(root: string): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-bench-'));
  try {
    const words = ['run', bulletinKind(root, folder), '--quiet', '--jobs', '2', '--report', join(folder, 'report')];
    const seconds = commandSeconds(root, ['dist/smartkey.js', ...words]);
    const rows = [
      lessThan(`${SCENARIOS} scenarios of the bulletin's kind, JSONL traces and all reports`, seconds, 's', 10),
    ];
    const opened = await openSeconds(folder);
    return opened === null
      ? rows
      : [...rows, lessThan('HTML report of 1000 scenarios opens in Chromium', opened, 's', 2)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The shipped ones again and again, each with a name and a seed of its own. */
function bulletinKind(root: string, folder: string): string {
  const [shipped, made] = [join(root, 'scenarios/bulletin'), join(folder, 'scenarios')];
  mkdirSync(made);
  const files = readdirSync(shipped).filter((file) => file.endsWith('.yaml'));
  // Fragments that they may include.
  cpSync(shipped, made, { recursive: true, filter: (path) => !files.some((file) => path.endsWith(file)) });
  for (let number = 0; number < SCENARIOS; number++) {
    const text = readFileSync(join(shipped, files[number % files.length] ?? ''), 'utf8');
    const own = text.replace(/^seed: .*\n/m, '').replace(/^name: (.*)$/m, `name: $1 ${number}\nseed: ${number}`);
    writeFileSync(join(made, `scenario-${number}.yaml`), own);
  }
  return made;
}

/** Best of some, from the order to open it until it can be used; null where there is no Chromium. */
async function openSeconds(folder: string): Promise<number | null> {
  const program = findProgram('chromium');
  if (program.kind === 'missing') return null;
  const file = join(folder, 'big.html');
  writeFileSync(file, [...htmlPage(bigReport(1000, 100))].join(''));
  const browser = await chromium.launch({
    executablePath: program.path,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const times: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const page = await browser.newPage();
    const started = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    times.push((performance.now() - started) / 1000);
    await page.close();
  }
  await browser.close();
  return Math.min(...times);
}
