import type { CodedValue, Enumerations, FieldSpec, ValueSpec } from './value-spec.ts';

/**
 * What one ECU answers and sends, as data: the firmware encodes by it, and scan tool, benches, recorder, traces,
 * reports and the documentation read by it. An ECU is one value of this type; a copy with more in it is another ECU.
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
  /** SAE J1979, services 01 and 09. */
  readonly parameters: readonly ParameterSpec[];
  readonly broadcasts: readonly BroadcastSpec[];
}

type Session = 'default' | 'extended';

export interface ServiceSpec {
  readonly sid: number;
  readonly title: string;
  readonly sessions: readonly Session[];
  /** Bytes of a request, the service identifier included. */
  readonly length: { readonly least: number; readonly most?: number };
  /** Null where the second byte is none. */
  readonly subFunctions: readonly SubFunctionSpec[] | null;
  /** The service looks at its sub-function itself, after other parts of the request (conformance 50). */
  readonly checksSubFunctionItself?: true;
  readonly rule?: string;
}

interface SubFunctionSpec {
  readonly code: number;
  readonly title: string;
  /** Bytes of the whole request; absent where the service judges it after other things. */
  readonly length?: number;
}

export interface SecurityLevelSpec {
  readonly level: number;
  readonly title: string;
  /** Name of the procedure that a wrong pass-code of this level is logged for. */
  readonly procedure: string;
  /** Bytes and parts of the seed, and of the key. */
  readonly seed: readonly FieldSpec[];
  readonly key: readonly FieldSpec[];
  readonly rule?: string;
}

export interface DataIdentifierSpec {
  readonly id: number;
  readonly title: string;
  readonly value: ValueSpec;
  /** Always this; no reader is needed. */
  readonly constant?: CodedValue;
  /** Also taken by 0x2E. */
  readonly writable?: true;
  readonly rule?: string;
}

export interface RoutineSpec {
  readonly id: number;
  readonly title: string;
  readonly start: Readonly<Record<string, RoutineOptionSpec>>;
  /** What follows the echo of 0x31 02. */
  readonly stop: readonly FieldSpec[];
  /** What follows the echo of 0x31 03. */
  readonly results: readonly FieldSpec[];
  readonly rule?: string;
}

/** One option of a routine's start. */
export interface RoutineOptionSpec {
  readonly code: number;
  readonly title: string;
  /** The security level that it needs and spends (AUT-5). */
  readonly level?: number;
  /** Bytes after the option. */
  readonly parameters: readonly FieldSpec[];
  /** What follows the echo of the routine; the option is not echoed. */
  readonly answer: readonly FieldSpec[];
  readonly rule?: string;
}

/** An output that 0x2F controls. */
export interface OutputSpec {
  readonly id: number;
  readonly title: string;
  readonly state: ValueSpec;
  /** How it ends beside "return control to the ECU". */
  readonly ends: string;
  readonly rule?: string;
}

interface TroubleCodeSpec {
  /** Three bytes. */
  readonly code: number;
  /** What it says to a technician. */
  readonly meaning: string;
  readonly rule?: string;
}

interface NegativeResponseSpec {
  readonly code: number;
  /** When this ECU answers with it. */
  readonly when: string;
}

/** One parameter of an OBD service. */
interface ParameterSpec {
  readonly service: 0x01 | 0x09;
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly value: ValueSpec;
  readonly constant?: CodedValue;
}

/** A frame that goes out by itself (`BO_` of a DBC file), with 11-bit id. */
export interface BroadcastSpec {
  readonly id: number;
  readonly name: string;
  /** Data bytes. */
  readonly length: number;
  /** Also sent whenever a signal changes. */
  readonly cycleMs: number;
  /** Nodes that listen. */
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
  /** Physical value of one bit in that unit; 1 where absent. */
  readonly scale?: number;
  /** Highest coded value that is sent; all that fits where absent. */
  readonly highest?: number;
  /** Name of the enumeration that lists its values. */
  readonly values?: string;
  readonly comment?: string;
}

/** A description that has none of these. */
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
};

/** A member of one of the description's tables and the name by which the table has it. */
type Entry<Spec> = readonly [name: string, spec: Spec];

/** The entry of a table with that id; undefined where it has none. */
export function entryById<Spec extends { readonly id: number }>(
  table: Readonly<Record<string, Spec>>,
  id: number,
): Entry<Spec> | undefined {
  return Object.entries(table).find(([, spec]) => spec.id === id);
}
