/**
 * What the Smart Key ECU is declared to answer, written down from its diagnostic description and from nowhere else:
 * service × session × security state → response code. Addressing is a rule over all of it (see `expectedCode`).
 */

export type Session = 'default' | 'extended';
/** The level that is unlocked; 0 none. */
export type Level = 0 | 1 | 2 | 3 | 4;
export type Via = 'oem' | 'generic' | 'functional';

/** An NRC, a positive response, or none at all. */
export type Code = number | 'positive' | 'silence';

const OK = 'positive';

/** One code for all security states, or one for each. */
export type CodeByLevel = Code | Readonly<Record<Level, Code>>;

export interface Row {
  readonly request: string;
  readonly default: Code;
  readonly extended: CodeByLevel;
}

/** In any session, whatever is unlocked. */
function always(code: Code, ...requests: readonly string[]): readonly Row[] {
  return requests.map((request) => ({ request, default: code, extended: code }));
}

/** In the extended session only, whatever is unlocked. */
function extendedOnly(code: CodeByLevel, ...requests: readonly string[]): readonly Row[] {
  return requests.map((request) => ({ request, default: 0x7f, extended: code }));
}

/** One level opens it; with any other it is 0x33. */
function needs(level: Level, code: Code): Readonly<Record<Level, Code>> {
  return { 0: 0x33, 1: 0x33, 2: 0x33, 3: 0x33, 4: 0x33, [level]: code };
}

/** DIDs of 0x22. */
export const IDENTIFIERS: readonly string[] = [
  ...['F1 86', 'F1 87', 'F1 8A', 'F1 8C', 'F1 90', 'F1 91', 'F1 95', 'F1 97', 'F1 98', 'F1 99'],
  ...['10 01', '10 02', '10 03', '10 04', '10 05', '10 06', '10 07', '10 08', '10 09', '10 0A', '10 0B', '10 10'],
];

/** RIDs of 0x31. */
export const ROUTINES: readonly string[] = ['02 01', '02 02', '02 03'];

/** Requests to a car that was just started: two keys, five free slots, doors closed, no fault. */
export const ROWS: readonly Row[] = [
  ...always(OK, '10 01', '10 03'),
  ...always(0x12, '10 00', '10 02', '10 04', '10 02 00'),
  ...always(0x13, '10', '10 01 00'),

  ...always(OK, '11 01', '11 02', '11 03'),
  ...always(0x12, '11 00', '11 04'),
  ...always(0x13, '11', '11 01 00'),

  ...always(OK, '14 FF FF FF', '14 A7 8D 00', '14 A7 F0 41'),
  ...always(0x31, '14 12 34 56', '14 00 00 00'),
  ...always(0x13, '14', '14 FF FF', '14 FF FF FF 00'),

  ...always(OK, '19 01 FF', '19 02 FF', '19 06 A7 8D 00 FF', '19 06 A7 85 00 01', '19 0A'),
  ...always(0x31, '19 06 12 34 56 FF', '19 06 A7 8D 00 02'),
  ...always(0x12, '19 00', '19 03', '19 04', '19 42'),
  ...always(0x13, '19', '19 01', '19 02', '19 06', '19 0A 00'),

  ...always(OK, ...IDENTIFIERS.map((identifier) => `22 ${identifier}`)),
  ...always(0x31, '22 00 00', '22 F1 85', '22 FF FF'),
  ...always(0x13, '22', '22 F1', '22 F1 86 F1'),

  ...extendedOnly(OK, '27 01', '27 03', '27 05', '27 07'),
  ...extendedOnly(0x24, '27 02 31 32 33 34 35 36', '27 04', '27 06', '27 08'),
  ...extendedOnly(0x12, '27 00', '27 09', '27 7F'),
  ...extendedOnly(0x13, '27', '27 01 00'),

  ...extendedOnly(OK, '28 00 01', '28 01 01', '28 02 01', '28 03 01'),
  ...extendedOnly(0x31, '28 00 02', '28 00 03'),
  ...extendedOnly(0x12, '28 04 01', '28 05'),
  ...extendedOnly(0x13, '28', '28 00', '28 00 01 00'),

  ...extendedOnly(OK, '2E F1 98 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10', '2E F1 99 19 07 01'),
  ...extendedOnly(0x31, '2E F1 90 00', '2E 10 01 00', '2E 00 00 00', '2E F1 99 19 13 01'),
  ...extendedOnly(0x13, '2E', '2E F1 99', '2E F1 99 19', '2E F1 98 00'),

  ...extendedOnly(OK, '2F 20 01 03 01', '2F 20 01 03 05', '2F 20 01 00', '2F 20 02 03 02', '2F 20 02 00'),
  ...extendedOnly(0x31, '2F 20 03 00', '2F 20 01 03 00', '2F 20 01 03 06', '2F 20 02 03 03', '2F 20 01 01'),
  ...extendedOnly(0x13, '2F', '2F 20 01', '2F 20 01 03', '2F 20 01 00 00'),

  // The door is closed.
  ...extendedOnly(needs(1, 0x22), '31 01 02 01 01'),
  ...extendedOnly(needs(2, 0x24), '31 01 02 01 02'),
  ...extendedOnly(needs(3, OK), '31 01 02 02 01'),
  ...extendedOnly(needs(4, 0x24), '31 01 02 03 02'),
  ...extendedOnly(OK, '31 01 02 03 01 01'),
  ...extendedOnly(0x24, '31 01 02 02 02', '31 01 02 02 03', '31 01 02 03 03'),
  ...extendedOnly(0x24, ...ROUTINES.flatMap((routine) => [`31 02 ${routine}`, `31 03 ${routine}`])),
  ...extendedOnly(0x12, '31 00 02 01', '31 04 02 02', '31 7F 02 03'),
  ...extendedOnly(0x31, '31 01 02 00 01', '31 03 02 04', '31 01 02 01 03', '31 01 02 02 04', '31 01 02 03 01 02'),
  ...extendedOnly(0x13, '31', '31 01', '31 01 02', '31 01 02 01', '31 02 02 01 00', '31 01 02 03 01'),

  ...always(OK, '3E 00'),
  ...always('silence', '3E 80', '10 83', '19 8A'),
  ...always(0x12, '3E 01', '3E 81'),
  ...always(0x13, '3E', '3E 00 00', '3E 80 00'),

  ...extendedOnly(OK, '85 01', '85 02'),
  ...extendedOnly(0x12, '85 00', '85 03'),
  ...extendedOnly(0x13, '85', '85 01 00'),

  ...always(0x11, '00', '01 00', '09 02', '23 14 00', '2A 01', '2C 01', '34 00', '36 01', '37', '3D 14', '83 01', '86'),
  ...always('silence', '40 00', '50 03', '62 F1 86', '7F 10 11', 'C5 01', 'FF'),
];

