import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import type { DoipVehicle } from '../../can-bus/ports/doip-gateway.ts';

const generic = isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd });

/** A vehicle with a gateway and one ECU. */
export const doipTestVehicle: DoipVehicle = {
  identity: { vin: '4T1BZ1FB4KU999999', logicalAddress: 0x1000, eid: new Uint8Array(6), gid: new Uint8Array(6) },
  addresses: { entity: 0x1000, targets: [0x1000], functional: 0xe400, testers: [0x0e00, 0x0fff] },
  routes: [{ address: 0x1000, ecu: 'smart-key', channel: generic }],
  functional: isoTpConfig({ kind: 'normal', sendId: 0x7df, receiveId: 0x7bd }, { singleFrameOnly: true }),
  functionalRoutes: [{ address: 0x1750, ecu: 'smart-key', channel: generic }],
  authentication: null,
  needsIgnition: false,
};

export const ACTIVATION = '02FD0005000000070E800000000000';
export const ACTIVATED = '02FD0006000000090E8010001000000000';
