import { NEVER_US } from '../../can-bus/time/micros.ts';
import { bootFirmware, stepFirmware, type FirmwareInput } from '../../ecu-sim/firmware.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import { factoryContent } from '../../ecu-sim/memory/content.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { SILENT_BUZZERS } from '../../ecu-sim/smart-key/buzzers.ts';
import { UNKNOWN_SIGNALS, type FirmwareContext } from '../../ecu-sim/smart-key/state.ts';

const REQUESTS = [
  [0x3e, 0x00],
  [0x10, 0x03],
  [0x22, 0x10, 0x06],
  [0x31, 0x03, 0x02, 0x01],
  [0x22, 0xf1, 0x90],
  [0x3e, 0x80],
];

/** Steps of the firmware machine alone (requests, confirmations and deadlines in turn), per second of this machine. */
export function ecuStepsPerSecond(steps: number): number {
  const context: FirmwareContext = {
    profile: DEFAULT_PROFILE,
    passCodes: createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin),
    lifeBaseSeconds: 0,
  };
  const content = factoryContent({ keySlots: 7, slots: [1, 2], generator: [1, 2, 3, 4] });
  const inputs = { supplyMv: 12_600, cabinKeys: [], faults: [] };
  let state = bootFirmware(context, content, false, inputs, SILENT_BUZZERS, 0, 'power-on').state;
  const requests: FirmwareInput[] = REQUESTS.map((bytes) => ({
    kind: 'request',
    endpoint: 'oem',
    payload: Uint8Array.from(bytes),
    busy: false,
  }));
  const started = performance.now();
  let nowUs = 0;
  for (let index = 0; index < steps; index++) {
    nowUs += 500;
    const request = requests[(index >> 1) % requests.length];
    const input: FirmwareInput = index % 2 === 0 && request !== undefined ? request : { kind: 'response-sent' };
    state = stepFirmware(context, state, input, UNKNOWN_SIGNALS, nowUs).state;
  }
  if (state.s3DeadlineUs === NEVER_US) throw new Error('the session is to be open');
  return steps / ((performance.now() - started) / 1000);
}
