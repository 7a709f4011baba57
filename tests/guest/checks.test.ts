import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { runGuest } from '../../hil/guest/run-guest.ts';
import { needTool } from '../tools/support/external-tools.ts';
import { findGuest } from './find-guest.ts';
import { CHECK_GROUPS } from './inside/all-checks.ts';
import { LOADED_LINE, type CheckResult } from './inside/check.ts';

const BOOT_TIMEOUT_MS = 120_000;
const CHECKS_TIMEOUT_MS = 2_400_000;

/** Where a signal ended a program, a shell's exit code is this and the signal's number. */
const ENDED_BY_SIGNAL = 128;
/**
 * How often Node may crash while it starts. The guest's processor is interpreted, by several threads at once, and has
 * let Node crash there (seen once in some hundred starts): no finding about what is checked here.
 */
const CRASHES_AT_START = 2;

function isCheckResult(value: unknown): value is CheckResult {
  return typeof value === 'object' && value !== null && 'name' in value && 'failure' in value;
}

interface GuestRun {
  readonly exitCode: number;
  readonly errors: string;
  /** Whether the program came as far as its first check. */
  readonly loaded: boolean;
  readonly results: readonly CheckResult[];
}

/** One boot. */
async function runGuestProgram(after: number): Promise<GuestRun> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, errors] = [text(stdout), text(stderr)];
  const { exitCode } = await runGuest({
    command: ['node', join(import.meta.dirname, 'inside/main.ts'), '--after', String(after)],
    folder: join(import.meta.dirname, '../..'),
    // Without vitest: what starts the bundle would compare its age with that of all sources, over the share.
    environment: { ...process.env, VITEST: undefined },
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
  const lines = (await output).split('\n').filter((each) => each !== '');
  const results = lines.map((line): unknown => JSON.parse(line)).filter(isCheckResult);
  return { exitCode, errors: await errors, loaded: lines[0] === LOADED_LINE, results };
}

interface Findings {
  readonly failures: ReadonlyMap<string, string | null>;
  /** How the last boot ended. */
  readonly exitCode: number;
  readonly errors: string;
}

/** A check in which the program crashes has failed; the others get a boot of their own. */
async function runChecks(): Promise<Findings> {
  const names = CHECK_GROUPS.flatMap(({ about, checks }) => checks.map(({ name }) => `${about}: ${name}`));
  const failures = new Map<string, string | null>();
  let crashesAtStart = 0;
  for (;;) {
    const { exitCode, errors, loaded, results } = await runGuestProgram(failures.size);
    for (const { about, name, failure } of results) failures.set(`${about}: ${name}`, failure);
    const current = names[failures.size];
    if (exitCode < ENDED_BY_SIGNAL || current === undefined) return { failures, exitCode, errors };
    if (loaded) {
      failures.set(current, `the program of the checks crashed: ${errors}`);
    } else {
      crashesAtStart += 1;
      console.warn(`Node crashed in the guest while it started (${errors.trim()}), time ${crashesAtStart}`);
      if (crashesAtStart > CRASHES_AT_START) return { failures, exitCode, errors };
    }
  }
}

const guest = findGuest();
/** One boot for all checks, unless the program crashes. */
let run: Findings | null = null;

beforeAll(async () => {
  if (guest.kind === 'found') run = await runChecks();
});

for (const { about, checks } of CHECK_GROUPS) {
  describe(about, () => {
    for (const { name } of checks) {
      it(name, (context: TestContext) => {
        needTool(guest, context);
        expect(run?.failures.get(`${about}: ${name}`), run?.errors).toBeNull();
      });
    }
  });
}

it('the checks in the guest run to their end', (context) => {
  needTool(guest, context);
  expect({ exitCode: run?.exitCode, errors: run?.errors }).toEqual({ exitCode: 0, errors: '' });
});
