import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import type { ParameterSpec } from '../../ecu-sim/description/ecu-description.ts';
import { ENGINE } from '../../ecu-sim/description/engine-description.ts';
import { codecOf, fixedSize } from '../../ecu-sim/description/value-codec.ts';
import { readingOf } from '../../ecu-sim/description/value-reading.ts';
import { type ValueSpec } from '../../ecu-sim/description/value-spec.ts';
import { describeReading } from './describe-reading.ts';

/** Requests and responses of the OBD services (SAE J1979) in words. Their service identifiers are below those of UDS. */

const FIRST_UDS_SERVICE = 0x10;
const FREEZE_FRAME = 0x02;
const VEHICLE_INFORMATION = 0x09;
const CODE_LETTERS = ['P', 'C', 'B', 'U'] as const;

/** Parameters that a map of supported ones covers. */
const MAPPED = 0x20;
/** Of a monitor test: its monitor and number, its unit, and three numbers of two bytes. */
const TEST_BYTES = 9;

/*
 * Parameters of service 01 (SAE J1979) that other vehicles have and the engine ECU of this car has not, or has with one
 * fixed value in its title. They are in this file because a car loads as few modules as it can.
 */
const percent = { kind: 'number', bits: 8, unit: '%', scale: 100 / 255 } as const;
const catalyst = { kind: 'number', bits: 16, unit: '°C', scale: 0.1, offset: -40 } as const;
const trim = { kind: 'number', bits: 8, unit: '%', scale: 100 / 128, offset: -100 } as const;
const sensor = {
  kind: 'record',
  fields: [
    { name: 'voltage', kind: 'number', bits: 8, unit: 'V', scale: 0.005 },
    { name: 'trim', title: 'fuel trim', ...trim },
  ],
} as const;
const wideRange = {
  kind: 'record',
  fields: [
    { name: 'ratio', title: 'equivalence ratio', kind: 'number', bits: 16, scale: 2 / 65_536 },
    { name: 'voltage', kind: 'number', bits: 16, unit: 'V', scale: 8 / 65_536 },
  ],
} as const;

const OTHER: readonly (readonly [id: number, title: string, value: ValueSpec])[] = [
  [0x02, 'code that stored the freeze frame', { kind: 'number', bits: 16, hexDigits: 4 }],
  [0x0a, 'fuel pressure', { kind: 'number', bits: 8, unit: 'kPa', scale: 3 }],
  [0x12, 'commanded secondary air status', { kind: 'number', bits: 8 }],
  ...[0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b].map((id): readonly [number, string, ValueSpec] => [
    id,
    `oxygen sensor ${((id - 0x14) % 4) + 1}, bank ${id < 0x18 ? 1 : 2}`,
    sensor,
  ]),
  [0x1c, 'OBD standard', { kind: 'number', bits: 8 }],
  [0x22, 'fuel rail pressure, relative to manifold', { kind: 'number', bits: 16, unit: 'kPa', scale: 0.079 }],
  [0x23, 'fuel rail pressure', { kind: 'number', bits: 16, unit: 'kPa', scale: 10 }],
  ...[0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b].map((id): readonly [number, string, ValueSpec] => [
    id,
    `oxygen sensor ${((id - 0x24) % 4) + 1}, bank ${id < 0x28 ? 1 : 2}, wide range`,
    wideRange,
  ]),
  [0x2c, 'commanded EGR', percent],
  [0x2d, 'EGR error', trim],
  [0x3c, 'catalyst temperature, bank 1, sensor 1', catalyst],
  [0x3d, 'catalyst temperature, bank 2, sensor 1', catalyst],
  [0x3e, 'catalyst temperature, bank 1, sensor 2', catalyst],
  [0x3f, 'catalyst temperature, bank 2, sensor 2', catalyst],
  [0x48, 'absolute throttle position C', percent],
  [0x4b, 'accelerator pedal position F', percent],
  [0x51, 'fuel type', { kind: 'number', bits: 8 }],
  [0x52, 'ethanol fuel', percent],
  [0x59, 'fuel rail absolute pressure', { kind: 'number', bits: 16, unit: 'kPa', scale: 10 }],
  [0x5a, 'relative accelerator pedal position', percent],
  [0x5b, 'hybrid battery pack remaining life', percent],
  [0x5d, 'fuel injection timing', { kind: 'number', bits: 16, unit: '°', scale: 1 / 128, offset: -210 }],
  [0x84, 'manifold surface temperature', { kind: 'number', bits: 8, unit: '°C', offset: -40 }],
  [0xa6, 'odometer', { kind: 'number', bits: 32, unit: 'km', scale: 0.1 }],
];

