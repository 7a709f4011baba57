import type { CanPort } from '../../../can-bus/ports/can-port.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import type { UdsClientConfig } from '../../../can-bus/uds/client-config.ts';
import { describeVinFault, findVinFault } from '../../../ecu-sim/identity/vin.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import { AdvancedTime, CarOverHttp } from '../../tool/car-over-http.ts';
import { runOnPort } from '../../tester/port-driver.ts';
import { erase } from '../../tool/erase.ts';
import { clear, faults } from '../../tool/faults.ts';
import { read } from '../../tool/read.ts';
import { register } from '../../tool/register.ts';
import { reset } from '../../tool/reset.ts';
import { resultJson, resultLines } from '../../tool/result-report.ts';
import { doipVehicle } from '../../tester/doip-vehicle.ts';
import { realTimeMarginUs, scanToolConfig } from '../../tester/tester-config.ts';
import { stepPrinter } from '../../tool/step-printer.ts';
import type { Stimulus, StimulusAnswer, PassCodeSource } from '../../tester/command.ts';
import type { ToolResult, ToolUtility } from '../../tool/tool-result.ts';
import { codeByName, knownCodeNames } from '../../tester/trouble-codes.ts';
import { scriptedOperator, type Operator } from '../../tester/operator.ts';
import type { RegisterOptions, UtilityOptions } from '../../tool/utility-options.ts';
import { resetDurationText } from '../../tool/vehicle-limits-text.ts';
import { toolBus } from '../../tool/tool-bus.ts';
import { RunningTime } from '../../tester/vehicle-time.ts';
import { DEALER_UNREACHABLE } from '../../tool/unlock.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadProfile } from '../load-profile.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { Interruption } from './interruption.ts';
import { dealerOf, scriptPassCodes, type ScriptPassCodes } from './tool-pass-codes.ts';
import { checkTouchedKeys, touchedKeys } from './touched-keys.ts';
import { isKeyUtility, type KeyUtilityName, type ToolFlags, type ToolUtilityName } from './tool-flags.ts';
import { DEFAULT_BUS } from '../../default-addresses.ts';

export type ToolActionFlags = ToolFlags & { readonly rateIsGiven: boolean };

/** A guided session may last for hours: the last errors are repeated at its end. */
const MAX_HELD_BACK = 5;

/** A car in virtual time answers at once; only the processes in between may be slow. */
const VIRTUAL_TIMEOUT_US = 10 * MICROS_PER_SECOND;
const VIRTUAL_TIMEOUT_SCALE = 10;

/**
 * Runs one utility of the scan tool on a bus: for a script, or guided for a technician.
 *
 * @throws OperationError (usage) for flags that exclude each other, PortError where bus or car is not available
 */
export async function runTool(utility: ToolUtilityName, flags: ToolActionFlags, terminal: Terminal): Promise<ExitCode> {
  const given = singleBus(flags);
  const profile = await loadProfile(flags.profile);
  const ownLimits = flags.profile === undefined ? null : profile;
  const under = prepare(
    utility,
    flags,
    given ?? (flags.car === undefined ? DEFAULT_BUS : `the bus of ${flags.car}`),
    terminal,
    ownLimits,
  );
  const car = flags.car === undefined ? null : await CarOverHttp.connect(flags.car);
  const bus = given ?? toolBus(car?.busUrls ?? [], flags.car) ?? DEFAULT_BUS;
  if (car?.timeMode === 'virtual' && flags.rateIsGiven) {
    throw usageError('--rate has no effect on a car in virtual time', 'remove --rate');
  }
  if (car !== null) await checkTouchedKeys(car, touchedKeys(flags.touch));
  // Warnings follow at the end, so that they do not disturb the technician's screen.
  const heldBack: string[] = [];
  const warn = (line: string): void => {
    if (under.guided) heldBack.push(line);
    else terminal.err(line);
  };
  const open = async (): Promise<CanPort> => {
    const diagnostics = scanToolConfig(profile, { endpoint: flags.endpoint });
    const port = await openClientPort(bus, { diagnostics, vehicle: doipVehicle(profile) });
    if (flags.quiet !== true) warnOfTrouble(port, warn);
    return port;
  };
  const port = await open();
  try {
    const result = await onBus(
      under,
      { port, open, car, profile, limits: ownLimits ?? car?.profile ?? null },
      flags,
      terminal,
    );
    const width = under.guided ? process.stdout.columns : undefined;
    if (flags.json === true) terminal.out(JSON.stringify(resultJson(result)));
    else for (const line of resultLines(result, width)) terminal.out(line);
    return exitCodeOf(result);
  } finally {
    for (const line of heldBack.slice(-MAX_HELD_BACK)) terminal.err(line);
    await port.close();
  }
}

