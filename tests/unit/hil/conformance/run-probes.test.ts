import { describe, expect, it } from 'vitest';
import type { ConversationDriver } from '../../../../hil/tester/conversation.ts';
import type { ProbeContext } from '../../../../hil/conformance/probe.ts';
import type { RuleFinding } from '../../../../hil/conformance/run-probes.ts';
import { probedCar, runProbes, SLOW } from '../../../support/probed-car.ts';

interface Probed {
  readonly driver: ConversationDriver;
  readonly context: ProbeContext;
}

function probed(car: Probed, allowDestructive: boolean): Promise<readonly RuleFinding[]> {
  return runProbes(car, { allowDestructive });
}

function rulesWith(findings: readonly RuleFinding[], verdict: RuleFinding['verdict']): readonly number[] {
  return findings.filter((finding) => finding.verdict === verdict).map(({ rule }) => rule);
}

describe('the prober at our own car', () => {
  it.each(['oem', 'generic'] as const)('finds no rule broken on %s, and judges all it probes', async (endpoint) => {
    const findings = await probed(probedCar({ endpoint }), true);
    expect(findings.map(({ rule }) => rule)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
    expect(rulesWith(findings, 'fail')).toEqual([]);
    expect(rulesWith(findings, 'inconclusive')).toEqual([]);
    expect(rulesWith(findings, 'not probed')).toEqual([
      ...[8, 11, 13, 20, 21, 22, 23, 24, 27, 28, 31, 33, 44, 45, 46, 47, 64],
    ]);
  });

  it('probes response pending where it knows of a slow request', async () => {
    const findings = await probed(probedCar(SLOW), true);
    expect(rulesWith(findings, 'fail')).toEqual([]);
    expect(rulesWith(findings, 'inconclusive')).toEqual([]);
    expect(rulesWith(findings, 'pass')).toEqual(expect.arrayContaining([8, 11, 20, 21, 22, 24, 28]));
  });

  it('probes 29-bit ids where the ECU has them', async () => {
    const addressing = {
      extendedIds: true,
      oem: { kind: 'normal', requestId: '0x18DAB5F1', responseId: '0x18DAF1B5' },
      generic: { kind: 'normal', requestId: '0x18DAB6F1', responseId: '0x18DAF1B6' },
      functionalId: '0x18DB33F1',
    };
    const findings = await probed(probedCar({ profile: { addressing } }), false);
    expect(findings[63]).toMatchObject({ rule: 64, verdict: 'pass' });
    expect(rulesWith(findings, 'fail')).toEqual([]);
  });

  it('neither resets the ECU nor sends keys unless it may', async () => {
    const findings = await probed(probedCar(), false);
    const evidence = findings.flatMap((finding) => finding.evidence);
    expect(evidence.filter((line) => /^→ (11 0[1-3]|27 0[2468])/.test(line))).toEqual([]);
    for (const rule of [32, 34, 39, 40, 41, 42, 43]) {
      expect(findings[rule - 1]).toMatchObject({
        verdict: 'not probed',
        reason: 'needs permission for destructive probes',
      });
    }
  });

  it('measures nothing where instants mean nothing', async () => {
    const findings = await probed(probedCar({ context: { isTimed: false } }), false);
    expect(findings[60]).toMatchObject({ rule: 61, verdict: 'not probed' });
    expect(findings[24]).toMatchObject({ rule: 25, verdict: 'pass' });
  });

  it('gives the bytes as evidence', async () => {
    const findings = await probed(probedCar(), false);
    expect(findings[3]?.evidence.map((line) => line.replace(/ after .*/, ''))).toEqual([
      '→ 10 03',
      '← 50 03 00 32 01 F4',
      '→ 31 7E FF FF',
      '← 7F 31 31',
    ]);
    expect(findings[51]?.evidence.slice(0, 2)).toEqual(['⇒ 00 3E 00', '⇐ silence']);
  });

  it('says that there is no ECU where nobody answers', async () => {
    const off = probedCar({ isStarted: false });
    await expect(probed(off, false)).rejects.toMatchObject({
      code: 'bench/no-ecu',
      message: expect.stringMatching(/^no ECU answers: /) as string,
    });
  });
});

describe('the prober at an ECU with a flaw', () => {
  it('finds the rule broken that the flaw breaks, and no other', async () => {
    const findings = await probed(probedCar({ flaws: { '31 01 FF': '7F 31 31' } }), false);
    expect(rulesWith(findings, 'fail')).toEqual([50]);
    expect(findings[49]).toMatchObject({ rule: 50, reason: '31 01 FF: 7F 31 31 instead of 7F 31 13' });
  });

  it('takes the worst verdict of the probes of a rule, with its reason', async () => {
    // Frames in both directions show rule 57.
    const broken = await probed(probedCar({ flaws: { '03 22 F1 90': null, '20 86 F1 86': '03 7F 22 31' } }), false);
    expect(broken[56]).toMatchObject({ verdict: 'fail', reason: '20 86 F1 86: 03 7F 22 31 instead of silence' });
    const open = await probed(probedCar({ flaws: { '03 22 F1 90': null } }), false);
    expect(open[56]).toMatchObject({
      verdict: 'inconclusive',
      reason: 'no response of several frames to 22 F1 90: silence',
    });
  });

  it.each([
    ['10 03', '7F 10 12', [17, 25, 26, 35, 36, 37, 38]],
    ['22 F1 86', '7F 22 31', [10, 17, 25, 26, 30, 35]],
    ['fn 3E 00', null, [12, 14, 17]],
    ['03 22 F1 90', '03 7F 22 31', [57, 60, 61, 62]],
  ])('%s answered %s leaves rules inconclusive', async (asked, answer, rules) => {
    const findings = await probed(probedCar({ flaws: { [asked]: answer } }), false);
    for (const rule of rules) expect(findings[rule - 1], String(rule)).toMatchObject({ verdict: 'inconclusive' });
  });
});
