import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../../ecu-sim/profile.ts';
import { leaveConformancePart, mergeConformance } from '../../../../../hil/cli/commands/conformance-share.ts';
import { PROBE_COUNT, type ProbeResult } from '../../../../../hil/conformance/run-probes.ts';
import { mergeParts } from '../../../../../hil/shard/merge-parts.ts';
import { newHead, readParts } from '../../../../../hil/shard/part-file.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('the part of a shard of probes', () => {
  it('has the results of its probes, and their exit code', async () => {
    const terminal = new KeptTerminal();
    const all = Array.from({ length: PROBE_COUNT }, (_, number) => number);
    const shares = [all.filter((number) => number % 2 === 0), all.filter((number) => number % 2 === 1)];
    const result = (number: number): ProbeResult => ({
      verdict: number === 1 ? 'fail' : 'pass',
      reason: null,
      evidence: [`${number}`],
    });
    const codes: number[] = [];
    for (const [index, numbers] of shares.entries()) {
      const share = { bus: 'virtual', profile: DEFAULT_PROFILE, numbers, results: numbers.map(result) };
      const flags = { endpoint: 'oem', report: folder.path(`p${index}`) } as const;
      codes.push(await leaveConformancePart({ number: index + 1, of: 2 }, share, flags, terminal));
    }
    expect(codes).toEqual([0, 1]);
    expect(terminal.outLines[0]).toBe(`part: ${folder.path('p0/part.jsonl')}`);
    const merged = mergeConformance(mergeParts(await readParts([folder.path('p1'), folder.path('p0')])));
    expect(merged).toEqual({ bus: 'virtual', results: all.map(result) });
  });

  it('without probes is refused', () => {
    const head = newHead('conformance', { number: 1, of: 1 }, {}, 1, { bus: 'virtual' });
    const broken = mergeParts([{ folder: 'p', file: 'part.jsonl', head, units: [{ unit: 0, result: 7 }] }]);
    expect(() => mergeConformance(broken)).toThrow('p is damaged: it has no results of probes');
  });
});
