import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeNegativeResponse, encodePositiveResponse } from '../../can-bus/uds/messages.ts';
import { POSITIVE_RESPONSE_OFFSET } from '../../can-bus/uds/service-ids.ts';
import type { ServiceSpec } from '../description/ecu-description.ts';
import { ENGINE, ENGINE_PARAMETERS } from '../description/engine-description.ts';
import { codecOf } from '../description/value-codec.ts';
import type { ValueSpec } from '../description/value-spec.ts';

/**
 * The services that a generic OBD reader requests from an engine ECU (ISO 15031-5, SAE J1979). Pure: values in, bytes
 * out.
 */

export interface EngineValues {
  readonly vin: string;
  readonly rpm: number;
  readonly speedKmh: number;
  readonly supplyMv: number;
}

type EngineParameter = (typeof ENGINE_PARAMETERS)[number];

/** A reader for each parameter that is not constant; numbers in the declared unit. */
const READERS: Readonly<
  Record<Exclude<EngineParameter, { readonly constant: unknown }>['name'], (values: EngineValues) => string | number>
> = {
  engineSpeed: ({ rpm }) => rpm,
  speed: ({ speedKmh }) => speedKmh,
  supply: ({ supplyMv }) => supplyMv,
  vin: ({ vin }) => vin,
};

type Parameter = (values: EngineValues) => readonly number[];

/** By number; the maps of supported parameters are built from the keys. */
type Parameters = ReadonlyMap<number, Parameter>;

const CURRENT_DATA: Parameters = parametersOf(0x01);
const VEHICLE_INFORMATION: Parameters = parametersOf(0x09);

function parametersOf(service: 0x01 | 0x09): Parameters {
  const declared = ENGINE_PARAMETERS.filter((parameter) => parameter.service === service);
  return new Map(declared.map((parameter): [number, Parameter] => [parameter.id, compileParameter(parameter)]));
}

function compileParameter(parameter: EngineParameter): Parameter {
  const spec: ValueSpec = parameter.value;
  const codec = codecOf(spec);
  const encode = (value: string | number): readonly number[] => {
    const coded = typeof value === 'number' ? codedNumber(spec, value) : value;
    const bytes = new Uint8Array(codec.size(coded));
    codec.encode(coded, bytes, 0);
    // Service 09 first gives the number of items that follow: one.
    return parameter.service === 0x09 ? [1, ...bytes] : [...bytes];
  };
  if ('constant' in parameter) {
    const bytes = encode(parameter.constant);
    return () => bytes;
  }
  const read = READERS[parameter.name];
  return (values) => encode(read(values));
}

/** The nearest number that the parameter can represent. */
function codedNumber(spec: ValueSpec, value: number): number {
  if (spec.kind !== 'number') throw new Error('a number is declared here');
  return Math.min(Math.max(Math.round(value / (spec.scale ?? 1)), 0), 2 ** spec.bits - 1);
}

/** The map that starts at `base`: bit for each of the next 32 parameters, the last for the map after it. */
function supportMap(table: Parameters, base: number): readonly number[] | null {
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

function valueOf(table: Parameters, parameter: number, values: EngineValues): readonly number[] | null {
  if (parameter % 0x20 === 0) return supportMap(table, parameter);
  return table.get(parameter)?.(values) ?? null;
}

/**
 * The answer to a request; null where the standard requires silence: a functional request for nothing supported.
 *
 * @param functional the request was functional: negative responses are not sent
 */
export function answerObd(request: Uint8Array, values: EngineValues, functional: boolean): Uint8Array | null {
  const service = request[0];
  if (service === undefined || service >= POSITIVE_RESPONSE_OFFSET) return null;
  const answer = serve(service, request, values);
  if (typeof answer !== 'number') return encodePositiveResponse(service, Uint8Array.from(answer));
  return functional ? null : encodeNegativeResponse(service, answer);
}

/** Request length of each service. */
const LENGTHS: ReadonlyMap<number, ServiceSpec['length']> = new Map(
  Object.values(ENGINE.services).map(({ sid, length }) => [sid, length]),
);

/** The data after the service identifier of the answer, or the negative response code. */
function serve(service: number, request: Uint8Array, values: EngineValues): readonly number[] | number {
  const length = LENGTHS.get(service);
  if (length === undefined) return NRC.serviceNotSupported;
  if (request.length < length.least || request.length > (length.most ?? Infinity)) {
    return NRC.incorrectMessageLengthOrInvalidFormat;
  }
  switch (service) {
    case 0x01:
      return currentData(request, values);
    case 0x09:
      return vehicleInformation(request, values);
    case 0x04:
      return [];
    default:
      return [0];
  }
}

function currentData(request: Uint8Array, values: EngineValues): readonly number[] | number {
  const answer = [...request.subarray(1)].flatMap((parameter) => {
    const value = valueOf(CURRENT_DATA, parameter, values);
    return value === null ? [] : [parameter, ...value];
  });
  return answer.length === 0 ? NRC.subFunctionNotSupported : answer;
}

function vehicleInformation(request: Uint8Array, values: EngineValues): readonly number[] | number {
  const [, type = 0] = request;
  const value = valueOf(VEHICLE_INFORMATION, type, values);
  return value === null ? NRC.subFunctionNotSupported : [type, ...value];
}
