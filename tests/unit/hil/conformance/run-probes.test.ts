import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { VirtualTimeDriver } from '../../../../hil/tester/virtual-time-driver.ts';
import type { TesterCommand, TesterReply } from '../../../../hil/tester/command.ts';
import type { ConversationDriver } from '../../../../hil/tester/conversation.ts';
import type { ProbeContext } from '../../../../hil/conformance/probe.ts';
import { runProbes, type RuleFinding } from '../../../../hil/conformance/run-probes.ts';
import { scanToolConfig } from '../../../../hil/tester/tester-config.ts';

interface Setup {
  readonly endpoint?: 'oem' | 'generic';
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly context?: Partial<ProbeContext>;
  readonly isStarted?: boolean;
}

interface Probed {
  readonly driver: ConversationDriver;
  readonly context: ProbeContext;
}

function drive({ endpoint = 'generic', profile = {}, context = {}, isStarted = true }: Setup = {}): Probed {
  const car = new Car({ profile: parseProfile(profile), cyclicFrames: false });
  if (isStarted) car.start();
  const { physical, functional } = scanToolConfig(car.profile, { endpoint });
  const target = { physical, functional: functional ?? physical, answerUs: 250_000, pendingAnswerUs: 6_000_000 };
  const driver = new VirtualTimeDriver({ time: car, host: car.network, probe: target });
  const usual: ProbeContext = {
    slowRequest: null,
    isTimed: true,
    jitterUs: 0,
    extendedIds: physical.extendedIds,
    requestId: physical.addressing.sendId,
    responseId: physical.addressing.receiveId,
    addressLength: endpoint === 'oem' ? 1 : 0,
    isClassical: true,
  };
  return { driver, context: { ...usual, ...context } };
}

function probed({ driver, context }: Probed, allowDestructive: boolean): Promise<readonly RuleFinding[]> {
  return runProbes(driver, context, { allowDestructive });
}

function rulesWith(findings: readonly RuleFinding[], verdict: RuleFinding['verdict']): readonly number[] {
  return findings.filter((finding) => finding.verdict === verdict).map(({ rule }) => rule);
}

/**
 * The car with one flaw: what it answers to one request, or to one list of frames, is replaced by these bytes
 * (`null`: silence). `fn` before a request makes it a functional one.
 */
class Flawed implements ConversationDriver {
  readonly context: ProbeContext;
  readonly #inner: ConversationDriver;
  readonly #asked: string;
  readonly #answer: string | null;

  constructor(asked: string, answer: string | null) {
    const { driver, context } = drive();
    this.#inner = driver;
    this.context = context;
    this.#asked = asked;
    this.#answer = answer;
  }

  nowUs(): number {
    return this.#inner.nowUs();
  }

