import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { normalFixedFunctionalId, normalFixedId } from '../../can-bus/isotp/addressing.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint } from '../../can-bus/isotp/endpoint.ts';

/** Addresses of a generic OBD reader's bus (ISO 15765-4): the engine ECU's own ids, and the one for all ECUs. */
interface ObdIds {
  readonly requestId: number;
  readonly responseId: number;
  readonly functionalId: number;
}

const ENGINE_ADDRESS = 0x10;
const TESTER_ADDRESS = 0xf1;
const ALL_ECUS_ADDRESS = 0x33;

/** With 11-bit ids. */
export const ENGINE_IDS: ObdIds = { requestId: 0x7e0, responseId: 0x7e8, functionalId: 0x7df };
/** With 29-bit ids, in normal fixed addressing: 18DA10F1, 18DAF110 and 18DB33F1. */
export const ENGINE_IDS_29: ObdIds = {
  requestId: normalFixedId(ENGINE_ADDRESS, TESTER_ADDRESS),
  responseId: normalFixedId(TESTER_ADDRESS, ENGINE_ADDRESS),
  functionalId: normalFixedFunctionalId(ALL_ECUS_ADDRESS, TESTER_ADDRESS),
};

/** The ISO-TP endpoints of one id format: physical requests, and functional ones, which are answered physically. */
export interface EngineChannel {
  readonly extendedIds: boolean;
  readonly physical: IsoTpEndpoint;
  readonly functional: IsoTpEndpoint;
}

export function engineChannel({ requestId, responseId, functionalId }: ObdIds): EngineChannel {
  const config = isoTpConfig({ kind: 'normal', sendId: responseId, receiveId: requestId });
  const functional = { kind: 'normal', sendId: responseId, receiveId: functionalId } as const;
  return {
    extendedIds: config.extendedIds,
    physical: new IsoTpEndpoint(config),
    functional: new IsoTpEndpoint(isoTpConfig(functional, { singleFrameOnly: true })),
  };
}

/** Whether a request begins with this frame. */
export function beginsRequest({ physical, functional }: EngineChannel, frame: CanFrame): boolean {
  return physical.begins(frame) || functional.begins(frame);
}
