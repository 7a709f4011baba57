import { MICROS_PER_MILLI, NEVER_US } from '../../can-bus/time/micros.ts';
import { HISTORY_CAPACITY } from '../memory/content.ts';
import { PROCEDURES, PROCEDURE_STATES } from '../description/codes.ts';
import { immobilizerSet } from '../smart-key/immobilizer.ts';
import { progressOf } from '../smart-key/progress.ts';
import { procedureStateOf } from '../smart-key/state.ts';
import { freeSlots, registeredKeys, type FirmwareStep } from '../smart-key/step.ts';

/** The data identifiers of 0x22 and 0x2E: what each holds. */

type Reader = (step: FirmwareStep) => Uint8Array;

export interface WritableIdentifier {
  /** The exact length of its value in bytes. */
  readonly length: number;
  readonly isValid: (value: Uint8Array) => boolean;
  readonly write: (step: FirmwareStep, value: Uint8Array) => void;
}

function ascii(text: string): Reader {
  const bytes = new TextEncoder().encode(text);
  return () => bytes;
}

function u16(value: number): Uint8Array {
  return Uint8Array.of((value >>> 8) & 0xff, value & 0xff);
}

function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(offset, value);
}

function slots(step: FirmwareStep): Uint8Array {
  const { slots: held } = step.state.content;
  const bytes = new Uint8Array(held.length * 5);
  held.forEach((id, index) => {
    if (id === null) return;
    bytes[index * 5] = 1;
    writeU32(bytes, index * 5 + 1, id);
  });
  return bytes;
}

function inputs({ signals }: FirmwareStep): Uint8Array {
  const bits = [
    signals.doorDriver,
    signals.doorPassenger,
    signals.doorRearLeft,
    signals.doorRearRight,
    signals.trunk,
    !signals.doorKnown,
    signals.brake,
    signals.shiftP,
  ];
  return Uint8Array.of(
    bits.reduce((byte, bit, index) => byte | (bit ? 1 << index : 0), 0),
    signals.powerMode,
  );
}

function progress(step: FirmwareStep): Uint8Array {
  const { procedure } = step.state;
  const { elapsedMs, remainingMs } = progressOf(procedure, step.nowUs);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, PROCEDURES[procedure.kind]);
  view.setUint8(1, PROCEDURE_STATES[procedureStateOf(procedure)]);
  view.setUint8(2, elapsedMs >>> 16);
  view.setUint16(3, elapsedMs & 0xffff);
  view.setUint8(5, remainingMs >>> 16);
  view.setUint16(6, remainingMs & 0xffff);
  return bytes;
}

function beeps({ state }: FirmwareStep): Uint8Array {
  const bytes = new Uint8Array(5);
  writeU32(bytes, 0, state.buzzers.exterior);
  bytes[4] = state.buzzers.last;
  return bytes;
}

function attempts({ state, nowUs }: FirmwareStep): Uint8Array {
  const leftUs = state.lockoutDeadlineUs === NEVER_US ? 0 : state.lockoutDeadlineUs - nowUs;
  return Uint8Array.of(state.content.attempts, ...u16(Math.ceil(leftUs / MICROS_PER_MILLI)));
}

function history({ state }: FirmwareStep): Uint8Array {
  const entries = state.content.history;
  const bytes = new Uint8Array(1 + HISTORY_CAPACITY * 8);
  bytes[0] = entries.length;
  entries.forEach((entry, index) => {
    const offset = 1 + index * 8;
    bytes.set([entry.procedure, entry.outcome, entry.reason, entry.counter], offset);
    writeU32(bytes, offset + 4, entry.seconds);
  });
  return bytes;
}

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [0xf186, ({ state }) => Uint8Array.of(state.session === 'default' ? 0x01 : 0x03)],
  [0xf187, ascii('89990-VSK01')],
  [0xf18a, ascii('VSK')],
  [0xf191, ascii('VSK-HW1')],
  [0xf195, ascii('VSK-1.00')],
  [0xf197, ascii('Smart Key')],
  [
    0xf18c,
    ({ context }) => {
      const bytes = new Uint8Array(4);
      writeU32(bytes, 0, context.profile.ecuSerial);
      return bytes;
    },
  ],
  [0xf190, ({ context }) => new TextEncoder().encode(context.profile.vin)],
  [0xf198, ({ state }) => state.content.testerSerial],
  [0xf199, ({ state }) => state.content.programmingDate],
  [0x1001, ({ state }) => Uint8Array.of(registeredKeys(state.content).length)],
  [0x1002, ({ state }) => Uint8Array.of(freeSlots(state.content))],
  [0x1003, slots],
  [0x1004, inputs],
  [0x1005, ({ state }) => u16(state.supplyMv)],
  [0x1006, progress],
  [0x1007, beeps],
  [0x1008, ({ state }) => u16(Math.min(state.content.retired.length, 0xffff))],
  [0x1009, attempts],
  [0x100a, ({ state }) => Uint8Array.of(state.keyLowBatterySeen ? 1 : 0)],
  [0x100b, ({ state }) => Uint8Array.of(immobilizerSet(state) ? 1 : 0)],
  [0x1010, history],
]);

const WRITABLE: ReadonlyMap<number, WritableIdentifier> = new Map<number, WritableIdentifier>([
  [0xf198, { length: 16, isValid: () => true, write: (step, value) => step.store({ testerSerial: value }) }],
  [0xf199, { length: 3, isValid: isBcdDate, write: (step, value) => step.store({ programmingDate: value }) }],
]);

/** The identifier's value now; null where there is no such identifier. */
export function readIdentifier(step: FirmwareStep, identifier: number): Uint8Array | null {
  return READERS.get(identifier)?.(step) ?? null;
}

/** What can be written; undefined for an unknown or read-only identifier. */
export function writableIdentifier(identifier: number): WritableIdentifier | undefined {
  return WRITABLE.get(identifier);
}

/** Every identifier that can be read, ascending as declared. */
export function readableIdentifiers(): readonly number[] {
  return [...READERS.keys()];
}

/** YYMMDD in BCD, in the years 2000 to 2099; a date that no calendar has is not one. */
function isBcdDate(value: Uint8Array): boolean {
  const digits = [...value].map((byte) => ({ tens: byte >>> 4, ones: byte & 0x0f }));
  if (digits.some(({ tens, ones }) => tens > 9 || ones > 9)) return false;
  const [year = 0, month = 0, day = 0] = digits.map(({ tens, ones }) => tens * 10 + ones);
  const leap = year % 4 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
