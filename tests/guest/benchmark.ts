// `npm run bench:guest`: how fast `socketcan:` is on a kernel with CAN, beside the kernel's own ISO-TP and the bare npm
// package. The guest counts instructions, so that a busy machine gives the same figures. Like `npm run bench` it does
// not fail for being slow. `-- --beside FOLDER` measures the car of another checkout, built, in the same run.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runGuest } from '../../hil/guest/run-guest.ts';
import { atLeast, lessThan, table, type Row } from '../benchmark/figures.ts';
import type { ExchangeSpeed, GuestSpeed, Spread } from './inside/guest-speed.ts';

const BOOT_TIMEOUT_MS = 240_000;
const RUN_TIMEOUT_MS = 1_200_000;

const { beside } = parseArgs({ options: { beside: { type: 'string' } } }).values;

/** @throws Error with what the compiler says */
function compile(folder: string): string {
  const program = join(folder, 'kernel-isotp');
  const source = fileURLToPath(new URL('c/kernel-isotp.c', import.meta.url));
  const { status, stderr, error } = spawnSync('gcc', ['-O2', '-o', program, source], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`gcc does not compile ${source}: ${error?.message ?? stderr}`);
  return program;
}

/** Runs the measurement in the guest. @throws Error with what it said, where it gives no figures */
async function measure(kernelIsotp: string): Promise<GuestSpeed> {
  const stdout = new PassThrough();
  const output = text(stdout);
  const { exitCode } = await runGuest({
    command: ['node', 'tests/guest/inside/speed.ts', kernelIsotp, ...(beside === undefined ? [] : [resolve(beside)])],
    folder: fileURLToPath(new URL('../..', import.meta.url)),
    environment: process.env,
    vcanCount: 3,
    kvaser: false,
    accelerator: 'counted',
    kernelPackage: null,
    bootTimeoutMs: BOOT_TIMEOUT_MS,
    timeoutMs: RUN_TIMEOUT_MS,
    signal: new AbortController().signal,
    stdin: null,
    stdout,
    stderr: process.stderr,
    notice: (what) => console.error(what),
  });
  stdout.end();
  const printed = await output;
  if (exitCode !== 0) throw new Error(`the measurement ended with ${exitCode}: ${printed}`);
  return JSON.parse(printed) as GuestSpeed;
}

function rowsOf(what: string, { kernel, bare, car }: ExchangeSpeed, kernelBound: number): readonly Row[] {
  return [
    lessThan(`${what}, against the kernel's ISO-TP`, car.median / kernel.median, '×', kernelBound),
    lessThan(`${what}, against a bare loop on socketcan`, car.median / bare.median, '×', 2, 1.2),
    lessThan(`${what}, the slowest hundredth against the median`, car.p99 / car.median, '×', 3),
  ];
}

function lineOf(who: string, { fastestTenth, median, p99 }: Spread): string {
  return `  ${who.padEnd(12)} median ${median} µs, fastest tenth ${fastestTenth}, slowest hundredth ${p99}`;
}

function linesOf(what: string, { kernel, bare, car, other }: ExchangeSpeed): string {
  const lines = [lineOf('kernel', kernel), lineOf('bare loop', bare), lineOf('car', car)];
  if (other !== null) lines.push(lineOf('other car', other));
  return `${what}:\n${lines.join('\n')}`;
}

const scratch = await mkdtemp(join(tmpdir(), 'smartkey-speed-'));
try {
  const { receiveAndAnswer, firstSingle, single, multi, ourTester } = await measure(compile(scratch));
  console.log(
    table([
      atLeast('socketcan: receive and answer, against a bare loop', receiveAndAnswer.ratio, '×', 0.7, 0.9),
      ...rowsOf('TesterPresent over vcan', single, 5),
      ...rowsOf('VIN over vcan', multi, 3),
      lessThan('TesterPresent from our tester, against two bare loops', ourTester.ratio, '×', 3),
    ]),
  );
  console.log('\nin the guest, where a microsecond is a thousand instructions:');
  console.log(linesOf('the first thousand TesterPresent, while V8 compiles', firstSingle));
  console.log(linesOf('TesterPresent, one frame each way', single));
  console.log(linesOf('the VIN, one frame, and back three and a flow control', multi));
  console.log(
    `receive and answer: ${receiveAndAnswer.portFramesPerSecond} frames/s, bare ${receiveAndAnswer.bareFramesPerSecond}; ` +
      `our tester ${ourTester.udsUs} µs, two bare loops ${ourTester.bareUs}`,
  );
} finally {
  await rm(scratch, { recursive: true, force: true });
}
