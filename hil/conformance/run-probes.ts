import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { TesterCommand, TesterReply } from '../tester/command.ts';
import { converseAsync, type Conversation, type ConversationDriver } from '../tester/conversation.ts';
import { answerTo, wait } from './probe-kit.ts';
import { ProbeEnd, type Probe, type ProbeContext, type Verdict } from './probe.ts';
import { DATA_PROBES } from './probes/data.ts';
import { FUNCTIONAL_PROBES } from './probes/functional.ts';
import { RESPONSE_PROBES } from './probes/responses.ts';
import { SECURITY_PROBES } from './probes/security.ts';
import { SESSION_PROBES } from './probes/sessions.ts';
import { TIMING_PROBES } from './probes/timing.ts';
import { RECEPTION_PROBES } from './probes/transport-reception.ts';
import { SENDING_PROBES } from './probes/transport-sending.ts';
import { RULES } from './rules.ts';
import { seemsVirtual, VIRTUAL_TIME } from './virtual-time.ts';

/** The destructive ones are last, and the one that starts the delay is the very last. */
const PROBES: readonly Probe[] = [
  ...RESPONSE_PROBES,
  ...FUNCTIONAL_PROBES,
  ...TIMING_PROBES,
  ...DATA_PROBES,
  ...[...RECEPTION_PROBES, ...SENDING_PROBES].map((probe): Probe => ({ ...probe, usesFrames: true })),
  ...SESSION_PROBES,
  ...SECURITY_PROBES,
].sort((a, b) => Number(a.destructive ?? false) - Number(b.destructive ?? false));

/** The finding for one rule. */
export interface RuleFinding {
  readonly rule: number;
  readonly title: string;
  readonly verdict: Verdict;
  /** Null where it passed. */
  readonly reason: string | null;
  /** The messages on the bus, line by line. */
  readonly evidence: readonly string[];
}

interface ProbeRunOptions {
  readonly allowDestructive: boolean;
  readonly probes?: readonly Probe[];
  /** Called before each probe, for a progress line. */
  readonly onProbe?: (probe: Probe, index: number, count: number) => void;
}

export const NEEDS_PERMISSION = 'needs permission for destructive probes';
const NEEDS_FRAMES = 'needs a bus with CAN frames';
const NOT_VISIBLE = 'cannot be tested from outside, or not without the right pass-codes';

/** How many probes there are: a shard has some of them. */
export const PROBE_COUNT: number = PROBES.length;

/**
 * Runs the probes with these numbers, from 0, and returns the result of each.
 *
 * @throws OperationError (bench/no-ecu) where the ECU does not answer tester present; any error of the driver
 */
export async function runSomeProbes(
  driver: ConversationDriver,
  context: ProbeContext,
  options: ProbeRunOptions,
  numbers: readonly number[],
): Promise<readonly ProbeResult[]> {
  const probed = { driver, context };
  const contact = await runProbe(probed, { rules: [], run: firstContact });
  if (contact.verdict !== 'pass') {
    const message = `no ECU answers: ${contact.reason ?? 'no response'}`;
    throw new OperationError('bench/no-ecu', message, { hint: 'is it on this bus and powered?' });
  }
  const probes = options.probes ?? PROBES;
  const results: ProbeResult[] = [];
  for (const number of numbers) {
    const probe = probes[number];
    if (probe === undefined) continue;
    options.onProbe?.(probe, number, probes.length);
    results.push(await judged(probed, probe, options.allowDestructive));
  }
  return (await isMistimed(probed, results)) ? results.map(withoutFailure) : results;
}

/** Whether rules seem broken because the ECU's time does not pass, which its own waiting times need. */
async function isMistimed(probed: Probed, results: readonly ProbeResult[]): Promise<boolean> {
  const { mayBeVirtual = false, carriesFrames } = probed.context;
  if (!mayBeVirtual || !carriesFrames || !results.some(({ verdict }) => verdict === 'fail')) return false;
  let isVirtual = false;
  await runProbe(probed, {
    rules: [],
    *run() {
      yield* toDefaultSession();
      isVirtual = yield* seemsVirtual();
    },
  });
  return isVirtual;
}

function withoutFailure(result: ProbeResult): ProbeResult {
  if (result.verdict !== 'fail') return result;
  const evidence = [...(result.reason === null ? [] : [result.reason]), ...result.evidence];
  return { verdict: 'inconclusive', reason: VIRTUAL_TIME, evidence };
}

