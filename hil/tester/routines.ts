import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { KeyProcedure } from '../../ecu-sim/description/codes.ts';
import type { RoutineOptionSpec, RoutineSpec } from '../../ecu-sim/description/ecu-description.ts';
import type { ROUTINES, RunResults, StartAnswer } from '../../ecu-sim/description/smart-key/routines.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { fieldsCodec } from '../../ecu-sim/description/value-codec.ts';
import type { CodedRecord, FieldSpec } from '../../ecu-sim/description/value-spec.ts';

/** The tester's requests to the Smart Key ECU's routines (0x31), and the decoding of their answers. */

const START = 0x01;
const STOP = 0x02;
const RESULTS = 0x03;
/** Service, sub-function and routine, which every answer repeats. */
const ECHO_LENGTH = 4;

/** The name of an option of a routine's start. */
export type StartOption<Name extends KeyProcedure> = keyof (typeof ROUTINES)[Name]['start'];

/** @param parameter the byte after the option, where it has one */
export function startRequest<Name extends KeyProcedure>(
  procedure: Name,
  option: StartOption<Name>,
  ...parameter: readonly number[]
): Uint8Array {
  return routineRequest(START, procedure, optionSpec(procedure, String(option)).code, ...parameter);
}

export function stopRequest(procedure: KeyProcedure): Uint8Array {
  return routineRequest(STOP, procedure);
}

export function resultsRequest(procedure: KeyProcedure): Uint8Array {
  return routineRequest(RESULTS, procedure);
}

/** The data after the echo in the answer to a start; null where they are not of the declared form. */
export function decodeStartAnswer<Name extends KeyProcedure, Option extends StartOption<Name>>(
  procedure: Name,
  option: Option,
  response: Uint8Array,
): StartAnswer<Name, Option> | null;
export function decodeStartAnswer(procedure: KeyProcedure, option: string, response: Uint8Array): unknown {
  return decodeAnswer(optionSpec(procedure, option).answer, response);
}

/** The data after the echo in the answer to 0x31 03; null where they are not of the declared form. */
export function decodeResults<Name extends KeyProcedure>(
  procedure: Name,
  response: Uint8Array,
): RunResults<Name> | null;
export function decodeResults(procedure: KeyProcedure, response: Uint8Array): unknown {
  return decodeAnswer(routineSpec(procedure).results, response);
}

/** Decodes the data after the echo in an answer to 0x31; null where they are not of the declared form. */
export function decodeAnswer(fields: readonly FieldSpec[], response: Uint8Array): CodedRecord | null {
  return decodeExactly(response.subarray(ECHO_LENGTH), (reader) => fieldsCodec(fields).decode(reader));
}

function routineRequest(subFunction: number, procedure: KeyProcedure, ...option: readonly number[]): Uint8Array {
  const { id } = routineSpec(procedure);
  return Uint8Array.of(SID.routineControl, subFunction, id >> 8, id & 0xff, ...option);
}

function routineSpec(procedure: KeyProcedure): RoutineSpec {
  const spec = SMART_KEY.routines[procedure];
  if (spec === undefined) throw new Error(`${procedure} is not a routine of the Smart Key ECU`);
  return spec;
}

function optionSpec(procedure: KeyProcedure, option: string): RoutineOptionSpec {
  const spec = routineSpec(procedure).start[option];
  if (spec === undefined) throw new Error(`${option} is not an option of ${procedure}`);
  return spec;
}
