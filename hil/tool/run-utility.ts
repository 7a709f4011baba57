import { findVinFault, VIN_LENGTH } from '../../ecu-sim/identity/vin.ts';
import { request } from './tool-commands.ts';
import { wakeByDoor, wakeByTechnician, chooseVehicle, confirmVehicle, showVehicle } from './identify-vehicle.ts';
import { DEFAULT_SESSION, EXTENDED_SESSION, readKeyCount, stopProcedure, readData } from './ecu-requests.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { KeyCount, ToolDone, ToolFailure, ToolUtility, UtilityName } from './tool-result.ts';
import { PROCEDURES, PROCEDURE_STATES, type KeyProcedure } from '../../ecu-sim/description/codes.ts';
import { ROUTINES } from '../../ecu-sim/description/smart-key/routines.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { UtilityOptions } from './utility-options.ts';
import type { KnownLimits } from './vehicle-limits-text.ts';

/** The state of a utility's run, for the report when it fails. */
export interface UtilityRun {
  readonly utility: UtilityName;
  /** The bulletin's name of the utility. */
  readonly title: string;
  readonly vin: string;
  /** A technician is guided through it. */
  readonly guided: boolean;
  /** Vehicle seconds per second of the technician's. */
  readonly rate: number;
  /** The vehicle's limits, for the texts; null where they are not known. */
  readonly limits: KnownLimits | null;
  /** Ids registered so far. */
  readonly added: number[];
  /** The procedure that has begun and may not have ended: stopped after a failure. */
  underWay: KeyProcedure | null;
  /** Number of retired keys just before the request that may erase keys was sent; null while it was not sent. */
  erasing: { readonly retiredBefore: number | null } | null;
}

const TITLES: Readonly<Record<UtilityName, string>> = {
  reset: ROUTINES.reset.title,
  register: ROUTINES.registration.title,
  erase: ROUTINES.erasure.title,
  read: 'Data List',
  faults: 'Trouble Codes',
  clear: 'Trouble Codes',
};

/**
 * Runs a utility from first contact to its result: opens the session, reads the VIN, and turns a failure at any depth
 * into a report of what happened and whether keys were erased (TEC-6).
 */
export function* runUtility(
  utility: UtilityName,
  options: UtilityOptions,
  body: (run: UtilityRun) => Conversation<ToolDone>,
): ToolUtility {
  let run: UtilityRun | null = null;
  try {
    const guided = options.guided === true;
    if (guided) yield* wakeByTechnician(EXTENDED_SESSION);
    else yield* wakeByDoor(EXTENDED_SESSION);
    const read = yield* readVin();
    const vin = guided ? yield* chooseVehicle(read) : confirmVehicle(read, options.vin);
    const title = TITLES[utility];
    const { rate = 1, limits = null } = options;
    run = { utility, title, vin, guided, rate, limits, added: [], underWay: null, erasing: null };
    if (guided) yield* showVehicle(vin);
    const done = yield* body(run);
    yield* request(DEFAULT_SESSION);
    return done;
  } catch (error) {
    if (!(error instanceof UtilityFailure)) throw error;
    if (run === null) return failedBefore(utility, error);
    const failure = yield* accountFor(run, error);
    // Everything still open in the vehicle is closed with the session, except a running reset (AUT-6).
    yield* request(DEFAULT_SESSION);
    return failure;
  }
}

/** The vehicle's VIN; null where it reports none, or an invalid one. */
export function* readVin(): Conversation<string | null> {
  const vin = yield* readData('vin');
  if (vin?.length !== VIN_LENGTH) return null;
  return findVinFault(vin) === null ? vin : null;
}

/** The report of a run in which nothing was begun that could affect a key. */
export function failedBefore(utility: UtilityName, { part, details }: UtilityFailure): ToolFailure {
  return { kind: 'failed', utility, vin: null, cause: part, ...details, keysErased: 'no', added: [], keys: null };
}

function* accountFor(run: UtilityRun, { part, details }: UtilityFailure): Conversation<ToolFailure> {
  if (run.underWay !== null) yield* stopProcedure(run.underWay);
  const keysErased = yield* findWhetherErased(run);
  const keys: KeyCount | null = yield* readKeyCount();
  return {
    kind: 'failed',
    utility: run.utility,
    vin: run.vin,
    cause: part,
    ...details,
    keysErased,
    added: run.added,
    keys,
  };
}

/**
 * Whether this run has erased keys. An erased key is retired at the same instant (RST-3, ERA-5), and nothing else
 * retires a key.
 */
export function* findWhetherErased({ erasing }: UtilityRun): Conversation<'yes' | 'no' | 'unknown'> {
  if (erasing === null) return 'no';
  const retired = yield* readData('retiredKeys');
  if (retired === null || erasing.retiredBefore === null) return 'unknown';
  if (retired > erasing.retiredBefore) return 'yes';
  return (yield* isResetRunning()) ? 'unknown' : 'no';
}

/** A reset that is still running will erase the keys when it completes. */
function* isResetRunning(): Conversation<boolean> {
  const now = yield* readData('procedure');
  return now === null || (now.procedure === PROCEDURES.reset && now.state === PROCEDURE_STATES.running);
}
