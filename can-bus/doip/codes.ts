/** Payload types of ISO 13400-2. */
export const PAYLOAD_TYPE = {
  headerNack: 0x0000,
  vehicleIdentification: 0x0001,
  vehicleIdentificationByEid: 0x0002,
  vehicleIdentificationByVin: 0x0003,
  vehicleAnnouncement: 0x0004,
  routingActivation: 0x0005,
  routingActivationResponse: 0x0006,
  aliveCheck: 0x0007,
  aliveCheckResponse: 0x0008,
  entityStatus: 0x4001,
  entityStatusResponse: 0x4002,
  powerMode: 0x4003,
  powerModeResponse: 0x4004,
  diagnosticMessage: 0x8001,
  diagnosticAck: 0x8002,
  diagnosticNack: 0x8003,
} as const;

/** Codes of a negative acknowledge of the header. */
export const HEADER_NACK = {
  incorrectPattern: 0x00,
  unknownPayloadType: 0x01,
  messageTooLarge: 0x02,
  outOfMemory: 0x03,
  invalidLength: 0x04,
} as const;
export type HeaderNack = (typeof HEADER_NACK)[keyof typeof HEADER_NACK];

/** Codes of a routing activation response. */
export const ACTIVATION = {
  unknownSource: 0x00,
  noSocketFree: 0x01,
  otherSourceOnSocket: 0x02,
  sourceInUse: 0x03,
  authenticationMissing: 0x04,
  confirmationRejected: 0x05,
  unsupportedType: 0x06,
  needsTls: 0x07,
  ok: 0x10,
  confirmationRequired: 0x11,
} as const;

/** Codes of a negative acknowledge of a diagnostic message. */
export const DIAGNOSTIC_NACK = {
  invalidSource: 0x02,
  unknownTarget: 0x03,
  messageTooLarge: 0x04,
  outOfMemory: 0x05,
  targetUnreachable: 0x06,
  unknownNetwork: 0x07,
  transportError: 0x08,
} as const;
export type DiagnosticNack = (typeof DIAGNOSTIC_NACK)[keyof typeof DIAGNOSTIC_NACK];

/** Meanings of the codes, for people. */
export const HEADER_NACK_TEXT: Readonly<Record<number, string>> = {
  0x00: 'incorrect version or inverse version',
  0x01: 'unknown payload type',
  0x02: 'message too large',
  0x03: 'out of memory',
  0x04: 'invalid payload length',
};

export const ACTIVATION_TEXT: Readonly<Record<number, string>> = {
  0x00: 'unknown source address',
  0x01: 'no socket is free',
  0x02: 'another source address is active on this socket',
  0x03: 'the source address is active on another socket',
  0x04: 'authentication is missing',
  0x05: 'confirmation is rejected',
  0x06: 'unsupported activation type',
  0x07: 'a TLS connection is required',
  0x10: 'active',
  0x11: 'confirmation is required',
};

export const DIAGNOSTIC_NACK_TEXT: Readonly<Record<number, string>> = {
  0x02: 'invalid source address',
  0x03: 'unknown target address',
  0x04: 'diagnostic message too large',
  0x05: 'out of memory',
  0x06: 'target unreachable',
  0x07: 'unknown network',
  0x08: 'transport protocol error',
};

/** A code as messages show it: `0x06`. */
export function codeHex(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The meaning of a code, and the code. */
export function codeText(texts: Readonly<Record<number, string>>, code: number): string {
  return `${texts[code] ?? 'unknown'} (code ${codeHex(code)})`;
}

/** Default port on UDP and TCP. */
export const DOIP_PORT = 13_400;
/** The same for TLS. */
export const DOIP_TLS_PORT = 3_496;
