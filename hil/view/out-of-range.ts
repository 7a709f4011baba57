import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { entryById, type OutputSpec } from '../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import type { RefusalRow } from './refusal-row.ts';
import type { RequestStep } from './request-step.ts';
import { hexByte } from './view-words.ts';

/** Which part of a request the ECU does not have, and which ones it has. */
type Part = Omit<RefusalRow, 'rule'>;

/** Control parameters of 0x2F. */
const RETURN_CONTROL = 0x00;
const SHORT_TERM_ADJUSTMENT = 0x03;
/** Sub-function of 0x19. */
const EXTENDED_DATA = 0x06;

/** Of a request that was refused with 0x31 requestOutOfRange; null where it is not known. */
export function outOfRangePart(step: RequestStep): Part | null {
  switch (step.sid) {
    case SID.clearDiagnosticInformation:
      return troubleCodePart(step.bytes, 1, 'use FFFFFF for all of them, or one of ');
    case SID.readDtcInformation:
      return step.bytes[1] === EXTENDED_DATA ? extendedDataPart(step) : null;
    case SID.readDataByIdentifier:
      return identifierPart(step);
    case SID.communicationControl:
      return {
        condition: 'the communication type must be 01 (normal messages)',
        value: `it is ${hexByte(step.bytes[2] ?? 0)}`,
        next: 'send 01 as the last byte',
      };
    case SID.inputOutputControlByIdentifier:
      return outputPart(step);
    case SID.routineControl:
      return step.routine === null ? routinePart(step) : optionPart(step);
    default:
      return null;
  }
}

function routinePart({ bytes }: RequestStep): Part {
  return {
    condition: 'the routine must be one that the ECU has',
    value: `it has no routine ${idAt(bytes, 2)}`,
    next: `use ${listed(Object.values(SMART_KEY.routines).map(nameOf))}`,
  };
}

function optionPart({ bytes, routine, option }: RequestStep): Part | null {
  const spec = SMART_KEY.routines[routine ?? ''];
  if (spec === undefined || option !== null) return null;
  return {
    condition: `the option must be one that ${nameOf(spec)} has`,
    value: `it has no option ${hexByte(bytes[4] ?? 0)}`,
    next: `use ${listed(Object.values(spec.start).map(({ code, title }) => `${hexByte(code)} (${title})`))}`,
  };
}

function outputPart({ bytes }: RequestStep): Part {
  const [, , , parameter = 0, state = 0] = bytes;
  const [, output] = entryById(SMART_KEY.outputs, idOf(bytes, 1)) ?? [];
  if (output === undefined) {
    return {
      condition: 'the output must be one that the ECU controls',
      value: `it controls no output ${idAt(bytes, 1)}`,
      next: `use ${listed(Object.values(SMART_KEY.outputs).map(nameOf))}`,
    };
  }
  if (parameter !== RETURN_CONTROL && parameter !== SHORT_TERM_ADJUSTMENT) {
    return {
      condition: `the control parameter of ${nameOf(output)} must be 00 (return control) or 03 (short term adjustment)`,
      value: `it is ${hexByte(parameter)}`,
      next: 'use 00 or 03',
    };
  }
  const { name, states } = statesOf(output);
  return {
    condition: `the ${name} must be one that ${nameOf(output)} can have`,
    value: `it is ${hexByte(state)}`,
    next: `use ${states}`,
  };
}

function statesOf({ state }: OutputSpec): { readonly name: string; readonly states: string } {
  if (state.kind === 'enumeration') {
    const codes = Object.entries(SMART_KEY.enumerations[state.of]?.codes ?? {});
    return { name: 'state', states: listed(codes.map(([name, code]) => `${hexByte(code)} (${name})`)) };
  }
  const [lowest, highest] = (state.kind === 'number' ? state.range : undefined) ?? [0, 0xff];
  const unit = (state.kind === 'number' ? state.unit : undefined) ?? 'value';
  return { name: `number of ${unit}`, states: `${hexByte(lowest)} to ${hexByte(highest)}` };
}

function extendedDataPart({ bytes }: RequestStep): Part {
  const unknown = troubleCodePart(bytes, 2, 'use one of ');
  if (unknown !== null) return unknown;
  return {
    condition: 'the record must be 01 (occurrences) or FF (all)',
    value: `it is ${hexByte(bytes[5] ?? 0)}`,
    next: 'use 01 or FF',
  };
}

function troubleCodePart(bytes: Uint8Array, at: number, hint: string): Part | null {
  const code = (idOf(bytes, at) << 8) | (bytes[at + 2] ?? 0);
  const known = Object.entries(SMART_KEY.troubleCodes);
  if (known.some(([, one]) => one.code === code)) return null;
  return {
    condition: 'the trouble code must be one that the ECU has',
    value: `it has no code ${numberToHex(code, 6)}`,
    next: hint + listed(known.map(([name, one]) => `${numberToHex(one.code, 6)} (${name})`)),
  };
}

/** None of the identifiers is known: one that is would have been answered. */
function identifierPart({ bytes }: RequestStep): Part {
  const ids: string[] = [];
  for (let at = 1; at + 1 < bytes.length; at += 2) ids.push(idAt(bytes, at));
  const shown = ids.length > MAX_SHOWN ? [...ids.slice(0, MAX_SHOWN), '…'] : ids;
  return {
    condition: 'an identifier must be one that the ECU has',
    value: `it has no identifier ${shown.join(', ')}`,
    next: 'use one that the diagnostic description (virtual-smart-key.pdx) lists, such as F190 (VIN)',
  };
}

const MAX_SHOWN = 8;

function idOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function idAt(bytes: Uint8Array, at: number): string {
  return numberToHex(idOf(bytes, at), 4);
}

/** `0201 (Smart Code Reset)` */
function nameOf({ id, title }: { readonly id: number; readonly title: string }): string {
  return `${numberToHex(id, 4)} (${title})`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