  async carryOut(command: TesterCommand): Promise<TesterReply> {
    const reply = await this.#inner.carryOut(command);
    if (command.kind !== 'gather' && command.kind !== 'frames') return reply;
    const parts = command.kind === 'gather' ? [command.payload] : command.frames;
    const asked = `${command.functional ? 'fn ' : ''}${parts.map((part) => toHex(part, ' ')).join(', ')}`;
    if (asked !== this.#asked) return reply;
    const bytes = this.#answer === null ? [] : [fromHex(this.#answer)];
    if (reply.kind === 'gather') return { ...reply, messages: bytes.map((payload) => ({ payload, startUs: 0 })) };
    if (reply.kind !== 'frames') return reply;
    return { ...reply, frames: bytes.map((data) => ({ data, timeUs: 0 })) };
  }

  async end(): Promise<void> {
    await this.#inner.end();
  }
}

describe('the prober at our own car', () => {
  it.each(['oem', 'generic'] as const)('finds no rule broken on %s, and judges all it probes', async (endpoint) => {
    const findings = await probed(drive({ endpoint }), true);
    expect(findings.map(({ rule }) => rule)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
    expect(rulesWith(findings, 'fail')).toEqual([]);
    expect(rulesWith(findings, 'inconclusive')).toEqual([]);
    expect(rulesWith(findings, 'not probed')).toEqual([
      ...[8, 11, 13, 20, 21, 22, 23, 24, 27, 28, 31, 33, 44, 45, 46, 47, 64],
    ]);
  });

  it('probes response pending where it knows of a slow request', async () => {
    const driver = drive({
      profile: { actionDurations: { readFaults: '12 s' } },
      context: { slowRequest: Uint8Array.of(0x19, 0x0a) },
    });
    const findings = await probed(driver, true);
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
    const findings = await probed(drive({ profile: { addressing } }), false);
    expect(findings[63]).toMatchObject({ rule: 64, verdict: 'pass' });
    expect(rulesWith(findings, 'fail')).toEqual([]);
  });

  it('neither resets the ECU nor sends keys unless it may', async () => {
    const findings = await probed(drive(), false);
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
    const findings = await probed(drive({ context: { isTimed: false } }), false);
    expect(findings[60]).toMatchObject({ rule: 61, verdict: 'not probed' });
    expect(findings[24]).toMatchObject({ rule: 25, verdict: 'pass' });
  });

  it('gives the bytes as evidence', async () => {
    const findings = await probed(drive(), false);
    expect(findings[3]?.evidence.map((line) => line.replace(/ after .*/, ''))).toEqual([
      '→ 10 03',
      '← 50 03 00 32 01 F4',
      '→ 31 7E FF FF',
      '← 7F 31 31',
    ]);
    expect(findings[51]?.evidence.slice(0, 2)).toEqual(['⇒ 00 3E 00', '⇐ silence']);
  });

  it('says that there is no ECU where nobody answers', async () => {
    const off = drive({ isStarted: false });
    await expect(probed(off, false)).rejects.toMatchObject({
      code: 'bench/no-ecu',
      message: expect.stringMatching(/^no ECU answers: /) as string,
    });
  });
});

function flawed(asked: string, answer: string | null): Promise<readonly RuleFinding[]> {
  const driver = new Flawed(asked, answer);
  return probed({ driver, context: driver.context }, false);
}

describe('the prober at an ECU with a flaw', () => {
  it.each([
    ['3F 00', '7F 3F 12', 1],
    ['10 7E 00', '7F 10 13', 2],
    ['19', '7F 19 11', 3],
    ['31 7E FF FF', '7F 31 12', 4],
    ['10 7E', '7F 10 12 00', 5],
    ['50 03', '7F 50 11', 6],
    ['3E 00', '7F 3E 10', 7],
    ['3E 80', '7E 00', 9],
    ['fn 10 7E', '7F 10 12', 12],
    ['fn 10 01 00', null, 14],
    ['22 00 00', null, 15],
    ['fn 3E 00', '7F 3E 11', 16],
    ['fn 3E 80', '7E 00', 17],
    ['10 03', '50 03 00 00 00 00', 19],
    ['10 01 00', '50 01 00 32 01 F4', 29],
    ['27 7F', '7F 27 24', 36],
    ['27 01', '67 01 00 00 00 00 00 00 00 00', 38],
    ['22 00 00 F1 86', '7F 22 31', 48],
    ['2E 00 00 00', '7F 2E 13', 49],
    ['31 01 FF', '7F 31 31', 50],
    ['3E 00 00', '7E 00', 51],
    ['00 3E 00', '03 7F 3E 13', 52],
    ['10 07 3E 00 00 00 00 00', '30 00 00', 53],
    ['10 00 00 00 0F FF 22 F1', '30 00 00', 54],
    ['10 00 FF FF FF FF 22 F1', '30 00 00', 55],
    ['fn 10 09 22 F1 86 F1 86 F1', '30 00 00', 56],
    ['20 86 F1 86', '03 7F 22 31', 57],
    ['21 86 F1 86', '03 7F 22 31', 58],
    ['30 00 00, 40 3E 00', '02 7E 00', 59],
    ['32 00 00', '21 00', 60],
    ['30 00 FF', '21 00', 61],
    ['02 3E 00 55', null, 63],
  ])('%s answered %s breaks rule %i', async (asked, answer, rule) => {
    const findings = await flawed(asked, answer);
    expect(findings[rule - 1]).toMatchObject({ rule, verdict: 'fail' });
    expect(findings[rule - 1]?.reason).not.toBeNull();
  });

  it.each([
    ['10 03', '7F 10 12', [17, 25, 26, 35, 36, 37, 38]],
    ['22 F1 86', '7F 22 31', [10, 17, 25, 26, 30, 35]],
    ['fn 3E 00', null, [12, 14, 17]],
    ['03 22 F1 90', '03 7F 22 31', [57, 60, 61, 62]],
  ])('%s answered %s leaves rules inconclusive', async (asked, answer, rules) => {
    const findings = await flawed(asked, answer);
    for (const rule of rules) expect(findings[rule - 1], String(rule)).toMatchObject({ verdict: 'inconclusive' });
  });
});