/** The finding for each rule, in order. @param results of all probes, in their order */
export function findingsOf(results: readonly ProbeResult[], probes: readonly Probe[] = PROBES): readonly RuleFinding[] {
  return RULES.map((title, index) => {
    const rule = index + 1;
    return { rule, title, ...together(results.filter((_, number) => probes[number]?.rules.includes(rule) === true)) };
  });
}

export type ProbeResult = Pick<RuleFinding, 'verdict' | 'reason' | 'evidence'>;

function* firstContact(): Conversation<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) if ((yield* answerTo('3E 00')) !== null) return;
  throw new ProbeEnd('inconclusive', 'nobody answers 3E 00');
}

/** Known properties of the ECU. */
interface Probed {
  readonly driver: ConversationDriver;
  readonly context: ProbeContext;
}

async function judged(probed: Probed, probe: Probe, allowDestructive: boolean): Promise<ProbeResult> {
  if (probe.destructive === true && !allowDestructive) return unprobed(NEEDS_PERMISSION);
  if (probe.measures === true && !probed.context.isTimed) return unprobed('needs an ECU that runs in real time');
  if (probe.usesFrames === true && !probed.context.carriesFrames) return unprobed(NEEDS_FRAMES);
  await runProbe(probed, { rules: [], run: toDefaultSession });
  return runProbe(probed, probe);
}

function unprobed(reason: string): ProbeResult {
  return { verdict: 'not probed', reason, evidence: [] };
}

/** Worst first: the worst of several probes of a rule counts. */
const SEVERITY: readonly Verdict[] = ['fail', 'inconclusive', 'pass', 'not probed'];

function together(results: readonly ProbeResult[]): ProbeResult {
  const verdict = SEVERITY.find((candidate) => results.some((result) => result.verdict === candidate));
  if (verdict === undefined) return unprobed(NOT_VISIBLE);
  const reason = results.find((result) => result.verdict === verdict)?.reason ?? null;
  return { verdict, reason, evidence: results.flatMap(({ evidence }) => evidence) };
}

/** How often, and after what time, the request is repeated while the ECU is busy with the previous probe. */
const BUSY_RETRIES = 120;
/** It may be waiting for a flow control until N_Bs. */
const SILENT_RETRIES = 5;
const RETRY_US: Micros = 500 * MICROS_PER_MILLI;

/** Every probe starts in the default session, without leftovers from the previous one. */
function* toDefaultSession(): Conversation<void> {
  for (let busy = 0, silent = 0; busy < BUSY_RETRIES && silent < SILENT_RETRIES;) {
    const answer = yield* answerTo('10 01');
    if (answer === null) silent += 1;
    else if (answer === '7F 10 21') busy += 1;
    else return;
    yield* wait(RETRY_US);
  }
}

async function runProbe({ driver, context }: Probed, probe: Probe): Promise<ProbeResult> {
  const evidence: string[] = [];
  try {
    await converseAsync(probe.run(context), driver, {
      step: ({ command, reply }) => evidence.push(...evidenceOf(command, reply)),
    });
    return { verdict: 'pass', reason: null, evidence };
  } catch (error) {
    if (!(error instanceof ProbeEnd)) throw error;
    return { verdict: error.verdict, reason: error.message, evidence };
  }
}

/** `→ 3E 00` and `← 7E 00 after 0.5 ms`; bare frames have a double arrow. */
function evidenceOf(command: TesterCommand, reply: TesterReply): readonly string[] {
  if (command.kind === 'wait') return [`… ${command.durationUs / MICROS_PER_SECOND} s pass`];
  if (command.kind === 'gather' && reply.kind === 'gather') {
    const heard = reply.messages.map(
      ({ payload, startUs }) => `← ${toHex(payload, ' ')}${after(reply.sentUs, startUs)}`,
    );
    return [`→ ${targetOf(command)}${toHex(command.payload, ' ')}`, ...(heard.length === 0 ? ['← silence'] : heard)];
  }
  if (command.kind === 'frames' && reply.kind === 'frames') {
    const sent = command.frames.map((frame) => `⇒ ${targetOf(command)}${toHex(frame, ' ')}`);
    const heard = reply.frames.map(({ data, timeUs }) => `⇐ ${toHex(data, ' ')}${after(reply.sentUs, timeUs)}`);
    return [...sent, ...(heard.length === 0 ? ['⇐ silence'] : heard)];
  }
  return [];
}

function targetOf({ functional }: { readonly functional: boolean }): string {
  return functional ? 'functional ' : '';
}

function after(sentUs: Micros | null, timeUs: Micros): string {
  return sentUs === null ? '' : ` after ${((timeUs - sentUs) / MICROS_PER_MILLI).toFixed(2)} ms`;
}
