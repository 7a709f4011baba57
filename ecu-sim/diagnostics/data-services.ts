import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { newPositiveResponse } from '../../can-bus/uds/messages.ts';
import { POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import type { DataIdentifierSpec, EcuDescription } from '../description/ecu-description.ts';
import { codecOf, fixedSize, type Codec } from '../description/value-codec.ts';
import type { CodedValue } from '../description/value-spec.ts';
import type { DataReader, DataWriter } from './data-identifiers.ts';
import { negative, positive, type Serve } from './request.ts';
import { MAX_SHORT_MESSAGE } from '../../can-bus/isotp/defaults.ts';

interface ReadableIdentifier {
  readonly read: DataReader;
  readonly codec: Codec<CodedValue>;
}

function readable(
  name: string,
  { value, constant }: DataIdentifierSpec,
  readers: Readonly<Record<string, DataReader>>,
): ReadableIdentifier {
  const read = constant === undefined ? readers[name] : (): CodedValue => constant;
  if (read === undefined) throw new Error(`the identifier ${name} is declared but has no reader`);
  return { read, codec: codecOf(value) };
}

/** 0x22 ReadDataByIdentifier (conformance 48). */
export function readDataService(
  { dataIdentifiers }: EcuDescription,
  readers: Readonly<Record<string, DataReader>>,
): Serve {
  const identifiers = new Map(
    Object.entries(dataIdentifiers).map(([name, spec]) => [spec.id, readable(name, spec, readers)]),
  );
  // Buffer for the answer: one request is processed at a time.
  const answer = new Uint8Array(MAX_SHORT_MESSAGE);
  answer[0] = SID.readDataByIdentifier + POSITIVE_RESPONSE_OFFSET;
  return (step, { payload }) => {
    if (payload.length % 2 === 0) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
    const durationUs = step.context.profile.actionDurationsUs.readData;
    let end = 1;
    for (let offset = 1; offset < payload.length; offset += 2) {
      const high = payload[offset] ?? 0;
      const low = payload[offset + 1] ?? 0;
      const identifier = identifiers.get((high << 8) | low);
      if (identifier === undefined) continue;
      const value = identifier.read(step);
      if (end + 2 + identifier.codec.size(value) > MAX_SHORT_MESSAGE) return negative(NRC.responseTooLong, durationUs);
      answer[end] = high;
      answer[end + 1] = low;
      end = identifier.codec.encode(value, answer, end + 2);
    }
    // Whether there is anything to return is only known at the end.
    return end === 1 ? negative(NRC.requestOutOfRange, durationUs) : positive(answer.slice(0, end), durationUs);
  };
}

interface WritableIdentifier extends DataWriter {
  /** The exact length of its value in bytes. */
  readonly length: number;
}

function writable(
  name: string,
  { value }: DataIdentifierSpec,
  writers: Readonly<Record<string, DataWriter>>,
): WritableIdentifier {
  const writer = writers[name];
  const length = fixedSize(value);
  if (writer === undefined || length === null) throw new Error(`the identifier ${name} cannot be written as declared`);
  return { ...writer, length };
}

/** 0x2E WriteDataByIdentifier (conformance 49). */
export function writeDataService(
  { dataIdentifiers }: EcuDescription,
  writers: Readonly<Record<string, DataWriter>>,
): Serve {
  const identifiers = new Map(
    Object.entries(dataIdentifiers)
      .filter(([, spec]) => spec.writable === true)
      .map(([name, spec]) => [spec.id, writable(name, spec, writers)]),
  );
  return (step, { payload }) => {
    const high = payload[1] ?? 0;
    const low = payload[2] ?? 0;
    const identifier = identifiers.get((high << 8) | low);
    if (identifier === undefined) return negative(NRC.requestOutOfRange);
    const value = payload.slice(3);
    if (value.length !== identifier.length) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
    if (!identifier.isValid(value)) return negative(NRC.requestOutOfRange);
    if (step.state.memoryDamaged) return negative(NRC.generalProgrammingFailure);
    identifier.write(step, value);
    const answer = newPositiveResponse(SID.writeDataByIdentifier, 2);
    answer[1] = high;
    answer[2] = low;
    return positive(answer, step.context.profile.actionDurationsUs.writeData);
  };
}
