import type { ParameterMemory } from './parameter-memory.ts';

/** A protocol number as `AT SP` takes it: 0 to 9, A, B, C. */
export type ProtocolNumber = string;

/** How frames of a CAN protocol look. */
export interface CanProtocol {
  readonly number: ProtocolNumber;
  /** 29-bit identifiers. */
  readonly extended: boolean;
  /** bit/s. */
  readonly bitRate: number;
  /** ISO 15765-4 data: length and sequence bytes are added and removed. */
  readonly hasIsoTp: boolean;
}

export const AUTOMATIC: ProtocolNumber = '0';

const NAMES: Readonly<Record<ProtocolNumber, string>> = {
  '0': 'AUTO',
  '1': 'SAE J1850 PWM',
  '2': 'SAE J1850 VPW',
  '3': 'ISO 9141-2',
  '4': 'ISO 14230-4 (KWP 5BAUD)',
  '5': 'ISO 14230-4 (KWP FAST)',
  '6': 'ISO 15765-4 (CAN 11/500)',
  '7': 'ISO 15765-4 (CAN 29/500)',
  '8': 'ISO 15765-4 (CAN 11/250)',
  '9': 'ISO 15765-4 (CAN 29/250)',
  A: 'SAE J1939 (CAN 29/250)',
};

const FIXED: Readonly<Record<ProtocolNumber, CanProtocol>> = {
  '6': { number: '6', extended: false, bitRate: 500_000, hasIsoTp: true },
  '7': { number: '7', extended: true, bitRate: 500_000, hasIsoTp: true },
  '8': { number: '8', extended: false, bitRate: 250_000, hasIsoTp: true },
  '9': { number: '9', extended: true, bitRate: 250_000, hasIsoTp: true },
  A: { number: 'A', extended: true, bitRate: 250_000, hasIsoTp: false },
};

const K_LINES: readonly ProtocolNumber[] = ['3', '4', '5'];
/** The answer where nothing responds to the initiation of a K-line. */
export const NO_INITIATION = 'BUS INIT: ...ERROR';

export function isKLine(number: ProtocolNumber): boolean {
  return K_LINES.includes(number);
}

/** What the automatic search tries, in this order, among those of the bus's bit rate. */
const SEARCHED: readonly ProtocolNumber[] = ['6', '7', '8', '9'];

/** Parameters of the two user protocols: options, and the divisor of 500 kbit/s. */
const USER_PARAMETERS: Readonly<Record<ProtocolNumber, readonly [number, number]>> = {
  B: [0x2c, 0x2d],
  C: [0x2e, 0x2f],
};
const USER_CLOCK = 500_000;
const USER_11_BIT = 0x80;
/** The low bits of the options: 0 none, 1 ISO 15765-4, 2 J1939. */
const USER_FORMAT_MASK = 0x07;
const USER_ISO_TP = 0x01;

/** The CAN protocol of that number; null for the protocols of other buses and for 0. */
export function canProtocol(number: ProtocolNumber, parameters: ParameterMemory): CanProtocol | null {
  const user = USER_PARAMETERS[number];
  if (user === undefined) return FIXED[number] ?? null;
  const options = parameters.value(user[0]);
  return {
    number,
    extended: (options & USER_11_BIT) === 0,
    bitRate: USER_CLOCK / Math.max(1, parameters.value(user[1])),
    hasIsoTp: (options & USER_FORMAT_MASK) === USER_ISO_TP,
  };
}

/** The text of `AT DP`, without the prefix of the automatic search. */
export function protocolName(number: ProtocolNumber, parameters: ParameterMemory): string {
  const name = NAMES[number];
  if (name !== undefined) return name;
  const protocol = canProtocol(number, parameters);
  const user = number === 'B' ? 'USER1' : 'USER2';
  if (protocol === null) return user;
  return `${user} (CAN ${protocol.extended ? 29 : 11}/${Math.round(protocol.bitRate / 1_000)})`;
}

/** @param preferred tried first, where it is one of those that fit */
export function searchOrder(
  preferred: ProtocolNumber,
  bitRate: number | null,
  parameters: ParameterMemory,
): readonly CanProtocol[] {
  const order = preferred === AUTOMATIC ? SEARCHED : [preferred, ...SEARCHED.filter((each) => each !== preferred)];
  return order
    .map((number) => canProtocol(number, parameters))
    .filter((protocol) => protocol !== null)
    .filter((protocol) => bitRate === null || protocol.bitRate === bitRate);
}
