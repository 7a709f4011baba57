import { createHash } from 'node:crypto';

import { fromHex } from '../../can-bus/bytes/hex.ts';
import type { DoipVehicle } from '../../can-bus/ports/doip-gateway.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { peerAddressing } from '../../can-bus/isotp/addressing.ts';
import { BODY_ADDRESS } from '../../ecu-sim/body/body-diagnostics.ts';
import { physicalAddressing } from '../../ecu-sim/diagnostics/endpoint-config.ts';
import { ENGINE_IDS } from '../../ecu-sim/engine/engine-channel.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { functionalConfig, scanToolConfig } from './tester-config.ts';

const ID_LENGTH = 6;
const SMART_KEY = 'smart-key';
const ENGINE = 'engine';

/** A car's DoIP: its identification, and the CAN channels to its ECUs. */
export function doipVehicle(profile: Profile): DoipVehicle {
  const { gateway, smartKey, body, engine, functional, testers, authentication, confirmation } = profile.doip;
  const { physical: oem } = scanToolConfig(profile);
  const { physical: generic } = scanToolConfig(profile, { endpoint: 'generic' });
  const bodyChannel = isoTpConfig(peerAddressing(physicalAddressing(BODY_ADDRESS)));
  const { requestId: sendId, responseId: receiveId } = ENGINE_IDS;
  const engineChannel = isoTpConfig({ kind: 'normal', sendId, receiveId });
  const hash = createHash('sha256').update(profile.vin).digest();
  return {
    identity: {
      vin: profile.vin,
      logicalAddress: gateway,
      eid: Uint8Array.from(hash.subarray(0, ID_LENGTH)),
      gid: Uint8Array.from(hash.subarray(ID_LENGTH, 2 * ID_LENGTH)),
    },
    authentication: authentication === null ? null : fromHex(authentication),
    needsIgnition: confirmation === 'ignition',
    addresses: { entity: gateway, targets: [gateway, smartKey, body, engine], functional, testers },
    routes: [
      { address: gateway, ecu: SMART_KEY, channel: generic },
      { address: smartKey, ecu: SMART_KEY, channel: oem },
      { address: body, ecu: 'body', channel: bodyChannel },
      { address: engine, ecu: ENGINE, channel: engineChannel },
    ],
    functional: functionalConfig(profile),
    functionalRoutes: [
      { address: smartKey, ecu: SMART_KEY, channel: generic },
      { address: engine, ecu: ENGINE, channel: engineChannel },
    ],
  };
}
