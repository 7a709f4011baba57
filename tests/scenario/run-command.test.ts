import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { listScenarios } from '../../hil/cli/commands/list-action.ts';
import { runScenarios } from '../../hil/cli/commands/run-action.ts';
import type { RunFlags } from '../../hil/cli/commands/run-flags.ts';
import { validateScenarios } from '../../hil/cli/commands/validate-action.ts';
import type { ExitCode } from '../../hil/cli/exit-code.ts';
import type { Terminal } from '../../hil/cli/terminal.ts';

const FIXTURES = relative(process.cwd(), join(import.meta.dirname, 'fixtures'));
const fixture = (name: string): string => join(FIXTURES, `${name}.yaml`);

interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

async function capture(action: (terminal: Terminal) => Promise<ExitCode>): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await action({
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    progress: () => undefined,
    style: (_style, text) => text,
    isInteractive: false,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

function run(words: readonly string[], flags: Partial<RunFlags> = {}): Promise<Ran> {
  return capture((terminal) => runScenarios(words, { time: 'virtual', bundle: false, ...flags }, terminal));
}

describe('smartkey run', () => {
  it('shows a scenario broken on purpose with expected, got and when, and ends with 1', async () => {
    const { code, out } = await run([fixture('broken-on-purpose')]);
    expect(code).toBe(1);
    expect(out).toContain(
      `${fixture('broken-on-purpose')}:9  expect procedure reset, beeps (total 1), session extended`,
    );
    expect(out).toContain('expected   procedure reset, beeps.total 1\n');
    expect(out).toContain('got        procedure none, beeps.total 0\n');
    expect(out).toMatch(/when {7}1\.05\d{4} s\n/);
    expect(out).toContain('31 01 02 01 01  ->  7F 31 33 (0x33 securityAccessDenied)');
    expect(out).toContain(`re-run     npx smartkey run ${fixture('broken-on-purpose')} --seed 1`);
    expect(out).toContain('Rules covered: 0 of 59');
  });

  it('ends with 0 when all pass, and with 3 when a question stays open', async () => {
    expect((await run(['scenarios/keys/bound-elsewhere.yaml'])).code).toBe(0);
    expect((await run([fixture('question-left-open'), 'scenarios/keys/bound-elsewhere.yaml'])).code).toBe(3);
    expect((await run([fixture('question-left-open'), fixture('broken-on-purpose')])).code).toBe(1);
  });

  it('ends with 4 when nothing is selected, and names the tag that was meant', async () => {
    await expect(run(['@bulltin'])).rejects.toMatchObject({
      code: 'nothing-selected',
      hint: 'did you mean "@bulletin"?',
    });
    await expect(run([])).rejects.toMatchObject({ code: 'nothing-selected' });
  });

  it.each([
    ['scenrios', 'nothing-selected', 'did you mean "scenarios"?'],
    ['scenrios/', 'usage', 'did you mean "scenarios"?'],
    ['scenarios/kyes', 'usage', 'did you mean "scenarios/keys"?'],
    ['bulltin', 'nothing-selected', 'did you mean "@bulletin"?'],
  ])('a mistyped folder is no tag: %s, also beside one that is there', async (word, code, hint) => {
    await expect(run([word])).rejects.toMatchObject({ code, hint });
    await expect(run(['scenarios/keys', word])).rejects.toMatchObject({ code, hint });
  });

  it('runs nothing while a file is invalid, and reports all its errors (exit 2)', async () => {
    const failed = run(['scenarios/keys', fixture('many-errors')]);
    await expect(failed).rejects.toThrow(OperationError);
    await expect(failed).rejects.toMatchObject({ code: 'usage' });
    await expect(failed).rejects.toThrow(/many-errors\.yaml:5:5: found "tuoch".*did you mean "touch"\?/);
  });

  it('refuses a bus or a time it cannot run on, and a path that does not exist (exit 2)', async () => {
    const words = ['scenarios/keys/bound-elsewhere.yaml'];
    await expect(run(words, { bus: ['socketcan:vcan0'] })).rejects.toMatchObject({ code: 'usage' });
    await expect(run(words, { time: 'real' })).rejects.toMatchObject({ code: 'usage' });
    await expect(run(['scenarios/nowhere.yaml'])).rejects.toMatchObject({ code: 'usage' });
    await expect(run(words, { profile: 'no-such-profile.yaml' })).rejects.toMatchObject({ code: 'usage' });
    expect((await run(words, { bus: ['virtual'] })).code).toBe(0);
  });

  it('puts everything into one JSON object, the same for the same seed but for real time', async () => {
    const words = ['scenarios/keys/weak-key-battery.yaml'];
    const { out } = await run(words, { json: true, seed: 11 });
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({
      totals: { pass: 1 },
      scenarios: [
        { verdict: 'pass', seed: 11, repeat: 'npx smartkey run scenarios/keys/weak-key-battery.yaml --seed 11' },
      ],
    });
    const hashOf = (text: string): string => /"traceHash":"([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
    expect(hashOf(out)).toHaveLength(64);
    expect(hashOf((await run(words, { json: true, seed: 11 })).out)).toBe(hashOf(out));
    expect(hashOf((await run(words, { json: true, seed: 12 })).out)).not.toBe(hashOf(out));
  });
});

describe('smartkey validate and list', () => {
  it('validate reports all errors on stdout and ends with 2', async () => {
    const { code, out } = await capture((terminal) => validateScenarios([FIXTURES], {}, terminal));
    expect(code).toBe(2);
    expect(out.split('\n').filter((line) => line.startsWith(fixture('many-errors')))).not.toHaveLength(0);
    expect(out).toContain('2 valid, 1 invalid (8 problems)');
  });

  it('validate passes what comes with the project', async () => {
    expect((await capture((terminal) => validateScenarios([], { quiet: true }, terminal))).code).toBe(0);
  });

  it('run no code of a folder and say which files they passed over; a file that is named is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vsk-code-'));
    const file = join(folder, 'a.scenario.mjs');
    // Its thread is its own; what it writes is seen.
    const mark = join(folder, 'ran');
    writeFileSync(file, `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\n`);
    writeFileSync(join(folder, 'b.yaml'), 'name: b\nsteps: [{ advance: 1 s }]\n');
    for (const check of [validateScenarios, listScenarios]) {
      const { code, err } = await capture((terminal) => check([folder], {}, terminal));
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(new RegExp(`^not read: ${file} \\(.* name its file to include it\\)$`)),
      ]);
      const json = await capture((terminal) => check([folder], { json: true }, terminal));
      expect(JSON.parse(json.out)).toMatchObject({ notRun: [file] });
    }
    expect(existsSync(mark)).toBe(false);
    const named = await capture((terminal) => validateScenarios([file], {}, terminal));
    expect([named.code, existsSync(mark)]).toEqual([2, true]);
    rmSync(folder, { recursive: true });
  });

  it('list shows names, tags and rules, and the rules that none names', async () => {
    const { code, out } = await capture((terminal) => listScenarios(['@timeout'], {}, terminal));
    expect(code).toBe(0);
    expect(out).toContain('A reset is complete to the microsecond  scenarios/timeouts/reset-completion.yaml');
    expect(out).toMatch(/rules that no scenario names:[\s\S]*DLR-1 /);
    const json = await capture((terminal) => listScenarios(['@timeout'], { json: true }, terminal));
    expect(JSON.parse(json.out)).toMatchObject({ rulesNotNamed: expect.arrayContaining(['DLR-1']) as unknown });
  });
});
