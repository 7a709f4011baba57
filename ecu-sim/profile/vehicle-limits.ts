import { MAX_DELAY_MS } from '../../can-bus/virtual-bus/fault-plan.ts';
import type { NumberLimit } from './number-limit.ts';
import { MAX_SHORT_MESSAGE } from '../../can-bus/isotp/defaults.ts';

/*
 * Limits of the inputs to a car that are not in its profile: declared only here, and refused with the same words
 * wherever an input comes from.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten years of 365.25 days. */
const TEN_YEARS_S = 315_576_000;
const MICROSECOND_MS = 0.001;
const MAX_COUNT = 1_000_000;

/** How long the supply is off where nothing else is given. */
export const DEFAULT_OFF_MS = 100;

/** Inputs of the vehicle, of its keys and of its clock. */
export const VEHICLE_LIMITS: Readonly<
  Record<
    'supplyV' | 'speedKmh' | 'keyBatteryV' | 'holdMs' | 'offMs' | 'advanceS' | 'offsetUs' | 'rate' | 'seed',
    NumberLimit
  >
> = {
  /** The 12 V supply within which electronics work; lower values need a power cut. */
  supplyV: { min: 6, max: 18 },
  /** The range of 16 bits of 0.01 km/h. */
  speedKmh: { min: 0, max: 655.35 },
  /** A key's own battery. */
  keyBatteryV: { min: 0, max: 5 },
  /** How long a key's button is held. */
  holdMs: { min: 0, max: HOUR_MS },
  /** How long the supply is off. */
  offMs: { min: MICROSECOND_MS, max: HOUR_MS },
  /** Vehicle time advanced by one request. */
  advanceS: { min: 0, max: TEN_YEARS_S },
  /** After a deadline; before it when negative. */
  offsetUs: { min: -TEN_YEARS_S * 1_000_000, max: TEN_YEARS_S * 1_000_000, whole: true },
  /** Vehicle seconds per real second: no computer keeps up beyond this. */
  rate: { min: 0.01, max: 1000 },
  /** The seed of all randomness. */
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
};

/** Parts of a fault plan; the supply, key batteries and power cuts have the limits of the vehicle. */
export const FAULT_LIMITS: Readonly<
  Record<
    | 'probability'
    | 'delayMs'
    | 'skip'
    | 'count'
    | 'memoryByte'
    | 'storm'
    | 'stormMs'
    | 'messageByte'
    | 'messageLength'
    | 'bits'
    | 'babblePeriodMs'
    | 'babbleMs'
    | 'supplyAtMs'
    | 'supplyStepMs'
    | 'flutterMs',
    NumberLimit
  >
> = {
  probability: { min: 0, max: 1 },
  delayMs: { min: 0, max: MAX_DELAY_MS },
  /** Matches that are skipped first. */
  skip: { min: 0, max: MAX_COUNT, whole: true },
  /** Hits, edges, writes: at least one. */
  count: { min: 1, max: MAX_COUNT, whole: true },
  /** A byte of the memory. */
  memoryByte: { min: 0, max: MAX_COUNT, whole: true },
  /** Repeated flow controls or 0x78. */
  storm: { min: 0, max: 1000, whole: true },
  /** Between two frames of a babbling node. */
  stormMs: { min: 1, max: 60_000 },
  /** Position of the altered byte in a message. */
  messageByte: { min: 0, max: MAX_SHORT_MESSAGE, whole: true },
  messageLength: { min: 1, max: MAX_SHORT_MESSAGE, whole: true },
  /** Bits of one byte. */
  bits: { min: 1, max: 255, whole: true },
  babblePeriodMs: { min: 0, max: 10_000 },
  babbleMs: { min: MICROSECOND_MS, max: 60_000 },
  supplyAtMs: { min: 0, max: DAY_MS },
  supplyStepMs: { min: 0, max: 10_000 },
  flutterMs: { min: 0.1, max: 60_000 },
};

/** The names of the ECU's deadlines to which a clock can be advanced. */
export const DEADLINE_NAMES = ['procedure', 'session', 'lockout', 'next'] as const;
export type DeadlineName = (typeof DEADLINE_NAMES)[number];