interface Prepared {
  /**
   * @param rate vehicle seconds per real second
   * @param limits of the vehicle, where they are known
   */
  readonly start: (rate: number, limits: Profile | null) => ToolUtility;
  readonly guided: boolean;
  /** It shows the ECU's answers and does nothing else. */
  readonly isReading: boolean;
  /** The operator that the utility uses; created when the bus is open. */
  readonly operator: (car: CarOverHttp | null, onInterrupt: () => void) => Promise<Asked>;
}

interface Asked {
  readonly operator: Operator;
  readonly close: () => Promise<void>;
}

/** Reports every problem with the flags before anything is opened. */
function prepare(
  utility: ToolUtilityName,
  flags: ToolActionFlags,
  bus: string,
  terminal: Terminal,
  limits: Profile | null,
): Prepared {
  const touch = touchedKeys(flags.touch);
  const vin = givenVin(flags.vin);
  const options = vin === undefined ? {} : { vin };
  if (!isKeyUtility(utility)) {
    const nobodyAsked = { passCodes: noPassCodes, close: () => Promise.resolve() };
    const start = readingUtility(utility, flags);
    return { start, guided: false, isReading: utility !== 'clear', operator: scripted(nobodyAsked) };
  }
  if (flags.yes !== true) {
    if (!terminal.isInteractive || !process.stdin.isTTY) throw needsYes(utility, bus, flags.touch, limits);
    return prepareGuided(utility, flags, options);
  }
  if (utility !== 'reset' && touch.length === 0) {
    throw usageError(`tool ${utility} --yes needs the keys to touch`, 'give their ids with --touch');
  }
  const passCodes = scriptPassCodes(utility, flags, terminal);
  if (utility !== 'reset' && flags.car === undefined) {
    throw usageError(`tool ${utility} --yes needs a virtual car to touch the keys`, 'give its HTTP address with --car');
  }
  return {
    start: (_rate, limits) => utilityOf(utility, { ...options, limits, touch }),
    guided: false,
    isReading: false,
    operator: scripted(passCodes),
  };
}

function prepareGuided(utility: KeyUtilityName, flags: ToolActionFlags, options: UtilityOptions): Prepared {
  for (const [flag, given] of [
    ['--json', flags.json === true],
    ['--touch', flags.touch !== undefined],
    ['--vin', flags.vin !== undefined],
  ] as const) {
    if (given)
      throw usageError(`${flag} is for scripts; without --yes the tool asks you`, `remove ${flag}, or add --yes`);
  }
  dealerOf(flags);
  return {
    start: (rate, limits) => utilityOf(utility, { ...options, guided: true, rate, limits, touch: [] }),
    guided: true,
    isReading: false,
    operator: async (car, onInterrupt) => {
      const { guidedTechnician } = await import('./tool-guided.ts');
      return guidedTechnician(flags, car, onInterrupt);
    },
  };
}

function utilityOf(utility: KeyUtilityName, options: RegisterOptions): ToolUtility {
  switch (utility) {
    case 'reset':
      return reset(options);
    case 'register':
      return register(options);
    case 'erase':
      return erase(options);
  }
}

function scripted({ passCodes, close }: ScriptPassCodes): Prepared['operator'] {
  return (car) => {
    const perform = (stimulus: Stimulus): Promise<StimulusAnswer> =>
      car === null ? Promise.resolve(nobody(stimulus)) : car.perform(stimulus);
    return Promise.resolve({ operator: scriptedOperator({ passCodes, perform }), close });
  };
}

/** A utility that needs neither pass-code nor operator. */
function readingUtility(utility: 'read' | 'faults' | 'clear', { code }: ToolActionFlags): () => ToolUtility {
  if (utility === 'read') return () => read();
  if (utility === 'faults') return faults;
  if (code === undefined) return () => clear();
  const bytes = codeByName(code);
  if (bytes !== null) return () => clear({ code: bytes });
  throw usageError(
    `--code: "${code}" is not a trouble code`,
    `use ${knownCodeNames().join(', ')}, or six hexadecimal digits`,
  );
}

const noPassCodes: PassCodeSource = () => ({ granted: false, message: 'reading needs no pass-code', hint: '' });

