import type { Micros } from '../../can-bus/time/micros.ts';
import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import type { EngineFault } from '../description/engine-trouble-codes.ts';
import type { EngineValues } from './engine-values.ts';
import { warmUpsOf, type VehicleModel } from './vehicle-model.ts';

/**
 * The engine ECU's memory of trouble codes (SAE J1979, services 02, 03, 04, 07, 0A). Pure. It survives a power loss and
 * holds at most each declared code once.
 */

/** A code that service 04 does not erase. */
interface PermanentCode {
  readonly code: EngineFault;
  /** Running time at which its fault ended; null while the fault is present. */
  readonly endedRunUs: Micros | null;
}

interface FreezeFrame {
  readonly code: EngineFault;
  readonly values: EngineValues;
}

/** A point in the vehicle's life. */
interface LifeMark {
  readonly metres: number;
  readonly runUs: Micros;
  readonly warmUps: number;
}

export interface TroubleMemory {
  /** Present faults, whether the ECU has detected them or not. Sorted, as all lists of codes. */
  readonly faults: readonly EngineFault[];
  readonly stored: readonly EngineFault[];
  /** Detected in this driving cycle or the one before. */
  readonly pending: readonly EngineFault[];
  readonly permanent: readonly PermanentCode[];
  /** Of the first code. */
  readonly freezeFrame: FreezeFrame | null;
  readonly cleared: LifeMark;
  /** When the malfunction indicator lamp went on; null while it is off. */
  readonly lamp: LifeMark | null;
}

/** A permanent code is erased when the engine has run for this long without its fault. */
const HEALING_US: Micros = 60 * MICROS_PER_SECOND;

/** No codes; the last clear lies 1346 km, 31 hours of running and 42 warm-ups before `model`. */
export function newTroubleMemory(model: VehicleModel): TroubleMemory {
  const { metres, runUs, warmUps } = lifeMark(model);
  return {
    faults: [],
    stored: [],
    pending: [],
    permanent: [],
    freezeFrame: null,
    cleared: { metres: metres - 1_346_000, runUs: runUs - 111_600 * MICROS_PER_SECOND, warmUps: warmUps - 42 },
    lamp: null,
  };
}

function lifeMark(model: VehicleModel): LifeMark {
  return { metres: model.metres, runUs: model.runUs, warmUps: warmUpsOf(model) };
}

function withCode(codes: readonly EngineFault[], code: EngineFault): readonly EngineFault[] {
  return codes.includes(code) ? codes : [...codes, code].sort();
}

/** A fault begins or ends. {@link detect} stores it where the ECU is awake. */
export function setFault(memory: TroubleMemory, fault: EngineFault, on: boolean, runUs: Micros): TroubleMemory {
  if (memory.faults.includes(fault) === on) return memory;
  if (on) return { ...memory, faults: withCode(memory.faults, fault) };
  return {
    ...memory,
    faults: memory.faults.filter((code) => code !== fault),
    permanent: memory.permanent.map((held) => (held.code === fault ? { ...held, endedRunUs: runUs } : held)),
  };
}

/**
 * The ECU, awake at this instant, stores the codes of the present faults; the first code with a freeze frame.
 *
 * @param values of this instant; read only where a freeze frame is stored
 */
export function detect(memory: TroubleMemory, model: VehicleModel, values: () => EngineValues): TroubleMemory {
  let next = memory;
  for (const code of memory.faults) {
    if (next.stored.includes(code) && next.pending.includes(code)) continue;
    next = {
      ...next,
      stored: withCode(next.stored, code),
      pending: withCode(next.pending, code),
      permanent: [...next.permanent.filter((held) => held.code !== code), { code, endedRunUs: null }],
      freezeFrame: next.freezeFrame ?? { code, values: values() },
      lamp: next.lamp ?? lifeMark(model),
    };
  }
  return next;
}

/** A driving cycle begins: codes whose fault has ended are no longer pending. */
export function beginCycle(memory: TroubleMemory): TroubleMemory {
  if (memory.pending.every((code) => memory.faults.includes(code))) return memory;
  return { ...memory, pending: memory.pending.filter((code) => memory.faults.includes(code)) };
}

/** Service 04: codes, freeze frame, distances and the completion of the monitors; permanent codes stay. */
export function clearCodes(memory: TroubleMemory, model: VehicleModel): TroubleMemory {
  return { ...memory, stored: [], pending: [], freezeFrame: null, lamp: null, cleared: lifeMark(model) };
}

/** The permanent codes at a running time. */
export function permanentCodes({ permanent }: TroubleMemory, runUs: Micros): readonly EngineFault[] {
  const held = permanent.filter(({ endedRunUs }) => endedRunUs === null || runUs - endedRunUs < HEALING_US);
  return held.map(({ code }) => code).sort();
}