const COMMON_OBD_PARAMETERS: readonly ParameterSpec[] = OTHER.map(([id, title, value]) => ({
  service: 0x01,
  id,
  name: title,
  title,
  value,
}));

/** From this unit and scaling identifier on, numbers have a sign. */
const FIRST_SIGNED_UNIT = 0x80;
/** Factor, unit and offset of the most frequent unit and scaling identifiers (SAE J1979). */
const TEST_UNITS: Readonly<Record<number, readonly [factor: number, unit: string, offset?: number]>> = {
  0x01: [1, ''],
  0x02: [0.1, ''],
  0x03: [0.01, ''],
  0x04: [0.001, ''],
  0x05: [0.000_030_5, ''],
  0x0a: [0.122, 'mV'],
  0x0b: [1, 'mV'],
  0x0c: [0.01, 'V'],
  0x0e: [1, 'mA'],
  0x10: [1, 'ms'],
  0x11: [0.1, 's'],
  0x12: [1, 's'],
  0x16: [0.1, '°C', -40],
  0x17: [0.01, 'kPa'],
  0x1d: [0.01, '°'],
  0x1e: [0.000_030_5, ''],
  0x24: [1, ''],
  0x2f: [0.01, '%'],
  0x81: [1, ''],
  0x82: [0.1, ''],
  0x83: [0.01, ''],
  0x84: [0.001, ''],
  0x8a: [0.122, 'mV'],
  0x8b: [1, 'mV'],
  0x96: [0.1, '°C'],
  0xaf: [0.01, '%'],
};

const SERVICE_TITLES: ReadonlyMap<number, string> = new Map(
  Object.values(ENGINE.services).map(({ sid, title }) => [sid, title.toLowerCase()]),
);

export function isObdService(sid: number): boolean {
  return sid < FIRST_UDS_SERVICE && SERVICE_TITLES.has(sid);
}

/** `read engine speed, vehicle speed`: the parameters that a request names. */
export function describeObdRequest(payload: Uint8Array): string {
  const [sid = 0, ...rest] = payload;
  const title = SERVICE_TITLES.get(sid) ?? toHex(payload, ' ');
  const ids = sid === FREEZE_FRAME ? rest.filter((_, index) => index % 2 === 0) : rest;
  const names = ids.map((id) => parameterTitle(sid, id));
  if (sid === 0x04) return title;
  return names.length === 0 ? `read ${title}` : `read ${title}: ${names.join(', ')}`;
}

/** The values of a positive response, each with its unit. */
export function describeObdResponse(request: Uint8Array, response: Uint8Array): string {
  const [sid = 0] = request;
  switch (sid) {
    case 0x01:
    case FREEZE_FRAME:
    case VEHICLE_INFORMATION:
      return describeParameters(sid, response) ?? toHex(response, ' ');
    case 0x03:
    case 0x07:
    case 0x0a:
      return describeCodes(response);
    case 0x04:
      return 'done';
    case 0x06:
      return describeTests(response) ?? describeParameters(sid, response) ?? toHex(response.subarray(1), ' ');
    default:
      return toHex(response.subarray(1), ' ');
  }
}

function parameterTitle(sid: number, id: number): string {
  if (isSupportMap(id)) return `supported from ${numberToHex(id + 1, 2)}`;
  const monitor = sid === 0x06 ? ENGINE.monitorTests.find((test) => test.monitor === id) : undefined;
  return monitor?.title.replace(/:.*/, '') ?? specOf(sid, id)?.title ?? numberToHex(id, 2);
}

/** A freeze frame has the parameters of service 01 and one of its own. */
function specOf(sid: number, id: number): ParameterSpec | undefined {
  const find = (parameters: readonly ParameterSpec[], service: number): ParameterSpec | undefined =>
    parameters.find((parameter) => parameter.service === service && parameter.id === id);
  const own = find(ENGINE.parameters, sid);
  if (sid !== 0x01 && sid !== FREEZE_FRAME) return own;
  return find(COMMON_OBD_PARAMETERS, 0x01) ?? own ?? find(ENGINE.parameters, 0x01);
}

