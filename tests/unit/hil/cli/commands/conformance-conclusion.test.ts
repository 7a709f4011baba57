import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concludeConformance, exitCodeOf } from '../../../../../hil/cli/commands/conformance-conclusion.ts';
import { NEEDS_PERMISSION, PROBE_COUNT, type ProbeResult } from '../../../../../hil/conformance/run-probes.ts';
import { VIRTUAL_TIME } from '../../../../../hil/conformance/virtual-time.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const PASS: ProbeResult = { verdict: 'pass', reason: null, evidence: ['→ 3E 00'] };

describe('the conclusion of probes', () => {
  it('judges each rule by its probes, and names the flag that an unjudged one needs', async () => {
    const results = Array.from({ length: PROBE_COUNT }, (): ProbeResult => PASS);
    results[PROBE_COUNT - 1] = { verdict: 'not probed', reason: NEEDS_PERMISSION, evidence: [] };
    const terminal = new KeptTerminal();
    const junit = folder.path('j.xml');
    expect(await concludeConformance(results, 'virtual', { junit, json: true }, terminal)).toBe(0);
    expect(JSON.stringify(terminal.json)).toContain('needs --allow-destructive');
    expect(readFileSync(junit, 'utf8')).toContain('conformance of virtual');
  });

  it.each([
    [1, '1 probe is not judged'],
    [2, '2 probes are not judged'],
  ])('warns where the time of the ECU seems virtual, and names the flag that helps', async (count, words) => {
    const results = Array.from({ length: PROBE_COUNT }, (): ProbeResult => PASS);
    results.fill({ verdict: 'inconclusive', reason: VIRTUAL_TIME, evidence: [] }, 0, count);
    const terminal = new KeptTerminal();
    expect(await concludeConformance(results, 'slcan-tcp:127.0.0.1:3333', { json: true }, terminal)).toBe(3);
    expect(terminal.errLines).toEqual([
      `warning: ${VIRTUAL_TIME}, so ${words}; repeat with --car URL, the HTTP address of the virtual car, to advance its time`,
    ]);
  });

  it('a failure is worse than an inconclusive rule', () => {
    const of = (...verdicts: readonly ProbeResult['verdict'][]): number =>
      exitCodeOf(verdicts.map((verdict) => ({ verdict })));
    expect([of('pass', 'not probed'), of('inconclusive', 'pass'), of('inconclusive', 'fail')]).toEqual([0, 3, 1]);
  });
});
