import { MAX_SHORT_MESSAGE } from '../isotp/defaults.ts';
import { PAYLOAD_TYPE } from './codes.ts';
import { ANY_VERSION, DOIP_VERSIONS, type DoipRules } from './message.ts';

/** Longest payload that an entity reads; a longer message is rejected and skipped. */
const MAX_PAYLOAD = 65_536;
/** Longest UDS message that an entity passes on: the longest on CAN. */
export const MAX_REQUEST: number = MAX_SHORT_MESSAGE;

/** For each payload type pairs of the shortest and the longest length. */
type LengthRanges = Readonly<Record<number, readonly number[]>>;

function lengths(ranges: LengthRanges): DoipRules['allows'] {
  return (type, length) => {
    const bounds = ranges[type];
    if (bounds === undefined) return null;
    return bounds.some((min, index) => index % 2 === 0 && length >= min && length <= (bounds[index + 1] ?? min));
  };
}

function isKnownVersion(version: number): boolean {
  return DOIP_VERSIONS.includes(version);
}

/** Messages to an entity on TCP. */
export const ENTITY_TCP_RULES: DoipRules = {
  accepts: isKnownVersion,
  allows: lengths({
    [PAYLOAD_TYPE.headerNack]: [1, 1],
    [PAYLOAD_TYPE.routingActivation]: [7, 7, 11, 11],
    [PAYLOAD_TYPE.aliveCheckResponse]: [2, 2],
    [PAYLOAD_TYPE.diagnosticMessage]: [5, MAX_PAYLOAD],
  }),
  maxPayload: MAX_PAYLOAD,
};

const IDENTIFICATIONS: readonly number[] = [
  PAYLOAD_TYPE.vehicleIdentification,
  PAYLOAD_TYPE.vehicleIdentificationByEid,
  PAYLOAD_TYPE.vehicleIdentificationByVin,
];

/** Messages to an entity on UDP. */
export const ENTITY_UDP_RULES: DoipRules = {
  accepts: (version, type) => isKnownVersion(version) || (version === ANY_VERSION && IDENTIFICATIONS.includes(type)),
  allows: lengths({
    [PAYLOAD_TYPE.vehicleIdentification]: [0, 0],
    [PAYLOAD_TYPE.vehicleIdentificationByEid]: [6, 6],
    [PAYLOAD_TYPE.vehicleIdentificationByVin]: [17, 17],
    [PAYLOAD_TYPE.entityStatus]: [0, 0],
    [PAYLOAD_TYPE.powerMode]: [0, 0],
  }),
  maxPayload: MAX_PAYLOAD,
};

/** Messages to a tester on TCP. */
export const TESTER_TCP_RULES: DoipRules = {
  accepts: isKnownVersion,
  allows: lengths({
    [PAYLOAD_TYPE.headerNack]: [1, 1],
    [PAYLOAD_TYPE.routingActivationResponse]: [9, 9, 13, 13],
    [PAYLOAD_TYPE.aliveCheck]: [0, 0],
    [PAYLOAD_TYPE.diagnosticMessage]: [5, MAX_PAYLOAD],
    [PAYLOAD_TYPE.diagnosticAck]: [5, MAX_PAYLOAD],
    [PAYLOAD_TYPE.diagnosticNack]: [5, MAX_PAYLOAD],
  }),
  maxPayload: MAX_PAYLOAD,
};

/** Messages to a tester on UDP. */
export const TESTER_UDP_RULES: DoipRules = {
  accepts: isKnownVersion,
  allows: lengths({
    [PAYLOAD_TYPE.headerNack]: [1, 1],
    [PAYLOAD_TYPE.vehicleAnnouncement]: [32, 33],
    [PAYLOAD_TYPE.entityStatusResponse]: [3, 3, 7, 7],
    [PAYLOAD_TYPE.powerModeResponse]: [1, 1],
  }),
  maxPayload: MAX_PAYLOAD,
};
