import type { Micros } from '../../../can-bus/time/micros.ts';
import { bootFirmware } from '../../../ecu-sim/firmware.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { factoryContent, type NvmContent } from '../../../ecu-sim/memory/content.ts';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { SILENT_BUZZERS } from '../../../ecu-sim/smart-key/buzzers.ts';
import {
  UNKNOWN_SIGNALS,
  type FirmwareContext,
  type FirmwareState,
  type VehicleSignals,
} from '../../../ecu-sim/smart-key/state.ts';
import { FirmwareStep } from '../../../ecu-sim/smart-key/step.ts';

/** The present instant of {@link stepWith}. */
export const NOW_US: Micros = 100_000_000;

export const CONTEXT: FirmwareContext = {
  profile: DEFAULT_PROFILE,
  passCodes: createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin),
  lifeBaseSeconds: 7000,
};

/** The default car at rest: the driver's door open, the lever in P. */
export const SIGNALS_AT_REST: VehicleSignals = {
  ...UNKNOWN_SIGNALS,
  doorKnown: true,
  doorDriver: true,
  shiftP: true,
  speedCkmh: 0,
  powerMode: 2,
};

/** Two keys in the first two of seven slots. */
export const TWO_KEYS: NvmContent = factoryContent({ keySlots: 7, slots: [0xa1, 0xa2], generator: [1, 2, 3, 4] });

/** The firmware as it is after power-on, but for these parts. */
export function stateWith(part: Partial<FirmwareState> = {}): FirmwareState {
  const inputs = { supplyMv: 12_600, cabinKeys: [], faults: [] };
  return { ...bootFirmware(CONTEXT, TWO_KEYS, false, inputs, SILENT_BUZZERS, NOW_US, 'power-on').state, ...part };
}

/** A step of that firmware at {@link NOW_US}. */
export function stepWith(part: Partial<FirmwareState> = {}, signals: Partial<VehicleSignals> = {}): FirmwareStep {
  return new FirmwareStep(CONTEXT, stateWith(part), { ...SIGNALS_AT_REST, ...signals }, NOW_US);
}
