import { counted } from '../../../can-bus/text/counted.ts';
import { basename } from 'node:path';
import { parseBusUrl } from '../../../can-bus/ports/bus-url.ts';
import type { CanPortServer, ServerStatus } from '../../../can-bus/ports/can-port.ts';
import { PortError } from '../../../can-bus/ports/port-error.ts';
import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import { CarHost } from '../../car/host/car-host.ts';
import { findNvmFile, removeLeftovers } from '../../car/host/nvm-disk.ts';
import { NvmFileError } from '../../car/host/nvm-file-error.ts';
import type { NvmLock } from '../../car/host/nvm-lock.ts';
import { openCarBus } from '../../car/host/open-car-bus.ts';
import { Car } from '../../car/car.ts';
import { type FirstPassword, firstPasswords } from '../../dealer/accounts/one-time-password.ts';
import { LazyDealer } from '../../dealer/lazy-dealer.ts';
import type { DealerNow } from '../../dealer/rules/dealer-commands.ts';
import { demoDealer } from '../../dealer/rules/demo-dealer.ts';
import { startHttpServer } from '../../server/http-server.ts';
import type { HttpServer } from '../../http/serve-http.ts';
import { benchError, usageError } from '../../../can-bus/errors/operation-error.ts';
import { describeError, formatError } from '../describe-error.ts';
import { Interruption } from './interruption.ts';
import { terminationSignal } from '../termination-signal.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { isLoopback } from '../../../can-bus/ports/loopback.ts';
import { parseHostPort, type HostPort } from '../host-port.ts';
import { loadProfile } from '../load-profile.ts';
import { passcodeSecretOf } from '../passcode-secret.ts';
import type { PasscodeSecretFlags } from '../passcode-secret-flags.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { describeCar } from './startup-banner.ts';
import { describePasswords } from './dealer-banner.ts';
import { startSessionOutput } from './session-output.ts';
import { DEFAULT_BUS, DEFAULT_SOCKETCAND_BUS } from '../../default-addresses.ts';

/** The flags of `smartkey car`, as commander returns them. */
export interface CarFlags extends PasscodeSecretFlags {
  readonly bus?: readonly string[];
  readonly profile?: string;
  readonly time: 'virtual' | 'real';
  readonly rate: number;
  readonly seed: number;
  readonly nvm?: string;
  readonly trace?: string;
  readonly record?: string;
  readonly http: string;
  readonly dealerDb?: string;
  readonly demo?: boolean;
  /** Only the Smart Key ECU. */
  readonly onlyEcu?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A tool's shortest time limit is P2, 50 ms: half of it is noticeable. */
const WORTH_REPORTING_US = 25 * MICROS_PER_MILLI;

/** The buses that the car serves without `--bus`. */
const DEFAULT_BUSES: readonly string[] = [DEFAULT_BUS, DEFAULT_SOCKETCAND_BUS];

export interface CarActionFlags extends CarFlags {
  /** `--rate` was written, not left to its default. */
  readonly rateIsGiven: boolean;
}

/** Resources opened for the car, in the order of opening. */
interface Openings {
  readonly buses: CanPortServer[];
  http: HttpServer | null;
  dealer: DealerOpening | null;
}

/** The dealer beside the car, and the passwords to print. */
interface DealerOpening {
  readonly mount: LazyDealer;
  readonly passwords: readonly FirstPassword[];
}

/** `smartkey car`: starts it, prints its addresses, and runs until Ctrl-C, which is its normal end. */
export async function runCar(flags: CarActionFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.time === 'virtual' && flags.rateIsGiven) {
    throw usageError(
      '--rate has no meaning with --time virtual',
      'remove one of them: virtual time moves only when it is advanced',
    );
  }
  checkFiles(flags);
  const httpAddress = parseHostPort('--http', flags.http);
  const busUrls = flags.bus ?? DEFAULT_BUSES;
  warnOfNetworks(flags, httpAddress.host, busUrls, terminal);
  const profile = withSecret(await loadProfile(flags.profile), flags, terminal);
  const held = flags.nvm === undefined ? null : await takeNvmFile(flags.nvm);
  try {
    return await runProfile(profile, held, flags, terminal);
  } finally {
    held?.lock.release();
  }
}

/** @throws OperationError (usage) where one file would replace another */
function checkFiles({ profile, passcodeSecretFile, nvm, trace, record, dealerDb }: CarFlags): void {
  const inputs = [['--profile', profile] as const, ['--passcode-secret-file', passcodeSecretFile] as const];
  const outputs = [['--nvm', nvm] as const, ['--dealer-db', dealerDb] as const];
  checkDifferentFiles(
    [...inputs, ...outputs],
    [
      ['--trace', trace],
      ['--record', record],
    ],
  );
  checkDifferentFiles(inputs, outputs);
}

