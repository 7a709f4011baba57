import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pageBlock } from '../support/page-block.ts';
import { runCommand } from './support/in-process.ts';
import { MAIN } from './support/main-file.ts';
import { runProgram } from './support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BROKEN = 'tests/scenario/fixtures/broken-on-purpose.yaml';
const OPEN = 'tests/scenario/fixtures/question-left-open.yaml';
const KEYS = 'scenarios/keys';

let made = 0;
/** A path in the test's folder that is not there yet. */
function fresh(name: string): string {
  made += 1;
  return join(folder, `${made}-${name}`);
}

/** A scenario that takes long, in real time too: 60 hours of frames. */
function longScenario(): string {
  const path = fresh('long.yaml');
  const steps = Array.from({ length: 180 }, () => '  - advance: 20 min').join('\n');
  writeFileSync(path, `name: long ${made}\nsteps:\n${steps}\n`);
  return path;
}

interface JsonReport {
  readonly totals: Readonly<Record<string, number>>;
  readonly notRun: readonly unknown[];
  readonly endedBy: string | null;
  readonly flaky: number;
  readonly scenarios: readonly {
    readonly verdict: string;
    readonly traceHash: string;
    readonly name: string;
    readonly quarantine: string | null;
    readonly earlier: readonly unknown[];
    readonly steps: readonly { readonly verdict: string; readonly got: string | null }[];
  }[];
}

function parsed(stdout: string): JsonReport {
  return JSON.parse(stdout) as JsonReport;
}

