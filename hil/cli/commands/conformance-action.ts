import { writeFile } from 'node:fs/promises';

import { fromHex, HexError } from '../../../can-bus/bytes/hex.ts';
import { addressLength } from '../../../can-bus/isotp/addressing.ts';
import { parseBusUrl } from '../../../can-bus/ports/bus-url.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { bodyAddressIsTaken } from '../../../ecu-sim/body/body-diagnostics.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import { Car } from '../../car/car.ts';
import type { ProbeTarget } from '../../tester/probe-node.ts';
import type { ProbeContext, Verdict } from '../../conformance/probe.ts';
import { countVerdicts, findingLines, junitReport } from '../../conformance/report.ts';
import { runProbes, type RuleFinding, NEEDS_PERMISSION } from '../../conformance/run-probes.ts';
import { BusLostError, type ConversationDriver } from '../../tester/conversation.ts';
import { PortDriver } from '../../tester/port-driver.ts';
import { VirtualTimeDriver } from '../../tester/virtual-time-driver.ts';
import { AdvancedTime, CarOverHttp } from '../../tool/car-over-http.ts';
import { NEEDS_SLOW_REQUEST } from '../../conformance/probe-kit.ts';
import { doipVehicle } from '../../tester/doip-vehicle.ts';
import { bodyToolConfig, scanToolConfig, type ToolEndpoint } from '../../tester/tester-config.ts';
import { RunningTime } from '../../tester/vehicle-time.ts';
import { benchError, usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadProfile } from '../load-profile.ts';
import type { TextStyle } from '../../report/text-style.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';

/** An endpoint of the Smart Key ECU, or the body ECU. */
type ProbedEndpoint = ToolEndpoint | 'body';

/** The flags of `smartkey conformance`, as commander returns them. */
export interface ConformanceFlags {
  readonly bus?: readonly string[];
  readonly profile?: string;
  readonly car?: string;
  readonly endpoint: ProbedEndpoint;
  readonly slow?: string;
  readonly allowDestructive?: boolean;
  readonly junit?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What the flags say about the ECU. */
type KnownEcu = Pick<ProbeContext, 'slowRequest' | 'receivesFunctional'>;

const DEFAULT_BUS = 'slcan-tcp:127.0.0.1:3333';
/** Network and process delay allowed in times measured over a port. */
const PORT_JITTER_US: Micros = 25 * MICROS_PER_MILLI;
/** How long to wait for a response: longer than P2 and P2* of any ECU, so that a late one is detected as late. */
const ANSWER_US: Micros = 250 * MICROS_PER_MILLI;
const PENDING_ANSWER_US: Micros = 6 * MICROS_PER_SECOND;

/**
 * Probes the ECU on a bus and reports on every rule.
 *
 * @throws OperationError (usage) for invalid flags, (bench) where no ECU answers; PortError
 */
export async function runConformance(flags: ConformanceFlags, terminal: Terminal): Promise<ExitCode> {
  const bus = singleBus(flags);
  const known = { slowRequest: slowRequestOf(flags.slow), receivesFunctional: flags.endpoint !== 'body' };
  const profile = await loadProfile(flags.profile);
  if (flags.endpoint === 'body' && bodyAddressIsTaken(profile.addressing)) {
    throw usageError('--endpoint body: the profile gives its address to the Smart Key ECU', 'use --endpoint oem');
  }
  const findings =
    parseBusUrl(bus).kind === 'virtual'
      ? await probeInProcess(profile, known, flags, terminal)
      : await probeOverPort(bus, profile, known, flags, terminal);
  if (flags.junit !== undefined) await writeReport(flags.junit, junitReport(findings, bus));
  if (flags.json === true) terminal.out(JSON.stringify({ bus, counts: countVerdicts(findings), rules: findings }));
  else {
    const style = (verdict: Verdict, text: string): string => terminal.style(STYLES[verdict], text);
    for (const line of findingLines(findings, { quiet: flags.quiet ?? false, style })) terminal.out(line);
  }
  return exitCodeOf(findings);
}

const STYLES: Readonly<Record<Verdict, TextStyle>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  'not probed': 'dim',
};

async function probeInProcess(
  profile: Profile,
  known: KnownEcu,
  flags: ConformanceFlags,
  terminal: Terminal,
): Promise<readonly RuleFinding[]> {
  const car = new Car({ profile });
  car.start();
  const target = targetOf(profile, flags.endpoint, 1);
  const driver = new VirtualTimeDriver({ time: car, host: car.network, probe: target });
  return probe(driver, contextOf(target, { ...known, isTimed: true, jitterUs: 0 }), flags, terminal);
}

