import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import type { ParameterSpec } from '../../ecu-sim/description/ecu-description.ts';
import { ENGINE } from '../../ecu-sim/description/engine-description.ts';
import { codecOf, fixedSize } from '../../ecu-sim/description/value-codec.ts';
import { readingOf } from '../../ecu-sim/description/value-reading.ts';
import { titlesOf } from '../../ecu-sim/description/value-spec.ts';
import { describeReading } from './describe-reading.ts';

/** Requests and responses of the OBD services (SAE J1979) in words. Their service identifiers are below those of UDS. */

const FIRST_UDS_SERVICE = 0x10;
const FREEZE_FRAME = 0x02;
const VEHICLE_INFORMATION = 0x09;
const CODE_LETTERS = ['P', 'C', 'B', 'U'] as const;

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
    default:
      return toHex(response.subarray(1), ' ');
  }
}

function parameterTitle(sid: number, id: number): string {
  if (id % 0x20 === 0) return `supported from ${numberToHex(id, 2)}`;
  const monitor = sid === 0x06 ? ENGINE.monitorTests.find((test) => test.monitor === id) : undefined;
  return monitor?.title.replace(/:.*/, '') ?? specOf(sid, id)?.title ?? numberToHex(id, 2);
}

/** A freeze frame has the parameters of service 01 and one of its own. */
function specOf(sid: number, id: number): ParameterSpec | undefined {
  const find = (service: number): ParameterSpec | undefined =>
    ENGINE.parameters.find((parameter) => parameter.service === service && parameter.id === id);
  return find(sid) ?? (sid === FREEZE_FRAME ? find(0x01) : undefined);
}

/** Null where a parameter is not known, or the bytes end within one. */
function describeParameters(sid: number, response: Uint8Array): string | null {
  const parts: string[] = [];
  // After the parameter: the number of the frame, or the number of items.
  const valueAt = sid === 0x01 ? 1 : 2;
  let offset = 1;
  while (offset < response.length) {
    const id = response[offset] ?? 0;
    const isMap = id % 0x20 === 0;
    const start = offset + (isMap && sid === VEHICLE_INFORMATION ? 1 : valueAt);
    const spec = specOf(sid, id);
    const size = isMap ? 4 : spec === undefined ? null : fixedSize(spec.value);
    if (size === null || start + size > response.length) return null;
    const bytes = response.subarray(start, start + size);
    parts.push(
      isMap || spec === undefined ? `${parameterTitle(sid, id)}: ${toHex(bytes, ' ')}` : describeValue(spec, bytes),
    );
    offset = start + size;
  }
  return parts.length === 0 ? null : parts.join(', ');
}

function describeValue({ title, value }: ParameterSpec, bytes: Uint8Array): string {
  const codec = codecOf(value);
  const coded = decodeExactly(bytes, (reader) => codec.decode(reader));
  if (coded === null) return `${title} ${toHex(bytes, ' ')}`;
  const text = describeReading(readingOf(value, coded, ENGINE.enumerations), titlesOf(value)).replaceAll('\0', ' ');
  const unit = value.kind === 'number' && value.unit !== undefined ? ` ${value.unit}` : '';
  return `${title} ${text.trim()}${unit}`;
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
