import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CarInProcess, runCommand } from './support/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Report {
  readonly counts: Readonly<Record<string, number>>;
  readonly rules: readonly { readonly rule: number; readonly verdict: string; readonly evidence: readonly string[] }[];
}

function parseReport(text: string): Report {
  return JSON.parse(text) as Report;
}

describe('smartkey conformance', () => {
  it('probes a car in its own process, and reports in JSON and JUnit', async () => {
    const junit = join(folder, 'conformance.xml');
    const args = ['--bus', 'virtual', '--allow-destructive', '--json', '--junit', junit];
    const { exitCode, stdout, stderr } = await runCommand('conformance', ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const report = parseReport(stdout);
    expect(report.counts).toMatchObject({ pass: 47, fail: 0, inconclusive: 0 });
    expect(report.rules.map(({ rule }) => rule)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites tests="64" failures="0" errors="0" skipped="17">');
  });

  it('probes the body ECU: no rule is broken, and what it does not have cannot be judged', async () => {
    const args = ['--bus', 'virtual', '--endpoint', 'body', '--allow-destructive', '--json'];
    const { exitCode, stdout } = await runCommand('conformance', ...args);
    const { rules, counts } = parseReport(stdout);
    const of = (verdict: string): readonly number[] =>
      rules.filter((finding) => finding.verdict === verdict).map(({ rule }) => rule);
    expect(counts['fail']).toBe(0);
    expect(of('pass')).toEqual([
      ...[2, 3, 5, 6, 7, 9, 10, 15, 18, 19, 25, 26, 29, 30, 35, 48],
      ...[51, 52, 53, 54, 55, 57, 58, 59, 60, 61, 62, 63],
    ]);
    // 0x11, 0x27, 0x2E and 0x31.
    expect(of('inconclusive')).toEqual([1, 4, 32, 34, 36, 37, 38, 39, 40, 41, 42, 43, 49, 50]);
    expect(exitCode).toBe(3);
  });

  it('refuses to probe a body ECU whose address a profile gives to the Smart Key ECU', async () => {
    const profile = join(folder, 'taken.yaml');
    const address = 'kind: extended, requestId: 0x750, responseId: 0x758, requestAddress: 0x40, responseAddress: 0x40';
    writeFileSync(profile, `addressing: { oem: { ${address} } }\n`);
    const args = ['--bus', 'virtual', '--endpoint', 'body', '--profile', profile];
    const { exitCode, stderr } = await runCommand('conformance', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the profile gives its address to the Smart Key ECU');
  });

  it('probes a car over slcan-tcp, in its virtual time', async () => {
    const car = await CarInProcess.start('--time', 'virtual');
    try {
      const args = ['--bus', car.bus, '--car', car.http, '--endpoint', 'generic', '--json'];
      const { exitCode, stdout, stderr } = await runCommand('conformance', ...args);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const report = parseReport(stdout);
      expect(report.counts['pass']).toBe(37);
      expect(report.rules[24]).toMatchObject({ rule: 25, verdict: 'pass' });
    } finally {
      await car.end('SIGINT');
    }
  }, 120_000);

  it('ends with 5 where no ECU answers, and with 2 for an invalid flag', async () => {
    const profile = join(folder, 'elsewhere.yaml');
    writeFileSync(
      profile,
      'addressing: { oem: { kind: normal, requestId: 0x111, responseId: 0x112 }, functionalId: 0x113 }\n',
    );
    const car = await CarInProcess.start('--time', 'virtual');
    try {
      const nobody = await runCommand('conformance', '--bus', car.bus, '--profile', profile);
      expect(nobody.exitCode).toBe(5);
      expect(nobody.stderr).toContain('no ECU answers');
    } finally {
      await car.end('SIGINT');
    }
    const usage = await runCommand('conformance', '--bus', 'virtual', '--slow', 'xyz');
    expect(usage.exitCode).toBe(2);
    expect(usage.stderr).toContain('--slow');
  }, 60_000);
});
