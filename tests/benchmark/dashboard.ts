// `npm run bench:dashboard`: what the dashboard costs a browser and the car. Needs Chromium. Nothing here fails for
// being slow on a noisy machine.
//
// Usage: dashboard.ts [--seconds 60]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fromHex } from '../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import { atLeast, lessThan, median, table, type Row } from './figures.ts';

const root: string = fileURLToPath(new URL('../..', import.meta.url));
const { seconds } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } }).values;
const FLOOD_MS = 1000 * Number(seconds);
const FRAMES_PER_SECOND = 1000;
const OPENINGS = 5;
const ROUNDS = 5;
const REQUESTS = 150;
const DASHBOARDS = 20;

interface RunningCar {
  readonly process: ChildProcess;
  readonly http: string;
  readonly bus: string;
}

/** A car in a process of its own, in real time. */
async function startCar(): Promise<RunningCar> {
  const flags = ['--json', '--time', 'real', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0'];
  const started = spawn(process.execPath, ['dist/smartkey.js', 'car', ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(started.stdout, 'data')) as [Buffer];
  const { http, buses } = JSON.parse(line.toString()) as { readonly http: string; readonly buses: readonly string[] };
  return { process: started, http, bus: buses[0] ?? '' };
}

/** Milliseconds from the navigation to the first picture of the car. */
async function openingMs(browser: Browser, http: string): Promise<number> {
  const page = await browser.newPage();
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (document.querySelector('.board') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => (document.documentElement.dataset.readyMs = performance.now()));
  }).observe(document, { childList: true, subtree: true })`);
  await page.goto(http);
  await page.waitForSelector('html[data-ready-ms]');
  const readyMs = await page.evaluate<number>('Number(document.documentElement.dataset.readyMs)');
  await page.close();
  return readyMs;
}

interface Flooded {
  readonly framesPerSecond: number;
  readonly picturesPerSecond: number;
  readonly heapMb: number;
}

/** A page while the bus carries a thousand frames a second. */
async function floodedPage(page: Page, { bus }: RunningCar): Promise<Flooded> {
  await page.evaluate(`window.pictures = 0; (function count() { pictures++; requestAnimationFrame(count); })()`);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const port = await openClientPort(bus);
  let [sent, heapMb, lookMs] = [0, 0, 0];
  const startedMs = performance.now();
  const passedMs = (): number => performance.now() - startedMs;
  while (passedMs() < FLOOD_MS) {
    for (; sent < (passedMs() * FRAMES_PER_SECOND) / 1000; sent++) {
      port.send(dataFrame(0x123, Uint8Array.of(sent, sent >>> 8, sent >>> 16, 0, 0, 0, 0, 0)));
    }
    await delay(5);
    if (passedMs() < lookMs) continue;
    lookMs += 1000;
    const { metrics } = await session.send('Performance.getMetrics');
    heapMb = Math.max(heapMb, (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6);
  }
  const spent = passedMs() / 1000;
  const pictures = await page.evaluate<number>('window.pictures');
  await port.close();
  return { framesPerSecond: sent / spent, picturesPerSecond: pictures / spent, heapMb };
}

/** Milliseconds from a request on the bus to the ECU's answer, median. */
async function latencyMs({ bus }: RunningCar): Promise<number> {
  const port = await openClientPort(bus);
  let answered: () => void = () => undefined;
  port.frames.subscribe(({ id }) => (id === 0x7bd ? answered() : undefined));
  const times: number[] = [];
  for (let request = 0; request < REQUESTS; request++) {
    await delay(5);
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const sentMs = performance.now();
    port.send(dataFrame(0x7b5, fromHex('023E00')));
    await answer;
    times.push(performance.now() - sentMs);
  }
  await port.close();
  return median(times);
}

/** With something beside the car and without, in turn: what else the machine does falls on both. */
async function latencyRatio(car: RunningCar, beside: () => Promise<() => Promise<unknown>>): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await latencyMs(car);
    const end = await beside();
    ratios.push((await latencyMs(car)) / alone);
    await end();
  }
  return median(ratios);
}

async function openDashboard(browser: Browser, { http }: RunningCar): Promise<() => Promise<void>> {
  const page = await browser.newPage();
  await page.goto(http);
  await page.waitForSelector('.board');
  return () => page.close();
}

/** Reads what pages read, and draws nothing: what is measured then is the car alone, not the browser beside it. */
const READER = `for (const url of process.argv.slice(1)) {
  const { body } = await fetch(url);
  console.log('open');
  void (async () => { for await (const _ of body) ; })();
}`;

async function openReaders({ http }: RunningCar, pages: number): Promise<() => Promise<unknown>> {
  // One stream for each browser, in which all its windows share.
  const wanted = Array.from({ length: pages }, () => `${http}/api/events?frames=live`);
  const reader = spawn(process.execPath, ['--input-type=module', '-e', READER, ...wanted], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (let opened = ''; opened.split('\n').length <= wanted.length;) {
    opened += String(((await once(reader.stdout, 'data')) as [Buffer])[0]);
  }
  return () => {
    reader.kill();
    return once(reader, 'exit');
  };
}

/** What a browser loads for the page, compressed. */
function loadedKb(): number {
  const files = ['dashboard.js', 'dashboard.css'].map((name) => readFileSync(`${root}/dist/browser/${name}`));
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0) / 1000;
}

/** Milliseconds from an action at one of many dashboards until all of them show it. */
async function togetherMs(browser: Browser, { http }: RunningCar): Promise<number> {
  const pages: Page[] = [];
  for (let count = 0; count < DASHBOARDS; count++) {
    // A browser of its own each: one browser opens only six connections to an address.
    const page = await (await browser.newContext()).newPage();
    await page.goto(http);
    await page.waitForSelector('.board');
    pages.push(page);
  }
  const startedMs = performance.now();
  await pages[0]?.getByRole('button', { name: 'Trunk: closed' }).click();
  await Promise.all(pages.map((page) => page.waitForSelector('[aria-label="Trunk: open"]')));
  const spent = performance.now() - startedMs;
  for (const page of pages) await page.context().close();
  return spent;
}

const executablePath = '/usr/bin/chromium';
const car = await startCar();
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  const openings: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening++) openings.push(await openingMs(browser, car.http));
  const alone = await latencyRatio(car, () => openReaders(car, 1));
  const crowd = await latencyRatio(car, () => openReaders(car, DASHBOARDS));
  const ratio = await latencyRatio(car, () => openDashboard(browser, car));
  const page = await browser.newPage();
  await page.goto(car.http);
  await page.waitForSelector('.board');
  const flooded = await floodedPage(page, car);
  await page.close();
  const rows: Row[] = [
    lessThan(`dashboard ready, best of ${OPENINGS}`, Math.min(...openings), 'ms', 300),
    lessThan('script and style of the page, compressed', loadedKb(), 'kB', 60),
    lessThan('answers of the car to whom a page listens, ratio', alone, '×', 1.1),
    lessThan(`answers of the car to whom ${DASHBOARDS} pages listen, ratio`, crowd, '×', 1.5),
    lessThan('answers of the car with a dashboard drawn on the same machine, ratio', ratio, '×', 1.1),
    atLeast('frames on the bus', flooded.framesPerSecond, 'frames/s', 990),
    atLeast('pictures of the page meanwhile', flooded.picturesPerSecond, '/s', 30),
    lessThan('heap of the page meanwhile', flooded.heapMb, 'MB', 150),
  ];
  console.log(table(rows));
  rows.push(lessThan(`an action until ${DASHBOARDS} dashboards show it`, await togetherMs(browser, car), 'ms', 3000));
  console.log(table(rows));
} finally {
  await browser.close();
  car.process.kill('SIGINT');
}
