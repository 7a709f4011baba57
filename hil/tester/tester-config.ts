import { peerAddressing } from '../../can-bus/isotp/addressing.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import type { IsoTpConfig } from '../../can-bus/isotp/types.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { UdsClientConfig } from '../../can-bus/uds/client-config.ts';
import type { TesterConfig } from '../../can-bus/uds/tester-node.ts';
import { BODY_ADDRESS } from '../../ecu-sim/body/body-diagnostics.ts';
import { endpointConfig, physicalAddressing } from '../../ecu-sim/diagnostics/endpoint-config.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { EndpointName } from '../../ecu-sim/smart-key/state.ts';

/** The Smart Key ECU's endpoint that the tool uses. */
export type ToolEndpoint = 'oem' | 'generic';

interface ScanToolOptions {
  readonly name?: string;
  readonly endpoint?: ToolEndpoint;
  readonly client?: Partial<UdsClientConfig>;
  /** Additional time that the tool waits for frames, beyond ISO 15765-2; 1 where absent. */
  readonly timeoutScale?: number;
}

const SCAN_TOOL_NAME = 'scan-tool';

const REAL_MARGIN_US: Micros = 500 * MICROS_PER_MILLI;

/**
 * Answers of a car in real time may be delayed by half a second of real time by network and processes.
 *
 * @param rate vehicle seconds per real second
 * @returns vehicle time
 */
export function realTimeMarginUs(rate: number): Micros {
  return Math.round(REAL_MARGIN_US * Math.max(1, rate));
}

/** Where requests to all ECUs go, as the tester sees it. */
export function functionalConfig(profile: Profile): IsoTpConfig {
  const { addressing, extendedIds, fd, frameLength } = endpointConfig(profile, 'functional');
  return isoTpConfig(peerAddressing(addressing), { extendedIds, fd, frameLength, singleFrameOnly: true });
}

/** The scan tool's stack for a vehicle of this profile: the ECU's addresses seen from the other side. */
export function scanToolConfig(profile: Profile, options: ScanToolOptions = {}): TesterConfig {
  const timeoutScale = options.timeoutScale ?? 1;
  const stack = (name: EndpointName): IsoTpConfig => {
    const { addressing, extendedIds, fd, frameLength } = endpointConfig(profile, name);
    return scaled(isoTpConfig(peerAddressing(addressing), { extendedIds, fd, frameLength }), timeoutScale);
  };
  return {
    name: options.name ?? SCAN_TOOL_NAME,
    physical: stack(options.endpoint ?? 'oem'),
    functional: stack('functional'),
    ...(options.client === undefined ? {} : { client: options.client }),
  };
}

/** A tool's stack for the body ECU, which receives no functional requests. */
export function bodyToolConfig(profile: Profile, timeoutScale: number): TesterConfig {
  const functional = functionalConfig(profile);
  const { sendId } = functional.addressing;
  return {
    name: SCAN_TOOL_NAME,
    physical: scaled(isoTpConfig(peerAddressing(physicalAddressing(BODY_ADDRESS))), timeoutScale),
    functional: { ...functional, addressing: { kind: 'normal', sendId, receiveId: BODY_ADDRESS.responseId } },
  };
}

function scaled(config: IsoTpConfig, timeoutScale: number): IsoTpConfig {
  const { nAsUs, nArUs, nBsUs, nCrUs } = config.timing;
  const timing = {
    nAsUs: nAsUs * timeoutScale,
    nArUs: nArUs * timeoutScale,
    nBsUs: nBsUs * timeoutScale,
    nCrUs: nCrUs * timeoutScale,
  };
  return { ...config, timing };
}