/** The profile with a secret from another source: profiles are often shared. */
function withSecret(profile: Profile, flags: CarActionFlags, terminal: Terminal): Profile {
  const passcodeSecret = passcodeSecretOf(flags, process.env, (text) => terminal.err(`warning: ${text}`));
  return passcodeSecret === undefined ? profile : { ...profile, passcodeSecret };
}

/** A memory file that is reserved for this process. */
interface HeldNvmFile {
  /** The real file behind links. */
  readonly path: string;
  readonly lock: NvmLock;
}

/** Without leftovers of an earlier process. */
async function takeNvmFile(given: string): Promise<HeldNvmFile> {
  const path = findNvmFile(given);
  const { lockNvmFile } = await import('../../car/host/nvm-lock.ts');
  const lock = lockNvmFile(path);
  removeLeftovers(path);
  return { path, lock };
}

async function runProfile(
  profile: Profile,
  held: HeldNvmFile | null,
  flags: CarActionFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const httpAddress = parseHostPort('--http', flags.http);
  const busUrls = flags.bus ?? DEFAULT_BUSES;
  const file = held === null ? null : { path: held.path, ...(await import('../../car/host/nvm-file.ts')) };
  const stored = file?.readNvmFile(file.path, profile) ?? null;
  if (stored?.warning != null) terminal.err(`warning: ${stored.warning}`);
  const car = new Car({
    profile,
    seed: flags.seed,
    onlySmartKey: flags.onlyEcu === true,
    ...(stored === null ? {} : { memory: stored.memory, keys: stored.keys }),
    ...(stored?.engine == null ? {} : { engineMemory: stored.engine }),
  });
  const { promise: fatal, reject: onFatal } = Promise.withResolvers<never>();
  // It may come before anyone waits for it.
  fatal.catch(() => undefined);
  const store = file === null || stored?.isWritable === false ? {} : { store: new file.NvmFile(file.path, car) };
  const onBusFull = (line: string): void => terminal.err(`warning: ${line}`);
  const { time: timeMode, rate } = flags;
  const onLate = lateReporter(() => host, terminal);
  const host = new CarHost({ car, timeMode, rate, onFatal, onBusFull, onLate, ...store });
  const openings: Openings = { buses: [], http: null, dealer: null };
  const keeping = await startSessionOutput(host, flags, terminal);
  let interruption: Interruption | null = null;
  let code: ExitCode;
  let checked: ExitCode = EXIT.passed;
  try {
    for (const url of busUrls) openings.buses.push(await openBus(url, host, flags.quiet ?? false, terminal));
    openings.dealer = await openDealerBeside(host, flags, httpAddress.host, terminal);
    openings.http = await openHttp(host, openings.dealer.mount, httpAddress, flags, terminal);
    host.start();
    // A program that reads that it is ready may end it at once.
    const ended = terminationSignal();
    greet(flags, host, openings, terminal);
    try {
      await Promise.race([ended, fatal]);
      // From here on the next signal ends the check.
      if (flags.record !== undefined) interruption = new Interruption(() => undefined);
      host.stopWaiting();
    } catch (error) {
      // The recording may be on another disk than the memory.
      if (error instanceof NvmFileError) await keeping.save(true);
      throw error;
    }
    code = await keeping.save();
  } finally {
    keeping.close();
    host.close();
    reportLateness(host, flags, terminal);
    await Promise.all([openings.http?.close(), ...openings.buses.map(async (bus) => bus.close())]);
    await openings.dealer?.mount.end();
    held?.lock.release();
    if (flags.record !== undefined) {
      interruption ??= new Interruption(() => undefined);
      checked = await keeping.check(interruption.signal);
      interruption.end();
    }
  }
  return code === EXIT.passed ? checked : code;
}

function lateReporter(host: () => CarHost, terminal: Terminal): (lateMs: number) => void {
  return (lateMs) => {
    const fix = host().rate > 1 ? 'a lower --rate' : 'a less busy machine';
    terminal.err(`warning: the car was ${lateMs} ms late; timers may look wrong to a tool (use ${fix})`);
  };
}

/** Reports lateness, where it matters. */
function reportLateness(host: CarHost, { quiet }: CarActionFlags, terminal: Terminal): void {
  if (quiet === true) return;
  const { count, maxUs } = host.lateness();
  if (maxUs < WORTH_REPORTING_US) return;
  const latest = Math.round(maxUs / MICROS_PER_MILLI);
  terminal.err(`the car was late ${counted(count, 'time')} (by 2 ms or more), by at most ${latest} ms`);
}

