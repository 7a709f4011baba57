import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { runGuest } from '../../hil/guest/run-guest.ts';
import { needTool } from '../integration/support/external-tools.ts';
import { MAIN_FILE_VARIABLE } from '../integration/support/main-file.ts';
import { findGuest } from './find-guest.ts';
import { CHECK_GROUPS } from './inside/all-checks.ts';
import type { CheckResult } from './inside/check.ts';

const BOOT_TIMEOUT_MS = 120_000;
const CHECKS_TIMEOUT_MS = 2_400_000;

function isCheckResult(value: unknown): value is CheckResult {
  return typeof value === 'object' && value !== null && 'name' in value && 'failure' in value;
}

interface GuestRun {
  readonly exitCode: number;
  readonly errors: string;
  readonly results: ReadonlyMap<string, CheckResult>;
}

async function runChecks(): Promise<GuestRun> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, errors] = [text(stdout), text(stderr)];
  const { exitCode } = await runGuest({
    command: ['node', join(import.meta.dirname, 'inside/main.ts')],
    folder: join(import.meta.dirname, '../..'),
    // The bundle starts in a fraction of the time.
    environment: { ...process.env, [MAIN_FILE_VARIABLE]: 'dist/smartkey.js' },
    vcanCount: 2,
    kvaser: true,
    accelerator: 'tcg',
    kernelPackage: null,
    bootTimeoutMs: BOOT_TIMEOUT_MS,
    timeoutMs: CHECKS_TIMEOUT_MS,
    signal: new AbortController().signal,
    stdin: null,
    stdout,
    stderr,
    notice: () => undefined,
  });
  stdout.end();
  stderr.end();
  const results = new Map<string, CheckResult>();
  for (const line of (await output).split('\n').filter((each) => each !== '')) {
    const value: unknown = JSON.parse(line);
    if (isCheckResult(value)) results.set(`${value.about}: ${value.name}`, value);
  }
  return { exitCode, errors: await errors, results };
}

const guest = findGuest();
/** One boot for all checks. */
let run: GuestRun | null = null;

beforeAll(async () => {
  if (guest.kind === 'found') run = await runChecks();
});

for (const { about, checks } of CHECK_GROUPS) {
  describe(about, () => {
    for (const { name } of checks) {
      it(name, (context: TestContext) => {
        needTool(guest, context);
        expect(run?.results.get(`${about}: ${name}`), run?.errors).toMatchObject({ failure: null });
      });
    }
  });
}

it('the checks in the guest run to their end', (context) => {
  needTool(guest, context);
  expect({ exitCode: run?.exitCode, errors: run?.errors }).toEqual({ exitCode: 0, errors: '' });
});
