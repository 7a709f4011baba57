import type { DiagnosticEndpointConfigs } from '../../can-bus/faults/diagnostic-interceptor.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import type { IsoTpAddressing, IsoTpConfig } from '../../can-bus/isotp/types.ts';
import type { EndpointAddress, Profile } from '../profile.ts';
import type { EndpointName } from '../smart-key/state.ts';

/**
 * The profile's settings for one diagnostic endpoint, as the ECU sees it: `sendId` is the response id. The functional
 * endpoint is answered as `generic`, and has its id format and transport settings.
 */
export function endpointConfig(profile: Profile, name: EndpointName): IsoTpConfig {
  const { addressing, isotp } = profile;
  const address = name === 'oem' ? addressing.oem : addressing.generic;
  return isoTpConfig(name === 'functional' ? functional(profile) : physicalAddressing(address), {
    ...isotp,
    ...address.isotp,
    extendedIds: address.extendedIds ?? addressing.extendedIds,
    singleFrameOnly: name === 'functional',
  });
}

/** Whether an endpoint uses CAN FD frames, so that a port to the bus has to carry them. */
export function usesCanFd(profile: Profile): boolean {
  return endpointConfig(profile, 'oem').fd || endpointConfig(profile, 'generic').fd;
}

/** Where an endpoint is reached, as the ECU sees it. */
export function physicalAddressing(address: EndpointAddress): IsoTpAddressing {
  const ids = { sendId: address.responseId, receiveId: address.requestId };
  if (address.kind === 'normal') return { kind: 'normal', ...ids };
  const { responseAddress: sendAddress, requestAddress: receiveAddress } = address;
  return { kind: address.kind, ...ids, sendAddress, receiveAddress };
}

function functional({ addressing }: Profile): IsoTpAddressing {
  return { kind: 'normal', sendId: addressing.generic.responseId, receiveId: addressing.functionalId };
}

/** The ECU's endpoints: functional requests are answered on the generic one. */
export function diagnosticEndpointConfigs(profile: Profile): DiagnosticEndpointConfigs {
  const generic = endpointConfig(profile, 'generic');
  const functional = { id: profile.addressing.functionalId, extended: generic.extendedIds, answeredOn: 1 };
  return { physical: [endpointConfig(profile, 'oem'), generic], functional };
}
