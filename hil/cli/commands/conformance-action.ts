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
import type { Probe, ProbeContext } from '../../conformance/probe.ts';
import { PROBE_COUNT, runSomeProbes, type ProbeResult } from '../../conformance/run-probes.ts';
import { BusLostError, type ConversationDriver } from '../../tester/conversation.ts';
import { PortDriver } from '../../tester/port-driver.ts';
import { VirtualTimeDriver } from '../../tester/virtual-time-driver.ts';
import { AdvancedTime, CarOverHttp } from '../../tool/car-over-http.ts';
import type { Shard } from '../../shard/shard.ts';
import { durationsOf, splitWork } from '../../shard/split.ts';
import { doipVehicle } from '../../tester/doip-vehicle.ts';
import { bodyToolConfig, scanToolConfig } from '../../tester/tester-config.ts';
import { RunningTime } from '../../tester/vehicle-time.ts';
import { benchError, usageError } from '../../../can-bus/errors/operation-error.ts';
import type { ExitCode } from '../exit-code.ts';
import { smartkey } from '../../smartkey.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { loadProfile } from '../load-profile.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { concludeConformance } from './conformance-conclusion.ts';
import type { ConformanceFlags, ProbedEndpoint } from './conformance-flags.ts';
import { conformancePartFolder, leaveConformancePart } from './conformance-share.ts';
import { removePart } from './write-part.ts';
import { DEFAULT_BUS } from '../../default-addresses.ts';

/** What the flags say about the ECU. */
type KnownEcu = Pick<ProbeContext, 'slowRequest' | 'receivesFunctional'>;

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
  if (flags.report !== undefined && flags.shard === undefined) {
    throw usageError('--report without --shard has no effect', 'give --shard I/N, or --junit FILE');
  }
  checkDifferentFiles([['--profile', flags.profile]], [['--junit', flags.junit]]);
  if (flags.shard !== undefined) {
    refuseWithoutEffect({ '--junit': flags.junit }, `a shard leaves a part; give --junit to ${smartkey('merge')}`);
  }
  const bus = singleBus(flags);
  const isInProcess = parseBusUrl(bus).kind === 'virtual';
  if (isInProcess) {
    refuseWithoutEffect({ '--car': flags.car }, 'on the bus virtual, each probe has a car of its own in this process');
  }
  const known = { slowRequest: slowRequestOf(flags.slow), receivesFunctional: flags.endpoint !== 'body' };
  const profile = await loadProfile(flags.profile);
  if (flags.endpoint === 'body' && bodyAddressIsTaken(profile.addressing)) {
    throw usageError('--endpoint body: the profile gives its address to the Smart Key ECU', 'use --endpoint oem');
  }
  const work: ProbeWork = { profile, known, numbers: probesOf(flags.shard) };
  if (flags.shard !== undefined) await removePart(conformancePartFolder(flags.shard, flags));
  const results = isInProcess
    ? await probeInProcess(work, flags, terminal)
    : await probeOverPort(bus, work, flags, terminal);
  if (flags.shard === undefined) return concludeConformance(results, bus, flags, terminal);
  return leaveConformancePart(flags.shard, { bus, profile, results, numbers: work.numbers }, flags, terminal);
}

interface ProbeWork {
  readonly profile: Profile;
  readonly known: KnownEcu;
  /** Of the probes to run, from 0. */
  readonly numbers: readonly number[];
}

function probesOf(shard: Shard | undefined): readonly number[] {
  const all = Array.from({ length: PROBE_COUNT }, (_, number) => number);
  return shard === undefined
    ? all
    : (splitWork(durationsOf(all.map(String), new Map()), shard.of)[shard.number - 1] ?? []);
}

/** Each probe has a car of its own, so that its evidence does not depend on the probes before it. */
async function probeInProcess(
  { profile, known, numbers }: ProbeWork,
  flags: ConformanceFlags,
  terminal: Terminal,
): Promise<readonly ProbeResult[]> {
  const target = targetOf(profile, flags.endpoint, 1);
  const results: ProbeResult[] = [];
  for (const number of numbers) {
    const car = new Car({ profile });
    car.start();
    const driver = new VirtualTimeDriver({ time: car, host: car.network, probe: target });
    const context = contextOf(target, { ...known, isTimed: true, jitterUs: 0 });
    results.push(...(await probe(driver, context, [number], flags, terminal)));
  }
  return results;
}

async function probeOverPort(
  bus: string,
  { profile, known, numbers }: ProbeWork,
  flags: ConformanceFlags,
  terminal: Terminal,
): Promise<readonly ProbeResult[]> {
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
    const mayBeVirtual = car === null;
    return await probe(driver, { ...context, carriesFrames: !isDoip, mayBeVirtual }, numbers, flags, terminal);
  } catch (error) {
    if (!(error instanceof BusLostError)) throw error;
    throw benchError(`the connection to ${bus} was lost: ${error.message}`, 'restore it and start again');
  } finally {
    clock.close();
    await port.close();
  }
}

async function probe(
  driver: ConversationDriver,
  context: ProbeContext,
  numbers: readonly number[],
  { allowDestructive = false, quiet, json }: ConformanceFlags,
  terminal: Terminal,
): Promise<readonly ProbeResult[]> {
  const onProbe = ({ rules }: Probe, index: number, count: number): void => {
    if (quiet !== true && json !== true) terminal.progress(`probe ${index + 1} of ${count}: rule ${rules.join(', ')}`);
  };
  try {
    return await runSomeProbes(driver, context, { allowDestructive, onProbe }, numbers);
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
