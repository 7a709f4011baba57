import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { DataIdentifierSpec, EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { DATA_IDENTIFIERS, type DataIdentifierName } from '../../ecu-sim/description/smart-key/data-identifiers.ts';
import { codecOf } from '../../ecu-sim/description/value-codec.ts';
import { readingOf, type ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import type { Coded } from '../../ecu-sim/description/value-spec.ts';

/** The value of one data identifier. */
export interface IdentifierReading {
  /** 0 to FFFF (hex). */
  readonly identifier: number;
  /** Camel case, as in JSON. */
  readonly name: string;
  /** The bytes in hexadecimal; null where the ECU does not report them. */
  readonly raw: string | null;
  /** Null where the ECU reports none, or an invalid one. */
  readonly value: ReadingValue;
}

/** A request for one data identifier (0x22). */
export function readRequest({ id }: Pick<DataIdentifierSpec, 'id'>): Uint8Array {
  return Uint8Array.of(SID.readDataByIdentifier, id >> 8, id & 0xff);
}

/** @param bytes the identifier's value as received; null where the ECU does not report it */
export function identifierReading(
  name: string,
  spec: DataIdentifierSpec,
  bytes: Uint8Array | null,
  ecu: Pick<EcuDescription, 'enumerations'>,
): IdentifierReading {
  const identifier = spec.id;
  if (bytes === null) return { identifier, name, raw: null, value: null };
  return { identifier, name, raw: toHex(bytes, ' '), value: readingOfBytes(spec, bytes, ecu) };
}

/** The decoded value of an identifier; null where the bytes are not of the declared form. */
export function readingOfBytes(
  { value }: Pick<DataIdentifierSpec, 'value'>,
  bytes: Uint8Array,
  { enumerations }: Pick<EcuDescription, 'enumerations'>,
): ReadingValue {
  const codec = codecOf(value);
  const coded = decodeExactly(bytes, (reader) => codec.decode(reader));
  return coded === null ? null : readingOf(value, coded, enumerations);
}

/** A value of the Smart Key ECU as encoded in the bytes. */
export type DataValue<Name extends DataIdentifierName> = Coded<(typeof DATA_IDENTIFIERS)[Name]['value']>;

/** Decodes a data identifier of the Smart Key ECU; null where the bytes are not of the declared form. */
export function decodeData<Name extends DataIdentifierName>(name: Name, bytes: Uint8Array): DataValue<Name> | null {
  const codec = codecOf<(typeof DATA_IDENTIFIERS)[Name]['value']>(DATA_IDENTIFIERS[name].value);
  return decodeExactly(bytes, (reader) => codec.decode(reader));
}