async function openBus(url: string, host: CarHost, quiet: boolean, terminal: Terminal): Promise<CanPortServer> {
  const server = await openCarBus(url, host).catch((error: unknown) => {
    throw namingFlag('--bus', error);
  });
  server.status.subscribe((status) => {
    const line = statusLine(status);
    if (line !== null && !quiet) terminal.err(line);
  });
  return server;
}

/** A bug during a request is reported; the client has received status 500, and the car continues. */
function bugReporter(terminal: Terminal): (error: unknown) => void {
  return (error) => {
    // It is reported when the car ends.
    if (!(error instanceof NvmFileError)) terminal.err(formatError(describeError(error), false).trimEnd());
  };
}

/**
 * A database is opened at once, so that a problem with it is reported; a dealer in memory is created on first use, with
 * the passwords that are printed now.
 */
async function openDealerBeside(
  host: CarHost,
  flags: CarActionFlags,
  httpHost: string,
  terminal: Terminal,
): Promise<DealerOpening> {
  const { profile } = host.car;
  const calendarStartMs = Date.parse(profile.calendarStart);
  const calendar = (): DealerNow =>
    flags.time === 'virtual'
      ? { epochMs: calendarStartMs + Math.floor(host.totalUs / MICROS_PER_MILLI) }
      : { epochMs: Date.now() };
  const demo = flags.demo ?? false;
  const shared = {
    ...{ passcodeSecret: profile.passcodeSecret, demo, calendar, host: httpHost, bench: true },
    onBug: bugReporter(terminal),
  };
  if (flags.dealerDb === undefined) {
    const passwords = firstPasswords(
      demoDealer().state.staff.map(({ id }) => id),
      demo,
    );
    return { mount: new LazyDealer({ ...shared, firstPasswords: passwords }), passwords };
  }
  const mount = new LazyDealer({ ...shared, path: flags.dealerDb });
  const { service } = await mount.open();
  if (service.warning !== null) terminal.err(`warning: ${service.warning}`);
  return { mount, passwords: service.firstPasswords };
}

async function openHttp(
  host: CarHost,
  dealer: LazyDealer,
  { host: name, port }: HostPort,
  flags: CarActionFlags,
  terminal: Terminal,
): Promise<HttpServer> {
  const onBug = bugReporter(terminal);
  const named = flags.profile === undefined ? {} : { profileName: basename(flags.profile) };
  return startHttpServer({ control: host, host: name, port, dealer, onBug, ...named }).catch((error: unknown) => {
    throw namingFlag('--http', error);
  });
}

/** Where an address cannot be used, the hint names the flag that sets another one. */
function namingFlag(flag: '--bus' | '--http', error: unknown): unknown {
  if (!(error instanceof PortError) || error.code !== 'bench') return error;
  return benchError(error.message, `${error.hint}; the flag is ${flag}`);
}

function statusLine(status: ServerStatus): string | null {
  switch (status.kind) {
    case 'listening':
    case 'closed':
      return null;
    case 'client-connected':
      return `${status.client} connected`;
    case 'client-left':
      return `${status.client} left: ${status.reason}`;
    case 'client-refused':
      return `${status.client} refused: ${status.reason}`;
    case 'trouble':
      return `warning: ${status.reason}`;
  }
}

/** Only explicitly given addresses can be reachable from other machines. */
function warnOfNetworks(flags: CarActionFlags, httpHost: string, busUrls: readonly string[], terminal: Terminal): void {
  if (!isLoopback(httpHost)) {
    terminal.err(`warning: HTTP on ${flags.http}: anyone who can reach this machine can control the car`);
  }
  for (const text of busUrls) {
    const url = parseBusUrl(text);
    if ('host' in url && url.host !== null && !isLoopback(url.host)) {
      terminal.err(`warning: ${text}: anyone who can reach this machine can send on the car's bus`);
    }
  }
}

function greet(flags: CarActionFlags, host: CarHost, { buses, http, dealer }: Openings, terminal: Terminal): void {
  const urls = buses.map((bus) => bus.url);
  const httpUrl = http?.url ?? '';
  const passwords = dealer?.passwords ?? [];
  const isTerse = flags.json === true || flags.quiet === true;
  if (flags.json === true) terminal.out(JSON.stringify({ ready: true, http: httpUrl, buses: urls }));
  else if (flags.quiet === true) for (const url of [httpUrl, ...urls]) terminal.out(url);
  else for (const line of describeCar(host, { httpUrl, busUrls: urls, passwords }, terminal)) terminal.out(line);
  // A database outlives this process: its generated passwords would be lost.
  if (isTerse && flags.dealerDb !== undefined) for (const line of describePasswords(passwords)) terminal.err(line);
}