async function probeOverPort(
  bus: string,
  profile: Profile,
  known: KnownEcu,
  flags: ConformanceFlags,
  terminal: Terminal,
): Promise<readonly RuleFinding[]> {
  const car = flags.car === undefined ? null : await CarOverHttp.connect(flags.car);
  const isVirtual = car?.timeMode === 'virtual';
  const rate = car?.rate ?? 1;
  const isDoip = parseBusUrl(bus).kind === 'doip';
  const port = await openClientPort(bus, isDoip ? { vehicle: doipVehicle(profile) } : {});
  if (flags.quiet !== true) warnOfTrouble(port, (line) => terminal.err(line));
  const clock = new RealClock({ rate });
  const target = targetOf(profile, flags.endpoint, rate);
  try {
    const time = isVirtual ? new AdvancedTime(car) : new RunningTime(clock);
    const driver = new PortDriver({ port, clock, time, probe: target });
    // Virtual time moves only by our waits: these are exact, and an answer's instant has no meaning.
    const context = contextOf(target, { ...known, isTimed: !isVirtual, jitterUs: PORT_JITTER_US * rate });
    return await probe(driver, { ...context, carriesFrames: !isDoip }, flags, terminal);
  } catch (error) {
    if (!(error instanceof BusLostError)) throw error;
    throw benchError(`the connection to ${bus} was lost: ${error.message}`, 'restore it and start again');
  } finally {
    clock.close();
    await port.close();
  }
}

/** Reasons for unjudged rules, with the flag that removes them. */
const FLAGS: Readonly<Record<string, string>> = {
  [NEEDS_PERMISSION]: 'needs --allow-destructive',
  [NEEDS_SLOW_REQUEST]: 'needs --slow: a request that takes the ECU longer than P2',
};

async function probe(
  driver: ConversationDriver,
  context: ProbeContext,
  { allowDestructive = false, quiet, json }: ConformanceFlags,
  terminal: Terminal,
): Promise<readonly RuleFinding[]> {
  try {
    const findings = await runProbes(driver, context, {
      allowDestructive,
      onProbe: ({ rules }, index, count) => {
        if (quiet !== true && json !== true)
          terminal.progress(`probe ${index + 1} of ${count}: rule ${rules.join(', ')}`);
      },
    });
    return findings.map((finding) => ({ ...finding, reason: FLAGS[finding.reason ?? ''] ?? finding.reason }));
  } finally {
    await driver.end();
  }
}

/**
 * @param rate vehicle seconds per real second: waiting real time for an answer takes more vehicle time by this factor
 */
function targetOf(profile: Profile, endpoint: ProbedEndpoint, rate: number): ProbeTarget {
  const timeoutScale = Math.max(1, rate);
  const { physical, functional } =
    endpoint === 'body' ? bodyToolConfig(profile, timeoutScale) : scanToolConfig(profile, { endpoint, timeoutScale });
  return {
    physical,
    functional: functional ?? physical,
    answerUs: ANSWER_US * timeoutScale,
    pendingAnswerUs: PENDING_ANSWER_US * timeoutScale,
  };
}

function contextOf(
  { physical }: ProbeTarget,
  known: KnownEcu & Pick<ProbeContext, 'isTimed' | 'jitterUs'>,
): ProbeContext {
  return {
    ...known,
    carriesFrames: true,
    extendedIds: physical.extendedIds,
    requestId: physical.addressing.sendId,
    responseId: physical.addressing.receiveId,
    addressLength: addressLength(physical.addressing),
    isClassical: physical.frameLength === 8,
  };
}

function singleBus({ bus }: ConformanceFlags): string {
  if (bus !== undefined && bus.length > 1) throw usageError('only one bus can be tested at a time', 'give --bus once');
  return bus?.[0] ?? DEFAULT_BUS;
}

function slowRequestOf(text: string | undefined): Uint8Array | null {
  if (text === undefined) return null;
  try {
    const bytes = fromHex(text);
    if (bytes.length > 0) return bytes;
  } catch (error) {
    if (!(error instanceof HexError)) throw error;
    throw usageError(`--slow: ${error.message}`, 'write --slow "22 F1 90"');
  }
  throw usageError('--slow: a request must have at least one byte', 'write --slow "22 F1 90"');
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw benchError(`--junit: ${path} cannot be written: ${reason}`, 'give a file in an existing folder');
  }
}

function exitCodeOf(findings: readonly RuleFinding[]): ExitCode {
  const counts = countVerdicts(findings);
  if (counts.fail > 0) return EXIT.failed;
  return counts.inconclusive > 0 ? EXIT.inconclusive : EXIT.passed;
}