/** Which services there are: where, and with which sub-functions (null: none). */
export const SERVICES: ReadonlyMap<
  number,
  { readonly sessions: readonly Session[]; readonly subFunctions: readonly number[] | null }
> = new Map(
  (
    [
      [0x10, 'any', [0x01, 0x03]],
      [0x11, 'any', [0x01, 0x02, 0x03]],
      [0x14, 'any', null],
      [0x19, 'any', [0x01, 0x02, 0x06, 0x0a]],
      [0x22, 'any', null],
      [0x27, 'extended', [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08]],
      [0x28, 'extended', [0x00, 0x01, 0x02, 0x03]],
      [0x2e, 'extended', null],
      [0x2f, 'extended', null],
      [0x31, 'extended', [0x01, 0x02, 0x03]],
      [0x3e, 'any', [0x00]],
      [0x85, 'extended', [0x01, 0x02]],
    ] as const
  ).map(([sid, where, subFunctions]) => [
    sid,
    { sessions: where === 'any' ? ['default', 'extended'] : ['extended'], subFunctions },
  ]),
);

/** Every code this ECU may answer with at all. */
export const DECLARED_NRCS: readonly number[] = [
  ...[0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x24, 0x31, 0x33, 0x35, 0x36, 0x37],
  ...[0x72, 0x78, 0x7f, 0x88, 0x93],
];

const NOT_SENT_TO_FUNCTIONAL: readonly Code[] = [0x11, 0x12, 0x31, 0x7e, 0x7f];

/** What is not sent in response to a functional request (conformance 12). */
export function overAddress(code: Code, via: Via): Code {
  return via === 'functional' && NOT_SENT_TO_FUNCTIONAL.includes(code) ? 'silence' : code;
}

export function expectedCode(row: Row, session: Session, level: Level, via: Via): Code {
  if (session === 'default') return overAddress(row.default, via);
  const { extended } = row;
  return overAddress(typeof extended === 'object' ? extended[level] : extended, via);
}

/** Two-byte requests that are whole: their sub-function is answered positively as it is. */
function isWhole(sid: number, subFunction: number): boolean {
  if (sid === 0x19) return subFunction === 0x0a;
  return sid === 0x10 || sid === 0x11 || sid === 0x3e || sid === 0x85 || (sid === 0x27 && subFunction % 2 === 1);
}

/** The code of a request of one or two bytes, whatever they are. */
export function expectedOfShort(sid: number, second: number | null, session: Session, via: Via): Code {
  if ((sid >= 0x40 && sid <= 0x7f) || sid >= 0xc0) return 'silence';
  const service = SERVICES.get(sid);
  if (service === undefined) return overAddress(0x11, via);
  if (!service.sessions.includes(session)) return overAddress(0x7f, via);
  if (second === null || service.subFunctions === null || sid === 0x31) return 0x13;
  const subFunction = second & 0x7f;
  if (!service.subFunctions.includes(subFunction)) return overAddress(0x12, via);
  if (isWhole(sid, subFunction)) return second >= 0x80 ? 'silence' : 'positive';
  return sid === 0x27 ? 0x24 : 0x13;
}
