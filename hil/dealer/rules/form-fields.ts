import { describeVinFault, findVinFault, vinCheckSign } from '../../../ecu-sim/identity/vin.ts';
import {
  findSeedFieldFault,
  type KeySeedText,
  parseKeySeed,
  vehicleConstant,
} from '../../../ecu-sim/identity/seed-data.ts';
import { toHex } from '../../../can-bus/bytes/hex.ts';
import { type DealerField, refuse, type Refusal } from './dealer-commands.ts';
import { compareVersions, OLDEST_TOOL_VERSION } from './tool-version.ts';
import { asTyped, hasUnseenCharacters } from './typed-text.ts';

/** Longest free text in a form. */
export const TEXT_MAX = 64;

/** A field's value for the rules, or the reason why it is not accepted. */
export type FieldResult<T> = { readonly kind: 'taken'; readonly value: T } | Refusal;

const READ_AGAIN = 'compare it with what the scan tool shows';

/** A typed text without surrounding blanks; refused when it is empty or too long. */
export function takeText(field: DealerField, label: string, typed: string, hint?: string): FieldResult<string> {
  const value = typed.trim();
  const fault = findTextFault(value);
  if (fault === null) return { kind: 'taken', value };
  return refuse({
    code: 'invalid-field',
    field,
    message: `${label} ${fault}`,
    hint: hint ?? 'enter it as on the repair order',
  });
}

function findTextFault(value: string): string | null {
  if (value === '') return 'is missing';
  if (value.length > TEXT_MAX) return `has more than ${TEXT_MAX} characters`;
  return hasUnseenCharacters(value)
    ? 'contains a character that is invisible or changes the direction of the text'
    : null;
}

/** A VIN in capitals; refused with the wrong position and the correct check digit (DLR-3, DLR-10). */
export function takeVin(typed: string): FieldResult<string> {
  const value = typed.trim().toUpperCase();
  const fault = findVinFault(value);
  if (fault === null) return { kind: 'taken', value };
  return refuse({
    code: 'invalid-field',
    field: 'vin',
    ...(fault.kind === 'check-digit' ? { checkDigit: { field: 'vin', expected: fault.expected } } : {}),
    message: `the VIN ${describeVinFault(fault)}`,
    hint: 'compare it with the vehicle’s VIN plate or registration',
  });
}

/** A VIN with the check digit that the tool shows after it (DLR-7, DLR-10). */
export function takeVinWithCheckDigit(typed: string, typedCheckDigit: string): FieldResult<string> {
  const vin = takeVin(typed);
  if (vin.kind === 'refused') return vin;
  const expected = vinCheckSign(vin.value);
  if (typedCheckDigit.trim().toUpperCase() === expected) return vin;
  return refuse({
    code: 'invalid-field',
    field: 'vin',
    checkDigit: { field: 'vinCheckDigit', expected },
    message: `the VIN as entered has the check digit "${expected}", not "${asTyped(typedCheckDigit)}"`,
    hint: READ_AGAIN,
  });
}

/** Data1 to Data3 as the seed they represent; Data3 must be the given vehicle's (DLR-7, DLR-10). */
export function takeKeySeed(typed: KeySeedText, vin: string): FieldResult<Uint8Array> {
  const text: KeySeedText = {
    data1: typed.data1.trim(),
    data1CheckDigit: typed.data1CheckDigit.trim(),
    data2: typed.data2.trim(),
    data2CheckDigit: typed.data2CheckDigit.trim(),
    data3: typed.data3.trim(),
  };
  const fault = findSeedFieldFault(text);
  if (fault !== null) {
    const field = fault.field;
    if (fault.kind === 'digits') {
      const message = `${fieldLabel(field)} must have ${fault.wanted} hexadecimal digits`;
      return refuse({ code: 'invalid-field', field, message, hint: READ_AGAIN });
    }
    return refuse({
      code: 'invalid-field',
      field,
      checkDigit: { field: `${fault.field}CheckDigit`, expected: fault.expected },
      message: `${fieldLabel(field)} as entered has the check digit "${fault.expected}", not "${asTyped(text[`${fault.field}CheckDigit`])}"`,
      hint: READ_AGAIN,
    });
  }
  const seed = parseKeySeed(text);
  if (seed === null || text.data3.toUpperCase() !== toHex(vehicleConstant(vin))) {
    return refuse({
      code: 'invalid-field',
      field: 'data3',
      message: `Data3 does not belong to the vehicle with the VIN ${vin}`,
      hint: `${READ_AGAIN}; Data3 and the VIN must come from the same vehicle`,
    });
  }
  return { kind: 'taken', value: seed };
}

/** The scan tool's software version, refused when it is too old or invalid (DLR-6, DLR-7). */
export function takeToolVersion(typed: string): FieldResult<string> {
  const value = typed.trim();
  const order = compareVersions(value, OLDEST_TOOL_VERSION);
  if (order === null) {
    return refuse({
      code: 'invalid-field',
      field: 'toolVersion',
      message: `"${asTyped(value)}" is not a software version`,
      hint: `enter numbers separated by dots, such as ${OLDEST_TOOL_VERSION}`,
    });
  }
  if (order >= 0) return { kind: 'taken', value };
  return refuse({
    code: 'tool-too-old',
    field: 'toolVersion',
    message: `scan tool software ${value} is older than ${OLDEST_TOOL_VERSION}`,
    hint: 'update the scan tool, then generate a new seed',
  });
}

function fieldLabel(field: 'data1' | 'data2' | 'data3'): string {
  return `D${field.slice(1)}`;
}