describe('smartkey run with reports', () => {
  it('writes the page, JUnit, CTRF, results and summary, and a bundle of what failed; ends with 1', async () => {
    const report = fresh('report');
    const { exitCode, stdout } = await runCommand('run', KEYS, BROKEN, '--report', report);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`report: ${join(report, 'index.html')}`);
    const files = ['bundles', 'ctrf.json', 'index.html', 'junit.xml', 'results.json', 'summary.md'];
    expect(readdirSync(report).sort()).toEqual(files);
    const bundle = join(report, 'bundles/tests-scenario-fixtures-broken-on-purpose.bundle');
    expect(stdout).toContain(`bundle     npx smartkey replay ${bundle}`);
    expect(readdirSync(bundle).sort()).toEqual([
      'README.txt',
      'bundle.json',
      'result.json',
      'scenario.json',
      'source',
      'trace.asc',
      'trace.jsonl',
      'trace.log',
      'trace.pcapng',
    ]);
    expect(readdirSync(join(bundle, 'source'))).toEqual(['broken-on-purpose.yaml']);
    expect(readFileSync(join(report, 'junit.xml'), 'utf8')).toContain('failures="1"');
  });

  it('leaves a bundle even without reports, unless disabled', async () => {
    const report = fresh('none');
    const { stdout } = await runCommand('run', BROKEN, '--no-bundle', '--report', report);
    expect(stdout).not.toContain('bundle ');
    expect(existsSync(join(report, 'bundles'))).toBe(false);
  });

  it('gives the same results in the same order with several jobs', async () => {
    const [alone, many] = await Promise.all([
      runCommand('run', KEYS, '--json'),
      runProgram('run', KEYS, '--json', '--jobs', '2'),
    ]);
    const summary = (text: string): unknown => parsed(text).scenarios.map(({ name, traceHash }) => [name, traceHash]);
    expect(many.exitCode).toBe(0);
    expect(summary(many.stdout)).toEqual(summary(alone.stdout));
  }, 120_000);

  it('counts retries and shows them, and repeats as often as requested with one hash', async () => {
    const retried = parsed((await runCommand('run', BROKEN, '--json', '--retry', '2', '--no-bundle')).stdout);
    expect(retried.scenarios[0]?.earlier).toHaveLength(2);
    const repeated = await runCommand('run', join(KEYS, 'buttons.yaml'), '--json', '--repeat', '3');
    const hashes = parsed(repeated.stdout).scenarios.map(({ traceHash }) => traceHash);
    expect(repeated.exitCode).toBe(0);
    expect(hashes).toHaveLength(3);
    expect(new Set(hashes).size).toBe(1);
  });

  it('does not count what is quarantined, in a list or in the scenario, and says why', async () => {
    const list = fresh('quarantine.yaml');
    writeFileSync(list, `${BROKEN}: flutters, issue 12\nno-such.yaml: gone\n`);
    const { exitCode, stdout, stderr } = await runCommand('run', BROKEN, '--quarantine', list, '--no-bundle');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('quarantined  flutters, issue 12; it is not counted');
    expect(stdout).toContain('0 passed, 1 quarantined; ');
    expect(stderr).toContain('no selected scenario matches no-such.yaml');
    const own = fresh('own.yaml');
    writeFileSync(own, 'name: own\nquarantine: see issue 13\nsteps:\n  - expect: { procedure: reset }\n');
    const second = await runCommand('run', own, '--json', '--no-bundle');
    expect(second.exitCode).toBe(0);
    expect(parsed(second.stdout).scenarios[0]?.quarantine).toBe('see issue 13');
  });

  it('refuses a quarantine without a reason', async () => {
    const list = fresh('quarantine.yaml');
    writeFileSync(list, `${BROKEN}:\n`);
    const { exitCode, stderr } = await runCommand('run', BROKEN, '--quarantine', list);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`quarantine ${list} has no reason for "${BROKEN}"`);
  });

  it('ends with 1 at the first failure with --fail-fast, with 3 for an open question, with 7 below the gate', async () => {
    const fast = await runCommand('run', BROKEN, OPEN, '--json', '--fail-fast', '--no-bundle');
    expect(fast.exitCode).toBe(1);
    expect(parsed(fast.stdout)).toMatchObject({ endedBy: 'fail-fast', notRun: [{ file: OPEN }] });
    expect((await runCommand('run', OPEN, '--no-bundle')).exitCode).toBe(3);
    const gate = await runCommand('run', join(KEYS, 'buttons.yaml'), '--coverage-gate', '100');
    expect(gate.exitCode).toBe(7);
    expect(gate.stderr).toMatch(/coverage gate missed: \d+ % of the rules are covered, 100 % required/);
    expect((await runCommand('run', join(KEYS, 'buttons.yaml'), '--coverage-gate', '1')).exitCode).toBe(0);
  });

  it('selects by tag, and ends with 4 where nothing has it', async () => {
    const { stdout } = await runCommand('run', 'scenarios/bulletin', '--tag', 'erasure', '--json');
    expect(parsed(stdout).scenarios.map(({ name }) => name)).toEqual(['A lost key is erased']);
    const none = await runCommand('run', 'scenarios/bulletin', '--tag', 'nothing-has-this');
    expect(none.exitCode).toBe(4);
    expect(none.stderr).toContain('has the tag nothing-has-this');
  });

  it('gives up a scenario that takes more real time than the guard allows: an error, not a failure', async () => {
    const { exitCode, stdout } = await runCommand('run', longScenario(), '--guard', '0.2', '--json', '--no-bundle');
    expect(exitCode).toBe(5);
    const [scenario] = parsed(stdout).scenarios;
    expect(scenario?.verdict).toBe('error');
    expect(scenario?.steps.find(({ verdict }) => verdict === 'error')?.got).toContain(
      'the guard of 0.2 s of real time ran out',
    );
  });

  it('leaves a bundle of every attempt, each of which is replayed by itself', async () => {
    const report = fresh('attempts');
    const { stdout } = await runCommand('run', BROKEN, '--retry', '2', '--report', report);
    const stem = 'tests-scenario-fixtures-broken-on-purpose';
    const names = [`${stem}.attempt-1.bundle`, `${stem}.attempt-2.bundle`, `${stem}.bundle`];
    expect(readdirSync(join(report, 'bundles')).sort()).toEqual(names);
    const xml = readFileSync(join(report, 'junit.xml'), 'utf8');
    for (const name of names) {
      const path = join(report, 'bundles', name);
      expect(stdout).toContain(`smartkey replay ${path}\n`);
      expect(xml).toContain(path);
      const again = await runCommand('replay', path);
      expect([again.exitCode, again.stdout]).toEqual([0, expect.stringMatching(/^same: event hash/m)]);
    }
  });

  it('keeps the traces of every attempt where all are wanted', async () => {
    const traces = fresh('traces');
    await runCommand('run', BROKEN, '--retry', '1', '--no-bundle', '--trace', traces);
    const stem = 'tests-scenario-fixtures-broken-on-purpose';
    const endings = ['.asc', '.attempt-1.asc', '.attempt-1.jsonl', '.attempt-1.log', '.attempt-1.pcapng'];
    expect(readdirSync(traces).sort()).toEqual(
      [...endings, '.jsonl', '.log', '.pcapng'].map((ending) => stem + ending),
    );
  });

  it('keeps traces in every format where all are wanted', async () => {
    const traces = fresh('traces');
    const { exitCode } = await runCommand('run', join(KEYS, 'buttons.yaml'), '--trace', traces);
    expect(exitCode).toBe(0);
    const stem = 'scenarios-keys-buttons';
    expect(readdirSync(traces).sort()).toEqual(['.asc', '.jsonl', '.log', '.pcapng'].map((ending) => stem + ending));
    expect(readFileSync(join(traces, `${stem}.jsonl`), 'utf8')).toMatch(/^\{"timeUs":0,/);
  });
});

