import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET } from '../../can-bus/uds/service-ids.ts';

/** What a generic reader asks an engine ECU for (ISO 15031-5, SAE J1979). Pure: values in, bytes out. */

export interface EngineValues {
  readonly vin: string;
  readonly rpm: number;
  readonly speedKmh: number;
  readonly supplyMv: number;
}

/** Parameters in one request of service 01, at the most. */
const MAX_PARAMETERS = 6;
const RPM_PER_BIT = 0.25;
const OBD_II = 0x01;

type Parameter = (values: EngineValues) => readonly number[];

function u16(value: number): readonly number[] {
  const whole = Math.min(Math.max(Math.round(value), 0), 0xffff);
  return [whole >>> 8, whole & 0xff];
}

/** Current data by parameter; the maps of what is supported are made from its keys. */
const CURRENT_DATA: ReadonlyMap<number, Parameter> = new Map<number, Parameter>([
  // No codes, lamp off; the continuous monitors of a spark-ignition engine are there and complete.
  [0x01, () => [0x00, 0x07, 0x00, 0x00]],
  [0x0c, ({ rpm }) => u16(rpm / RPM_PER_BIT)],
  [0x0d, ({ speedKmh }) => [Math.min(Math.round(speedKmh), 0xff)]],
  [0x1c, () => [OBD_II]],
  [0x42, ({ supplyMv }) => u16(supplyMv)],
]);

const VEHICLE_INFORMATION: ReadonlyMap<number, Parameter> = new Map<number, Parameter>([
  [0x02, ({ vin }) => [1, ...ascii(vin, 17)]],
  [0x04, () => [1, ...ascii('VSK-ENGINE-1.00', 16)]],
  [0x0a, () => [1, ...ascii('ECM\0-EngineControl', 20)]],
]);

function ascii(text: string, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => (index < text.length ? text.charCodeAt(index) : 0));
}

/** The map that starts at `base`: bit for each of the next 32 parameters, the last for the map after it. */
function supportMap(table: ReadonlyMap<number, Parameter>, base: number): readonly number[] | null {
  const known = [...table.keys()];
  if (base !== 0 && !known.some((parameter) => parameter > base)) return null;
  const bytes = [0, 0, 0, 0];
  for (const parameter of known) {
    const bit = Math.min(parameter - base, 32) - 1;
    if (parameter <= base) continue;
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  return bytes;
}

function valueOf(
  table: ReadonlyMap<number, Parameter>,
  parameter: number,
  values: EngineValues,
): readonly number[] | null {
  if (parameter % 0x20 === 0) return supportMap(table, parameter);
  return table.get(parameter)?.(values) ?? null;
}

/**
 * The answer to a request; null where the standard wants silence: nothing supported was asked of all ECUs at once.
 *
 * @param functional the request went to all ECUs, whose refusals are not sent
 */
export function answerObd(request: Uint8Array, values: EngineValues, functional: boolean): Uint8Array | null {
  const service = request[0];
  if (service === undefined || service >= POSITIVE_RESPONSE_OFFSET) return null;
  const answer = serve(service, request, values);
  if (typeof answer !== 'number') return Uint8Array.of(service + POSITIVE_RESPONSE_OFFSET, ...answer);
  return functional ? null : Uint8Array.of(NEGATIVE_RESPONSE, service, answer);
}

/** What follows the service identifier of the answer, or the negative response code. */
function serve(service: number, request: Uint8Array, values: EngineValues): readonly number[] | number {
  switch (service) {
    case 0x01:
      return currentData(request, values);
    case 0x03:
    case 0x07:
      return request.length === 1 ? [0] : NRC.incorrectMessageLengthOrInvalidFormat;
    case 0x04:
      return request.length === 1 ? [] : NRC.incorrectMessageLengthOrInvalidFormat;
    case 0x09:
      return vehicleInformation(request, values);
    default:
      return NRC.serviceNotSupported;
  }
}

function currentData(request: Uint8Array, values: EngineValues): readonly number[] | number {
  const parameters = [...request.subarray(1)];
  if (parameters.length === 0 || parameters.length > MAX_PARAMETERS) return NRC.incorrectMessageLengthOrInvalidFormat;
  const answer = parameters.flatMap((parameter) => {
    const value = valueOf(CURRENT_DATA, parameter, values);
    return value === null ? [] : [parameter, ...value];
  });
  return answer.length === 0 ? NRC.subFunctionNotSupported : answer;
}

function vehicleInformation(request: Uint8Array, values: EngineValues): readonly number[] | number {
  const [, type] = request;
  if (type === undefined || request.length !== 2) return NRC.incorrectMessageLengthOrInvalidFormat;
  const value = valueOf(VEHICLE_INFORMATION, type, values);
  return value === null ? NRC.subFunctionNotSupported : [type, ...value];
}