/** The bus, the driver and the operator of a utility. */
interface Bench {
  readonly port: CanPort;
  readonly open: () => Promise<CanPort>;
  readonly car: CarOverHttp | null;
  /** The vehicle's addresses. */
  readonly profile: Profile;
  /** The same as far as it was given or the car reports it; null where neither. */
  readonly limits: Profile | null;
}

async function onBus(
  under: Prepared,
  { port, open, car, profile, limits }: Bench,
  flags: ToolActionFlags,
  terminal: Terminal,
): Promise<ToolResult> {
  const isVirtual = car?.timeMode === 'virtual';
  const rate = flags.rateIsGiven || car === null ? flags.rate : car.rate;
  const clock = new RealClock({ rate, startUs: car?.timeUs ?? 0 });
  // At a prompt, Ctrl-C is a key.
  const key = new AbortController();
  const interruption = new Interruption(() => undefined);
  const asked = await under.operator(car, () => key.abort());
  // The data read is the result: it is shown once, in the table.
  const silent = under.guided || under.isReading || flags.quiet === true || flags.json === true;
  const printer = stepPrinter({ line: (text) => terminal.err(text), progress: (text) => terminal.progress(text) });
  try {
    const options = {
      port,
      clock,
      tester: scanToolConfig(profile, {
        endpoint: flags.endpoint,
        client: isVirtual ? VIRTUAL_CLIENT : { marginUs: realTimeMarginUs(rate) },
        timeoutScale: isVirtual ? VIRTUAL_TIMEOUT_SCALE : Math.max(1, rate),
      }),
      time: isVirtual ? new AdvancedTime(car) : new RunningTime(clock),
      operator: asked.operator,
      signal: AbortSignal.any([key.signal, interruption.signal]),
      ...(under.guided ? { reopen: open } : {}),
    };
    return await runOnPort(under.start(rate, limits), options, silent ? undefined : printer);
  } finally {
    await asked.close();
    interruption.end();
    clock.close();
  }
}

/** The car's clock moves only by our steps, so the tool keeps the session alive itself. */
const VIRTUAL_CLIENT: Partial<UdsClientConfig> = {
  p2Us: VIRTUAL_TIMEOUT_US,
  p2StarUs: VIRTUAL_TIMEOUT_US,
  adoptServerTiming: false,
  keepAlive: false,
};

function nobody({ kind }: Stimulus): StimulusAnswer {
  const what = kind === 'touch-key' ? 'a key must be touched' : "the driver's door must be opened";
  return {
    done: false,
    message: `${what}, which --yes cannot do without --car`,
    hint: 'do it first and start again, or give the HTTP address of the virtual car with --car',
  };
}

function singleBus({ bus }: ToolActionFlags): string | undefined {
  if (bus !== undefined && bus.length > 1) throw usageError('a scan tool uses one bus', 'give --bus once');
  return bus?.[0];
}

function givenVin(text: string | undefined): string | undefined {
  const vin = text?.trim().toUpperCase();
  const fault = vin === undefined ? null : findVinFault(vin);
  if (fault !== null) throw usageError(`--vin ${describeVinFault(fault)}`, "read it from the vehicle's plate");
  return vin;
}

/** The effect of each utility. */
const PLANS: Readonly<Record<KeyUtilityName, (limits: Profile | null) => string>> = {
  reset: (limits) =>
    `open the driver's door, get two pass-codes, and erase every key of the vehicle for good, in about ${resetDurationText(limits)}`,
  register: () => 'get a pass-code, run the Pre-Start Check, and register the keys touched to the engine switch',
  erase: () => 'get a pass-code, have the keys present touched, and erase every other key for good',
};

function needsYes(utility: KeyUtilityName, bus: string, touch: string | undefined, limits: Profile | null): Error {
  const keys = touch === undefined ? '' : ` (keys ${touch})`;
  return usageError(
    `tool ${utility} on ${bus} would ${PLANS[utility](limits)}${keys}; nothing was done`,
    'run it in a terminal to be guided through it, or agree with --yes',
  );
}

function exitCodeOf(result: ToolResult): ExitCode {
  if (result.kind === 'done') return EXIT.passed;
  if (result.reason === 'interrupted') return EXIT.interrupted;
  if (result.reason === 'touch-list') return EXIT.usage;
  const isBench = result.reason === DEALER_UNREACHABLE || result.cause === 'bench';
  return isBench ? EXIT.bench : EXIT.failed;
}