describe('what prevents a report', () => {
  it('a file in place of its folder: reported, 5, and the results are still shown', async () => {
    const path = fresh('file');
    writeFileSync(path, '');
    const { exitCode, stdout, stderr } = await runCommand('run', join(KEYS, 'buttons.yaml'), '--report', path);
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/1 passed; /);
    expect(stderr).toContain('cannot write the report; the run continues');
    expect(stderr).toContain(`error: ${path} cannot be written: `);
    expect(stderr).toContain('choose another name; the flag is --report');
  });

  it('a full disk: reported, 5, and the results are still shown', async (context) => {
    if (!existsSync('/dev/full')) context.skip('no /dev/full on this machine');
    const { exitCode, stdout, stderr } = await runCommand('run', join(KEYS, 'buttons.yaml'), '--summary', '/dev/full');
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/1 passed; /);
    expect(stderr).toMatch(/error: \/dev\/full cannot be written: ENOSPC.*free disk space/);
  });

  it('is in the JSON too, which lists nothing where all was written', async (context) => {
    if (!existsSync('/dev/full')) context.skip('no /dev/full on this machine');
    const words = ['run', join(KEYS, 'buttons.yaml'), '--json'];
    const full = await runCommand(...words, '--summary', '/dev/full');
    expect(full.exitCode).toBe(5);
    expect(JSON.parse(full.stdout)).toMatchObject({
      troubles: [expect.stringMatching(/^\/dev\/full cannot be written: ENOSPC/)],
    });
    expect(JSON.parse((await runCommand(...words)).stdout)).toMatchObject({ troubles: [] });
  });

  it('comes before the verdict, which is last; so does the place of a report', async () => {
    const report = fresh('order');
    const { stdout } = await runCommand('run', join(KEYS, 'buttons.yaml'), '--report', report);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^1 passed; /);
    expect(lines).toContain(`report: ${join(report, 'index.html')}`);
  });

  it('a folder that may not be written to', async () => {
    // Nobody makes a folder in the kernel's own file system, root included.
    const path = '/sys/reports';
    const { exitCode, stdout, stderr } = await runCommand('run', join(KEYS, 'buttons.yaml'), '--report', path);
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/1 passed; /);
    expect(stderr).toContain(`error: ${path} cannot be written: `);
    expect(stderr).toContain('choose a writable folder; the flag is --report');
  });

  it('Ctrl-C in the middle: what was measured is reported, 130', async () => {
    for (const jobs of ['1', '2']) {
      const report = fresh('interrupted');
      const words = ['run', join(KEYS, 'buttons.yaml'), longScenario(), longScenario(), longScenario(), longScenario()];
      const program = spawn(process.execPath, [MAIN, ...words, '--report', report, '--jobs', jobs], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      program.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (stdout === '') program.kill('SIGINT');
        stdout += text;
      });
      await once(program, 'close');
      expect(program.exitCode, stdout).toBe(130);
      const results = parsed(readFileSync(join(report, 'results.json'), 'utf8'));
      expect(results.endedBy).toBe('interrupt');
      expect(results.scenarios[0]?.verdict).toBe('pass');
      expect(results.notRun.length).toBeGreaterThan(0);
      expect(readFileSync(join(report, 'junit.xml'), 'utf8')).toContain('not run: the run ended early');
      expect(existsSync(join(report, 'index.html'))).toBe(true);
    }
  }, 120_000);
});

describe('Ctrl-C on a bench in real time', () => {
  it('reports what was measured of the running scenario: its steps, the interrupted one, its trace', async () => {
    const report = fresh('interrupted');
    const scenario = fresh('slow.yaml');
    const steps = [
      "  - uds: { send: '3E 00', expect: '7E 00' }",
      '  - advance: 60 s',
      '  - expect: { session: default }',
    ];
    writeFileSync(scenario, `name: slow\nsteps:\n${steps.join('\n')}\n`);
    const words = ['run', join(KEYS, 'weak-key-battery.yaml'), scenario, BROKEN, '--bench', 'loopback'];
    const program = spawn(process.execPath, [MAIN, ...words, '--report', report], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      // The first is over, and the second under way for a while.
      if (stdout === '') setTimeout(() => program.kill('SIGINT'), 1_500);
      stdout += text;
    });
    await once(program, 'close');
    expect(program.exitCode, stdout).toBe(130);
    expect(stdout).toMatch(/inconclusive slow [^]*got {8}the run was interrupted\n/);
    const results = parsed(readFileSync(join(report, 'results.json'), 'utf8'));
    expect(results.scenarios.map(({ name, verdict }) => [name, verdict])).toEqual([
      [expect.any(String), 'pass'],
      ['slow', 'inconclusive'],
    ]);
    expect(results.scenarios[1]?.steps.map(({ verdict, got }) => [verdict, got])).toEqual([
      ['pass', '7E 00'],
      ['inconclusive', 'the run was interrupted'],
      ['skipped', null],
    ]);
    expect([results.endedBy, results.notRun.length]).toEqual(['interrupt', 1]);
    expect(readFileSync(join(report, 'junit.xml'), 'utf8')).toContain('the run was interrupted');
    expect(readFileSync(join(report, 'ctrf.json'), 'utf8')).toContain('the run was interrupted');
    const page = readFileSync(join(report, 'index.html'), 'utf8');
    expect(JSON.stringify(pageBlock(page, 's1'))).toContain('the run was interrupted');
    const [bundle = ''] = readdirSync(join(report, 'bundles'));
    expect(readFileSync(join(report, 'bundles', bundle, 'trace.log'), 'utf8')).toContain('750#B5023E00');
  }, 60_000);
});

