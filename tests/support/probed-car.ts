import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { parseProfile } from '../../ecu-sim/profile.ts';
import { Car } from '../../hil/car/car.ts';
import type { Probe, ProbeContext } from '../../hil/conformance/probe.ts';
import { findingsOf, PROBE_COUNT, runSomeProbes, type RuleFinding } from '../../hil/conformance/run-probes.ts';
import type { TesterCommand, TesterReply } from '../../hil/tester/command.ts';
import type { ConversationDriver } from '../../hil/tester/conversation.ts';
import { scanToolConfig } from '../../hil/tester/tester-config.ts';
import { VirtualTimeDriver } from '../../hil/tester/virtual-time-driver.ts';

/** The car's own answer, where the answers before or after it are not. */
export const OWN = 'own';

/** `7E 00`, or `7F 19 78 @40 | 59 0A @100` with the time after the request in ms; null is silence. */
type Answer = string | null;

/**
 * What is answered in place of the car's own answers: by the request, or by the frames with commas between them; `fn`
 * in front is functional. Of several answers each request takes the next, and the last one stays.
 */
type Flaws = Readonly<Record<string, Answer | readonly Answer[]>>;

interface Setup {
  readonly endpoint?: 'oem' | 'generic';
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly context?: Partial<ProbeContext>;
  readonly isStarted?: boolean;
  readonly flaws?: Flaws;
}

interface ProbedCar {
  readonly driver: ConversationDriver;
  readonly context: ProbeContext;
}

/** A car whose reading of faults takes longer than P2, and the prober that knows it. */
export const SLOW = {
  profile: { actionDurations: { readFaults: '12 s' } },
  context: { slowRequest: Uint8Array.of(0x19, 0x0a) },
} as const;

/** A car in virtual time, as the prober sees it. */
export function probedCar({
  endpoint = 'generic',
  profile = {},
  context,
  isStarted,
  flaws = {},
}: Setup = {}): ProbedCar {
  const car = new Car({ profile: parseProfile(profile), cyclicFrames: false });
  if (isStarted !== false) car.start();
  const { physical, functional } = scanToolConfig(car.profile, { endpoint });
  const target = { physical, functional: functional ?? physical, answerUs: 250_000, pendingAnswerUs: 6_000_000 };
  const driver = new VirtualTimeDriver({ time: car, host: car.network, probe: target });
  const usual: ProbeContext = {
    slowRequest: null,
    receivesFunctional: true,
    isTimed: true,
    carriesFrames: true,
    jitterUs: 0,
    extendedIds: physical.extendedIds,
    requestId: physical.addressing.sendId,
    responseId: physical.addressing.receiveId,
    addressLength: endpoint === 'oem' ? 1 : 0,
    isClassical: true,
  };
  return { driver: new FlawedDriver(driver, flaws), context: { ...usual, ...context } };
}

/** Runs all probes, or these alone, and returns the finding for each rule, as the command does. */
export async function runProbes(
  { driver, context }: ProbedCar,
  options: Parameters<typeof runSomeProbes>[2],
): Promise<readonly RuleFinding[]> {
  const { probes } = options;
  const numbers = Array.from({ length: probes?.length ?? PROBE_COUNT }, (_, number) => number);
  return findingsOf(await runSomeProbes(driver, context, options, numbers), probes);
}

/** What the probes of one rule among these find at a car. */
export async function probeRule(probes: readonly Probe[], rule: number, setup: Setup = {}): Promise<RuleFinding> {
  const ofRule = probes.filter(({ rules }) => rules.includes(rule));
  const finding = (await runProbes(probedCar(setup), { allowDestructive: true, probes: ofRule }))[rule - 1];
  if (finding === undefined) throw new Error(`there is no rule ${rule}`);
  return finding;
}

/** The finding without its evidence: `fail: 3F 00: silence instead of 7F 3F 11`, or `pass`. */
export async function verdictOf(probes: readonly Probe[], rule: number, setup: Setup = {}): Promise<string> {
  const { verdict, reason } = await probeRule(probes, rule, setup);
  return reason === null ? verdict : `${verdict}: ${reason}`;
}

class FlawedDriver implements ConversationDriver {
  readonly #inner: ConversationDriver;
  readonly #flaws: Flaws;
  readonly #asked = new Map<string, number>();

  constructor(inner: ConversationDriver, flaws: Flaws) {
    this.#inner = inner;
    this.#flaws = flaws;
  }

  nowUs(): Micros {
    return this.#inner.nowUs();
  }

  async carryOut(command: TesterCommand): Promise<TesterReply> {
    const reply = await this.#inner.carryOut(command);
    if (command.kind !== 'gather' && command.kind !== 'frames') return reply;
    const parts = command.kind === 'gather' ? [command.payload] : command.frames;
    const answer = this.#next(`${command.functional ? 'fn ' : ''}${parts.map((part) => toHex(part, ' ')).join(', ')}`);
    if (answer === OWN || (reply.kind !== 'gather' && reply.kind !== 'frames')) return reply;
    const answers = (answer?.split(' | ') ?? []).map((text) => {
      const [hex = '', after = '0'] = text.split(' @');
      return { bytes: fromHex(hex), timeUs: (reply.sentUs ?? 0) + Number(after) * MICROS_PER_MILLI };
    });
    if (reply.kind === 'frames') {
      return { ...reply, frames: answers.map(({ bytes, timeUs }) => ({ data: bytes, timeUs })) };
    }
    return { ...reply, messages: answers.map(({ bytes, timeUs }) => ({ payload: bytes, startUs: timeUs })) };
  }

  async end(): Promise<void> {
    await this.#inner.end();
  }

  #next(asked: string): Answer {
    const count = this.#asked.get(asked) ?? 0;
    this.#asked.set(asked, count + 1);
    const flaw = this.#flaws[asked];
    if (flaw === undefined || flaw === null || typeof flaw === 'string') return flaw === undefined ? OWN : flaw;
    const answer = flaw[Math.min(count, flaw.length - 1)];
    return answer === undefined ? OWN : answer;
  }
}
