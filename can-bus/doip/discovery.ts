import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import type { DoipIdentity } from './addresses.ts';
import { PAYLOAD_TYPE } from './codes.ts';
import { ANY_VERSION, decodeDatagram, DOIP_VERSIONS, encodeDoip, type DoipMessage } from './message.ts';
import { ENTITY_UDP_RULES, MAX_REQUEST } from './rules.ts';

/** The version of an entity where a tester does not name one: ISO 13400-2:2012. */
export const ENTITY_VERSION = 0x02;
const GATEWAY = 0x00;
const NO_FURTHER_ACTION = 0x00;
const EID_LENGTH = 6;
const VIN_LENGTH = 17;
const SYNCHRONIZED = 0x00;

/** What an entity reports of its present state. */
export interface EntityStatus {
  /** Sockets that may be active at the same time. */
  readonly maxSockets: number;
  /** Sockets that are active now. */
  readonly openSockets: number;
  /** The vehicle is ready for diagnostics. */
  readonly isReady: boolean;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The announcement of a vehicle, which is also its answer to a vehicle identification request. */
export function encodeAnnouncement(identity: DoipIdentity, version: number = ENTITY_VERSION): Uint8Array {
  const { vin, logicalAddress, eid, gid } = identity;
  const payload = new ByteWriter().bytes(bytesOf(vin)).u16(logicalAddress).bytes(eid).bytes(gid);
  return encodeDoip(
    version,
    PAYLOAD_TYPE.vehicleAnnouncement,
    payload.u8(NO_FURTHER_ACTION).u8(SYNCHRONIZED).toBytes(),
  );
}

/** Reads the payload of an announcement whose length has been checked. */
export function decodeAnnouncement(payload: Uint8Array): DoipIdentity {
  const reader = new ByteReader(payload);
  const vin = String.fromCharCode(...reader.bytes(VIN_LENGTH));
  return { vin, logicalAddress: reader.u16(), eid: reader.bytes(EID_LENGTH), gid: reader.bytes(EID_LENGTH) };
}

/** Answers: not even a malformed one is answered, so that two entities do not answer each other. */
const NEVER_ANSWERED: readonly number[] = [
  PAYLOAD_TYPE.headerNack,
  PAYLOAD_TYPE.vehicleAnnouncement,
  PAYLOAD_TYPE.entityStatusResponse,
  PAYLOAD_TYPE.powerModeResponse,
];

/** The answer of an entity to a datagram; null where it does not answer. */
export function answerDatagram(bytes: Uint8Array, identity: DoipIdentity, status: EntityStatus): Uint8Array | null {
  const item = decodeDatagram(bytes, ENTITY_UDP_RULES);
  if (item === null || NEVER_ANSWERED.includes(item.type)) return null;
  const version = item.version !== ANY_VERSION && DOIP_VERSIONS.includes(item.version) ? item.version : ENTITY_VERSION;
  if (item.kind === 'rejected') return encodeDoip(version, PAYLOAD_TYPE.headerNack, Uint8Array.of(item.code));
  return answerMessage({ ...item, version }, identity, status);
}

function answerMessage(
  { version, type, payload }: DoipMessage,
  identity: DoipIdentity,
  { maxSockets, openSockets, isReady }: EntityStatus,
): Uint8Array | null {
  switch (type) {
    case PAYLOAD_TYPE.vehicleIdentificationByEid:
      return sameBytes(payload, identity.eid) ? encodeAnnouncement(identity, version) : null;
    case PAYLOAD_TYPE.vehicleIdentificationByVin:
      return sameBytes(payload, bytesOf(identity.vin)) ? encodeAnnouncement(identity, version) : null;
    case PAYLOAD_TYPE.entityStatus: {
      const answer = new ByteWriter().u8(GATEWAY).u8(maxSockets).u8(openSockets).u32(MAX_REQUEST);
      return encodeDoip(version, PAYLOAD_TYPE.entityStatusResponse, answer.toBytes());
    }
    case PAYLOAD_TYPE.powerMode:
      return encodeDoip(version, PAYLOAD_TYPE.powerModeResponse, Uint8Array.of(isReady ? 1 : 0));
    default:
      return encodeAnnouncement(identity, version);
  }
}