describe('smartkey replay', () => {
  async function bundleOf(scenario: string): Promise<string> {
    const report = fresh('report');
    await runCommand('run', scenario, '--report', report);
    const [name = ''] = readdirSync(join(report, 'bundles'));
    return join(report, 'bundles', name);
  }

  it('runs a bundle again with what is in it, and says that it is the same', async () => {
    const scenario = fresh('gone.yaml');
    writeFileSync(scenario, 'name: gone\nsteps:\n  - advance: 2 s\n  - expect: { procedure: reset }\n');
    const bundle = await bundleOf(scenario);
    rmSync(scenario);
    const { exitCode, stdout } = await runCommand('replay', bundle);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('gone, seed 1: fail, as before');
    expect(stdout).toMatch(/^same: event hash [0-9a-f]{64}, \d+ events compared$/m);
  });

  it('ends with 6 and the first event that differs, both sides in words', async () => {
    const bundle = await bundleOf(BROKEN);
    const trace = join(bundle, 'trace.jsonl');
    const text = readFileSync(trace, 'utf8');
    writeFileSync(trace, text.replace('"payload":"5003', '"payload":"5002'));
    const { exitCode, stdout } = await runCommand('replay', bundle);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/first difference: event \d+ of the trace/);
    expect(stdout).toMatch(/before {2}0\.\d+ s {2}smart-key: uds .*payload 5002/);
    expect(stdout).toMatch(/now {5}0\.\d+ s {2}smart-key: uds .*payload 5003/);
    const json = JSON.parse((await runCommand('replay', bundle, '--json')).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({ same: false, verdict: 'fail', difference: { words: {} } });
  });

  it('repeats a bundle from before 2026-11-29, whose trace and hash call a stimulus a hand', async () => {
    const scenario = fresh('former.yaml');
    const steps = '[{ vehicle: { doors: { driver: true } } }, { advance: 1 s }, { expect: { beeps: { total: 9 } } }]';
    writeFileSync(scenario, `name: x\nsteps: ${steps}\n`);
    const bundle = await bundleOf(scenario);
    const rewrite = (name: string, from: string, to: string): void => {
      const text = readFileSync(join(bundle, name), 'utf8');
      expect(text).toContain(from);
      writeFileSync(join(bundle, name), text.replace(from, to));
    };
    rewrite('trace.jsonl', '"kind":"stimulus","source":"stimulus"', '"kind":"hand","source":"hand"');
    const hash = 'e1d364e0060a4ab720173ab6fbbf7e12e084df97159b70a83b8e4958bfd784b6';
    rewrite('bundle.json', hash, 'a50dd7ae03d607399cce29eada2b2721a46fed5baa41162028b0a1a329df4012');
    const { exitCode, stdout } = await runCommand('replay', bundle);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('26 events compared')]);
  });

  it('compares a trace that is cut off in the middle up to the cut, and says so', async () => {
    const bundle = await bundleOf(BROKEN);
    const trace = join(bundle, 'trace.jsonl');
    truncateSync(trace, readFileSync(trace).length - 20);
    const { exitCode, stdout } = await runCommand('replay', bundle);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/trace\.jsonl of the bundle is cut off: its first [\d,]+ events are compared/);
  });

  it('refuses a file that is not a bundle, and an incomplete bundle', async () => {
    const nothing = await runCommand('replay', fresh('nothing'));
    expect(nothing.exitCode).toBe(2);
    expect(nothing.stderr).toMatch(/error: bundle or trace not found: ".*nothing"/);
    expect((await runCommand('replay', 'scenarios')).stderr).toContain('scenarios is neither a bundle nor a trace');
    const bundle = await bundleOf(BROKEN);
    rmSync(join(bundle, 'scenario.json'));
    const broken = await runCommand('replay', bundle);
    expect(broken.exitCode).toBe(2);
    expect(broken.stderr).toContain('scenario.json cannot be read');
    writeFileSync(join(bundle, 'bundle.json'), '{"bundle":99}');
    expect((await runCommand('replay', bundle)).stderr).toContain(
      'bundle.json has format 99; this version of the program reads format 1',
    );
  });
});
