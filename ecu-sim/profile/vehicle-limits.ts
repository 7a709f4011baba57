import { MAX_DELAY_MS } from '../../can-bus/virtual-bus/fault-plan.ts';
import type { NumberLimit } from './number-limit.ts';

/*
 * What can be asked of a car besides its profile: declared here alone, and refused with the same words over HTTP, in
 * scenarios, in faults, by the classes themselves and by flags.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten years of 365.25 days. */
const TEN_YEARS_S = 315_576_000;
/** The longest message whose length fits 12 bits. */
const MAX_MESSAGE = 4095;
const MICROSECOND_MS = 0.001;
const MAX_COUNT = 1_000_000;

/** Inputs of the vehicle and of its keys, and of its clock. */
export const VEHICLE_LIMITS: Readonly<
  Record<
    'supplyV' | 'speedKmh' | 'keyBatteryV' | 'holdMs' | 'offMs' | 'advanceS' | 'offsetUs' | 'rate' | 'seed',
    NumberLimit
  >
> = {
  /** The 12 V supply that electronics live with; below is for a power cut to do. */
  supplyV: { min: 6, max: 18 },
  /** What 16 bits of 0.01 km/h hold. */
  speedKmh: { min: 0, max: 655.35 },
  /** A key's own battery. */
  keyBatteryV: { min: 0, max: 5 },
  /** How long a button of a key is held. */
  holdMs: { min: 0, max: HOUR_MS },
  /** How long the supply is away. */
  offMs: { min: MICROSECOND_MS, max: HOUR_MS },
  /** Vehicle time that passes at one request. */
  advanceS: { min: 0, max: TEN_YEARS_S },
  /** After a deadline; before it where negative. */
  offsetUs: { min: -TEN_YEARS_S * 1_000_000, max: TEN_YEARS_S * 1_000_000, whole: true },
  /** Vehicle seconds in a real second: faster than this no computer keeps up. */
  rate: { min: 0.01, max: 1000 },
  /** Of all randomness. */
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
};

/** Parts of a fault plan; the supply, keys' batteries and power cuts have the limits of the vehicle. */
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
  /** Hits spared at first. */
  skip: { min: 0, max: MAX_COUNT, whole: true },
  /** Hits, edges, writes: at least one. */
  count: { min: 1, max: MAX_COUNT, whole: true },
  /** A byte of the memory. */
  memoryByte: { min: 0, max: MAX_COUNT, whole: true },
  /** Repeated flow controls or 0x78. */
  storm: { min: 0, max: 1000, whole: true },
  /** Between two of a storm. */
  stormMs: { min: 1, max: 60_000 },
  /** Where a message is altered. */
  messageByte: { min: 0, max: MAX_MESSAGE, whole: true },
  messageLength: { min: 1, max: MAX_MESSAGE, whole: true },
  /** Bits of one byte. */
  bits: { min: 1, max: 255, whole: true },
  babblePeriodMs: { min: 0, max: 10_000 },
  babbleMs: { min: MICROSECOND_MS, max: 60_000 },
  supplyAtMs: { min: 0, max: DAY_MS },
  supplyStepMs: { min: 0, max: 10_000 },
  flutterMs: { min: 0.1, max: 60_000 },
};

/** The names of the ECU's deadlines that a clock can be moved to. */
export const DEADLINE_NAMES = ['procedure', 'session', 'lockout', 'next'] as const;
export type DeadlineName = (typeof DEADLINE_NAMES)[number];