function isSupportMap(id: number): boolean {
  return id % MAPPED === 0;
}

/** Null where a parameter is not known, or the bytes end within one. */
function describeParameters(sid: number, response: Uint8Array): string | null {
  const parts: string[] = [];
  // After the parameter: the number of the frame, or the number of items.
  const valueAt = sid === 0x01 || sid === 0x06 ? 1 : 2;
  let offset = 1;
  while (offset < response.length) {
    const id = response[offset] ?? 0;
    const isMap = isSupportMap(id);
    const start = offset + (isMap && sid === VEHICLE_INFORMATION ? 1 : valueAt);
    const spec = specOf(sid, id);
    const size = isMap ? 4 : spec === undefined ? null : fixedSize(spec.value);
    const count = sid === VEHICLE_INFORMATION && !isMap ? Math.max(1, response[offset + 1] ?? 1) : 1;
    if (size === null || start + size * count > response.length) return null;
    for (let item = 0; item < count; item++) {
      const bytes = response.subarray(start + item * size, start + (item + 1) * size);
      parts.push(isMap || spec === undefined ? describeMap(id, bytes) : describeValue(spec, bytes));
    }
    offset = start + size * count;
  }
  return parts.length === 0 ? null : parts.join(', ');
}

/** `supported from 01: 03, 04, 0C`; each bit is a parameter behind the map's own id. */
function describeMap(id: number, bytes: Uint8Array): string {
  const supported: string[] = [];
  for (let bit = 0; bit < MAPPED; bit++) {
    const isSet = ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
    if (isSet) supported.push(numberToHex(id + bit + 1, 2));
  }
  return `supported from ${numberToHex(id + 1, 2)}: ${supported.length === 0 ? 'none' : supported.join(' ')}`;
}

/** Results of on-board monitors, with the limits of a test that passes. Null where they are not whole. */
function describeTests(response: Uint8Array): string | null {
  const body = response.subarray(1);
  if (body.length === 0 || body.length % TEST_BYTES !== 0) return null;
  const parts: string[] = [];
  for (let at = 0; at < body.length; at += TEST_BYTES) {
    const [monitor = 0, test = 0, unit = 0] = body.subarray(at);
    const view = new DataView(body.buffer, body.byteOffset + at, TEST_BYTES);
    const scaling = TEST_UNITS[unit];
    const number = (offset: number): string => {
      if (scaling === undefined) return String(view.getUint16(offset));
      const raw = unit >= FIRST_SIGNED_UNIT ? view.getInt16(offset) : view.getUint16(offset);
      return String(Number((raw * scaling[0] + (scaling[2] ?? 0)).toPrecision(6)));
    };
    const named = ENGINE.monitorTests.find((each) => each.monitor === monitor && each.test === test);
    const title = named?.title ?? `monitor ${numberToHex(monitor, 2)}, test ${numberToHex(test, 2)}`;
    const unitText = scaling === undefined ? ` (unit ${numberToHex(unit, 2)})` : ` ${scaling[1]}`.trimEnd();
    parts.push(`${title} ${number(3)}${unitText}, limits ${number(5)} to ${number(7)}`);
  }
  return parts.join('; ');
}

function describeValue({ title, value }: ParameterSpec, bytes: Uint8Array): string {
  const codec = codecOf(value);
  const coded = decodeExactly(bytes, (reader) => codec.decode(reader));
  if (coded === null) return `${title} ${toHex(bytes, ' ')}`;
  const text = describeReading(readingOf(value, coded, ENGINE.enumerations), value).replaceAll('\0', ' ');
  return `${title} ${text.trim()}`;
}

/** `P0301, U0100`, by the letter in the first two bits (ISO 15031-6). */
function describeCodes(response: Uint8Array): string {
  const codes: string[] = [];
  for (let at = 2; at + 1 < response.length; at += 2) {
    const code = ((response[at] ?? 0) << 8) | (response[at + 1] ?? 0);
    codes.push(`${CODE_LETTERS[code >> 14] ?? 'P'}${numberToHex(code & 0x3fff, 4)}`);
  }
  return codes.length === 0 ? 'none' : codes.join(', ');
}
