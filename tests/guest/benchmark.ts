// `npm run bench:guest`: how fast `socketcan:` is on a kernel with CAN, as ratios that are taken in one run of the
// guest. Like `npm run bench` it does not fail for being slow on a noisy machine.
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runGuest } from '../../hil/guest/run-guest.ts';
import { atLeast, lessThan, table } from '../benchmark/figures.ts';
import type { GuestSpeed } from './inside/guest-speed.ts';

const BOOT_TIMEOUT_MS = 120_000;
const RUN_TIMEOUT_MS = 600_000;

/** Runs the measurement in the guest. @throws Error with what it said, where it gives no figures */
async function measure(): Promise<GuestSpeed> {
  const stdout = new PassThrough();
  const output = text(stdout);
  const { exitCode } = await runGuest({
    command: ['node', 'tests/guest/inside/speed.ts'],
    folder: fileURLToPath(new URL('../..', import.meta.url)),
    environment: process.env,
    vcanCount: 1,
    kvaser: false,
    accelerator: 'tcg',
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

const { receiveAndAnswer, roundTrip } = await measure();
console.log(
  table([
    atLeast('socketcan: receive and answer, against a bare loop on the npm package', receiveAndAnswer.ratio, '×', 0.7),
    lessThan('UDS round trip over vcan0, against a bare socketcan echo', roundTrip.ratio, '×', 2),
  ]),
);
console.log(
  `\nin the guest: ${receiveAndAnswer.portFramesPerSecond} frames/s, bare ${receiveAndAnswer.bareFramesPerSecond}; ` +
    `UDS round trip ${roundTrip.udsUs} µs, bare echo ${roundTrip.bareUs} µs`,
);
