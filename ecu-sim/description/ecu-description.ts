import type { CodedValue, Enumerations, FieldSpec, ValueSpec } from './value-spec.ts';

/**
 * What one ECU answers and sends, as data: the firmware encodes with it, and scan tool, benches, recorder, traces,
 * reports and the documentation decode with it. An ECU is one value of this type; an extended copy is another ECU.
 */
export interface EcuDescription {
  /** Its node in the DBC file. */
  readonly node: string;
  readonly title: string;
  readonly enumerations: Enumerations;
  readonly services: Readonly<Record<string, ServiceSpec>>;
  /** Levels of 0x27. */
  readonly securityLevels: readonly SecurityLevelSpec[];
  /** By the name of each, in the order in which a tool shows them. */
  readonly dataIdentifiers: Readonly<Record<string, DataIdentifierSpec>>;
  readonly routines: Readonly<Record<string, RoutineSpec>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  readonly troubleCodes: Readonly<Record<string, TroubleCodeSpec>>;
  readonly negativeResponses: readonly NegativeResponseSpec[];
  /** SAE J1979, services 01, 02 and 09. */
  readonly parameters: readonly ParameterSpec[];
  /** SAE J1979, service 06. */
  readonly monitorTests: readonly MonitorTestSpec[];
  readonly broadcasts: readonly BroadcastSpec[];
}

type Session = 'default' | 'extended';

export interface ServiceSpec {
  readonly sid: number;
  readonly title: string;
  readonly sessions: readonly Session[];
  /** Bytes of a request, the service identifier included. */
  readonly length: { readonly least: number; readonly most?: number };
  /** Null where the second byte is not a sub-function. */
  readonly subFunctions: readonly SubFunctionSpec[] | null;
  /** The service checks its sub-function itself, after other parts of the request (conformance 50). */
  readonly checksSubFunctionItself?: true;
  readonly rule?: string;
}

interface SubFunctionSpec {
  readonly code: number;
  readonly title: string;
  /** Length of the whole request; absent where the service checks it after other things. */
  readonly length?: number;
  readonly rule?: string;
}

export interface SecurityLevelSpec {
  readonly level: number;
  readonly title: string;
  /** Name of the procedure under which a wrong pass-code of this level is logged. */
  readonly procedure: string;
  /** Length and parts of the seed, and length of the key. */
  readonly seed: readonly FieldSpec[];
  readonly key: readonly FieldSpec[];
  readonly rule?: string;
}

export interface DataIdentifierSpec {
  readonly id: number;
  readonly title: string;
  readonly value: ValueSpec;
  /** A constant value; needs no reader. */
  readonly constant?: CodedValue;
  /** Can also be written by 0x2E. */
  readonly writable?: true;
  readonly rule?: string;
}

export interface RoutineSpec {
  readonly id: number;
  readonly title: string;
  readonly start: Readonly<Record<string, RoutineOptionSpec>>;
  /** Data after the echo of 0x31 02. */
  readonly stop: readonly FieldSpec[];
  readonly stopRule?: string;
  /** Data after the echo of 0x31 03. */
  readonly results: readonly FieldSpec[];
  /** Of its results, and of what is in no other rule. */
  readonly rule?: string;
}

/** One option of a routine's start. */
export interface RoutineOptionSpec {
  readonly code: number;
  readonly title: string;
  /** The security level that it requires and uses up (AUT-5). */
  readonly level?: number;
  /** Data after the option. */
  readonly parameters: readonly FieldSpec[];
  /** Data after the echo of the routine; the option is not echoed. */
  readonly answer: readonly FieldSpec[];
  readonly rule?: string;
}

/** An output that 0x2F controls. */
export interface OutputSpec {
  readonly id: number;
  readonly title: string;
  readonly state: ValueSpec;
  /** How the control ends, in addition to "return control to the ECU". */
  readonly ends: string;
  readonly rule?: string;
}

interface TroubleCodeSpec {
  /** Three bytes. */
  readonly code: number;
  /** Description for technicians. */
  readonly meaning: string;
  readonly rule?: string;
}

interface NegativeResponseSpec {
  readonly code: number;
  /** When this ECU answers with it. */
  readonly when: string;
}

/** One parameter of an OBD service. */
export interface ParameterSpec {
  readonly service: 0x01 | 0x02 | 0x09;
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly value: ValueSpec;
  readonly constant?: CodedValue;
  /** A parameter of service 01 that a freeze frame (service 02) also holds. */
  readonly frozen?: true;
}

/** One test of an on-board monitor. */
export interface MonitorTestSpec {
  readonly monitor: number;
  readonly test: number;
  readonly name: string;
  readonly title: string;
  /** Unit and scaling identifier, and its scaling. */
  readonly scaling: number;
  readonly scale: number;
  readonly unit: string;
  /** Lowest and highest value of a test that passes, in this unit. */
  readonly limits: readonly [number, number];
}

/** A cyclic frame (`BO_` of a DBC file), with an 11-bit id. */
export interface BroadcastSpec {
  readonly id: number;
  readonly name: string;
  /** Data bytes. */
  readonly length: number;
  /** Also sent whenever a signal changes. */
  readonly cycleMs: number;
  /** Receiving nodes. */
  readonly receivers: readonly string[];
  readonly comment: string;
  readonly signals: Readonly<Record<string, BroadcastSignalSpec>>;
}

/** An unsigned big-endian signal, placed as a DBC file does it. */
export interface BroadcastSignalSpec {
  readonly name: string;
  readonly startBit: number;
  readonly length: number;
  readonly unit?: string;
  /** Physical value of one bit in this unit; 1 where absent. */
  readonly scale?: number;
  /** Highest coded value that is sent; the full range where absent. */
  readonly highest?: number;
  /** Name of the enumeration that lists its values. */
  readonly values?: string;
  readonly comment?: string;
}

/** A description without any of these. */
export const NO_DIAGNOSTICS: Omit<EcuDescription, 'node' | 'title' | 'broadcasts'> = {
  enumerations: {},
  services: {},
  securityLevels: [],
  dataIdentifiers: {},
  routines: {},
  outputs: {},
  troubleCodes: {},
  negativeResponses: [],
  parameters: [],
  monitorTests: [],
};

/** An entry of one of the description's tables, with its name in the table. */
type Entry<Spec> = readonly [name: string, spec: Spec];

/** The entry of a table with this id; undefined where there is none. */
export function entryById<Spec extends { readonly id: number }>(
  table: Readonly<Record<string, Spec>>,
  id: number,
): Entry<Spec> | undefined {
  return Object.entries(table).find(([, spec]) => spec.id === id);
}
