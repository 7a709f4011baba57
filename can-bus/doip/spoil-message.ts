import { PAYLOAD_TYPE } from './codes.ts';
import type { DoipFault } from './fault-plan.ts';
import { encodeDoip } from './message.ts';

const VIN_AT = 8;
const VIN_LENGTH = 17;

function typeOf(bytes: Uint8Array): number {
  return ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
}

/** A message with the wrong bytes that a fault puts into it. */
export function spoilMessage(bytes: Uint8Array, { vin, wrongInverse }: DoipFault): Uint8Array {
  const spoiled = bytes.slice();
  if (vin !== null && typeOf(bytes) === PAYLOAD_TYPE.vehicleAnnouncement) {
    for (let index = 0; index < VIN_LENGTH; index++) spoiled[VIN_AT + index] = vin.charCodeAt(index);
  }
  if (wrongInverse) spoiled[1] = spoiled[0] ?? 0;
  return spoiled;
}

/** What a fault leaves of a datagram; null: nothing. */
export function spoilDatagram(bytes: Uint8Array, fault: DoipFault): Uint8Array | null {
  const { drop, headerNack, cut } = fault;
  if (drop || cut === 0) return null;
  const whole =
    headerNack === null ? bytes : encodeDoip(bytes[0] ?? 0, PAYLOAD_TYPE.headerNack, Uint8Array.of(headerNack));
  const spoiled = spoilMessage(whole, fault);
  return cut === null ? spoiled : spoiled.subarray(0, cut);
}
