import { DATA_IDENTIFIERS } from '../../ecu-sim/description/smart-key/data-identifiers.ts';
import { ROUTINES } from '../../ecu-sim/description/smart-key/routines.ts';
import { SECURITY_LEVELS, SERVICES } from '../../ecu-sim/description/smart-key/services.ts';
import type { DataIdentifierSpec, RoutineOptionSpec, ServiceSpec } from '../../ecu-sim/description/ecu-description.ts';
import { fixedFieldsSize, fixedSize } from '../../ecu-sim/description/value-codec.ts';
import { subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { hexByte, hexWords } from './view-words.ts';

/** The lengths that a request may have, and how to send it with one of them; completes "must have …" and "…: send". */
interface RightLength {
  readonly length: string;
  readonly next: string;
}

const START = 0x01;
const SHORT_TERM_ADJUSTMENT = 0x03;

/** What is right for a request of the Smart Key ECU that has the wrong length (conformance 3, 40, 48 to 50). */
export function rightLength(bytes: Uint8Array): RightLength {
  const [sid = 0, second] = bytes;
  switch (sid) {
    case SID.readDataByIdentifier:
      return { length: '3, 5, 7 … bytes', next: 'send 22 with two bytes for each identifier, such as 22 F1 90' };
    case SID.writeDataByIdentifier:
      return lengthOfWrite(bytes);
    case SID.inputOutputControlByIdentifier:
      return lengthOfControl(bytes);
    case SID.routineControl:
      return lengthOfRoutine(bytes);
    case SID.securityAccess:
      if (second !== undefined && second % 2 === 0) return lengthOfKey(bytes);
  }
  const services: readonly ServiceSpec[] = Object.values(SERVICES);
  const { subFunctions, length } = services.find((service) => service.sid === sid) ?? NO_SERVICE;
  if (subFunctions === null) return exactly(bytes, length.least);
  const declared = subFunctions.find(({ code }) => code === subFunctionOf(bytes))?.length;
  if (second !== undefined && declared !== undefined) return exactly(bytes, declared);
  const codes = subFunctions.map(({ code }) => hexByte(code));
  return { length: `at least ${counted(length.least)}`, next: `send ${hexByte(sid)} and one of ${oneOf(codes)}` };
}

const NO_SERVICE: Pick<ServiceSpec, 'subFunctions' | 'length'> = { subFunctions: null, length: { least: 1 } };

function lengthOfKey(bytes: Uint8Array): RightLength {
  const level = SECURITY_LEVELS.find((declared) => 2 * declared.level === subFunctionOf(bytes));
  const size = fixedFieldsSize(level?.key ?? []) ?? 0;
  const next = `send ${hexWords(bytes.subarray(0, 2))} and the ${counted(size)} of the pass-code`;
  return { length: counted(2 + size), next };
}

function lengthOfWrite(bytes: Uint8Array): RightLength {
  const identifiers: readonly DataIdentifierSpec[] = Object.values(DATA_IDENTIFIERS);
  const writable = identifiers.filter((spec) => spec.writable === true);
  const sizeOf = (spec: DataIdentifierSpec): number => fixedSize(spec.value) ?? 0;
  const named = writable.find(({ id }) => id === numberAt(bytes, 1));
  if (named !== undefined) {
    const next = `send ${hexWords(bytes.subarray(0, 3))} and the ${counted(sizeOf(named))} of the value`;
    return { length: counted(3 + sizeOf(named)), next };
  }
  const forms = writable.map((spec) => `2E ${hexId(spec.id)} and ${counted(sizeOf(spec))}`);
  return { length: `at least ${counted(SERVICES.writeData.length.least)}`, next: `send ${oneOf(forms)}` };
}

function lengthOfControl(bytes: Uint8Array): RightLength {
  const { least } = SERVICES.inputOutputControl.length;
  if (bytes.length < least) {
    return {
      length: `at least ${counted(least)}`,
      next: 'send 2F, two bytes of the output, and 00 or 03 with its state',
    };
  }
  return exactly(bytes, bytes[3] === SHORT_TERM_ADJUSTMENT ? least + 1 : least);
}

function lengthOfRoutine(bytes: Uint8Array): RightLength {
  const { least } = SERVICES.routineControl.length;
  if (bytes.length < least) {
    const ids = Object.values(ROUTINES).map(({ id }) => hexId(id));
    return {
      length: `at least ${counted(least)}`,
      next: `send 31, 01 (start), 02 (stop) or 03 (results), and one of ${oneOf(ids)}`,
    };
  }
  if (subFunctionOf(bytes) !== START) return exactly(bytes, least);
  const routine = Object.values(ROUTINES).find(({ id }) => id === numberAt(bytes, 2));
  const options: readonly RoutineOptionSpec[] = Object.values(routine?.start ?? {});
  const chosen = options.find(({ code }) => code === bytes[least]);
  if (chosen !== undefined) {
    const { length, next } = exactly(bytes, least + 1 + (fixedFieldsSize(chosen.parameters) ?? 0));
    const [parameter] = bytes.length > least + 1 ? [] : chosen.parameters;
    return {
      length,
      next:
        parameter === undefined || parameter.kind === 'flags'
          ? next
          : `${next}, the ${parameter.title ?? parameter.name}`,
    };
  }
  const listed = options.map(({ code, title }) => `${hexByte(code)} (${title})`);
  return {
    length: `at least ${counted(least + 1)}`,
    next: `send ${hexWords(bytes.subarray(0, least))} and an option: ${oneOf(listed)}`,
  };
}

/** Cut off, or made longer. */
function exactly(bytes: Uint8Array, size: number): RightLength {
  const missing = size - bytes.length;
  const sent = hexWords(bytes.subarray(0, size));
  return {
    length: counted(size),
    next: missing > 0 ? `send ${sent} and ${missing} more ${missing === 1 ? 'byte' : 'bytes'}` : `send ${sent}`,
  };
}

function counted(size: number): string {
  return `${size} ${size === 1 ? 'byte' : 'bytes'}`;
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function numberAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function hexId(id: number): string {
  return `${hexByte(id >> 8)} ${hexByte(id & 0xff)}`;
}
