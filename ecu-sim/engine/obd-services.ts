import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeNegativeResponse, encodePositiveResponse, isResponseId } from '../../can-bus/uds/messages.ts';
import { POSITIVE_RESPONSE_OFFSET } from '../../can-bus/uds/service-ids.ts';
import type { ServiceSpec } from '../description/ecu-description.ts';
import { ENGINE } from '../description/engine-description.ts';
import { ENGINE_TROUBLE_CODES, type EngineFault } from '../description/engine-trouble-codes.ts';
import type { EngineValues } from './engine-values.ts';
import { MONITORS, monitorResults } from './monitor-tests.ts';
import {
  CURRENT_DATA,
  FROZEN_DATA,
  NO_FROZEN_DATA,
  VEHICLE_INFORMATION,
  type Parameters,
  type ParameterSource,
} from './obd-parameters.ts';
import { isSupportMap, supportMap } from './support-map.ts';

/**
 * The services that a generic OBD reader requests from an engine ECU (ISO 15031-5, SAE J1979). Pure: values in, bytes
 * out.
 */

export interface ObdSource {
  readonly vin: string;
  readonly values: EngineValues;
  readonly faults: readonly EngineFault[];
  readonly stored: readonly EngineFault[];
  readonly pending: readonly EngineFault[];
  readonly permanent: readonly EngineFault[];
  readonly freezeFrame: { readonly code: EngineFault; readonly values: EngineValues } | null;
}

/** Service 04, whose effect is the ECU's. */
const CLEAR_CODES = 0x04;
/** The only freeze frame. */
const FREEZE_FRAME = 0x00;

/**
 * The answer to a request; null where the standards require silence: a message that is no request (conformance 6), and a
 * functional request for nothing supported.
 *
 * @param functional the request was functional: negative responses are not sent
 */
export function answerObd(request: Uint8Array, source: ObdSource, functional: boolean): Uint8Array | null {
  const service = request[0];
  if (service === undefined || isResponseId(service)) return null;
  const answer = serve(service, request, source);
  if (typeof answer !== 'number') return encodePositiveResponse(service, Uint8Array.from(answer));
  return functional ? null : encodeNegativeResponse(service, answer);
}

/** Request length of each service. */
const LENGTHS: ReadonlyMap<number, ServiceSpec['length']> = new Map(
  Object.values(ENGINE.services).map(({ sid, length }) => [sid, length]),
);

/** The data after the service identifier of the answer, or the negative response code. */
function serve(service: number, request: Uint8Array, source: ObdSource): readonly number[] | number {
  const length = LENGTHS.get(service);
  if (length === undefined) return NRC.serviceNotSupported;
  if (request.length < length.least || request.length > (length.most ?? Infinity)) {
    return NRC.incorrectMessageLengthOrInvalidFormat;
  }
  switch (service) {
    case 0x01:
      return currentData(request, source);
    case 0x02:
      return freezeFrame(request, source);
    case 0x03:
      return codes(source.stored);
    case CLEAR_CODES:
      return [];
    case 0x06:
      return monitorTests(request, source);
    case 0x07:
      return codes(source.pending);
    case 0x09:
      return vehicleInformation(request, source);
    default:
      return codes(source.permanent);
  }
}

/** The number of codes, then two bytes each (ISO 15765-4). */
function codes(named: readonly EngineFault[]): readonly number[] {
  return [named.length, ...named.flatMap((name) => [codeOf(name) >> 8, codeOf(name) & 0xff])];
}

/** The two bytes of a code without its failure type. */
function codeOf(name: EngineFault): number {
  return ENGINE_TROUBLE_CODES[name].code >> 8;
}

function valueOf(table: Parameters, parameter: number, source: ParameterSource): readonly number[] | null {
  if (isSupportMap(parameter)) return supportMap(table.keys(), parameter);
  return table.get(parameter)?.(source) ?? null;
}

function currentData(request: Uint8Array, { values, vin }: ObdSource): readonly number[] | number {
  const source = { values, vin, freezeFrameCode: 0 };
  return answerEach([...request.subarray(1)], (parameter) => {
    const value = valueOf(CURRENT_DATA, parameter, source);
    return value === null ? [] : [parameter, ...value];
  });
}

/** A request is a parameter and a frame number each. */
function freezeFrame(request: Uint8Array, { values, vin, freezeFrame: frame }: ObdSource): readonly number[] | number {
  if (request.length % 2 === 0) return NRC.incorrectMessageLengthOrInvalidFormat;
  const table = frame === null ? NO_FROZEN_DATA : FROZEN_DATA;
  const freezeFrameCode = frame === null ? 0 : codeOf(frame.code);
  const source = { values: frame?.values ?? values, vin, freezeFrameCode };
  const places = Array.from({ length: (request.length - 1) / 2 }, (_, index) => 1 + 2 * index);
  return answerEach(places, (place) => {
    const parameter = request[place] ?? 0;
    const value = request[place + 1] === FREEZE_FRAME ? valueOf(table, parameter, source) : null;
    return value === null ? [] : [parameter, FREEZE_FRAME, ...value];
  });
}

function monitorTests(request: Uint8Array, { values, faults }: ObdSource): readonly number[] | number {
  return answerEach([...request.subarray(1)], (monitor) => {
    if (!isSupportMap(monitor)) return monitorResults(monitor, values.ready, faults) ?? [];
    const map = supportMap(MONITORS, monitor);
    return map === null ? [] : [monitor, ...map];
  });
}

function vehicleInformation(request: Uint8Array, { values, vin }: ObdSource): readonly number[] | number {
  const [, type = 0] = request;
  return answerEach([type], () => {
    const value = valueOf(VEHICLE_INFORMATION, type, { values, vin, freezeFrameCode: 0 });
    return value === null ? [] : [type, ...value];
  });
}

/** What is supported of what was requested; a negative response code where nothing is. */
function answerEach(
  requested: readonly number[],
  answer: (requested: number) => readonly number[],
): readonly number[] | number {
  const bytes = requested.flatMap(answer);
  return bytes.length === 0 ? NRC.subFunctionNotSupported : bytes;
}

/** Whether a request with this answer clears the trouble codes. */
export function clearsCodes(answer: Uint8Array): boolean {
  return answer[0] === CLEAR_CODES + POSITIVE_RESPONSE_OFFSET;
}
