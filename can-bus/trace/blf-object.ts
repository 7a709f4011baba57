import { counted } from '../text/counted.ts';
import { CanFrameError, dataFrame, MAX_CLASSIC_DATA, remoteFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { FLAG_BIT_RATE_SWITCH, FLAG_ERROR_STATE, FLAG_FDF, FLAG_REMOTE as FLAG_FD64_REMOTE } from './asc.ts';
import {
  APP_TEXT,
  APP_TEXT_BYTES,
  CAN_FD_MESSAGE,
  CAN_FD_MESSAGE_64,
  CAN_MESSAGE,
  CAN_MESSAGE2,
  FD_BIT_RATE_SWITCH,
  FD_ERROR_STATE,
  FD_FORMAT,
  FLAG_REMOTE,
  FLAG_SENT,
  ID_BITS,
  ID_EXTENDED,
  TIME_TEN_MICROS,
} from './blf-layout.ts';
import { NO_DETAILS, type FrameDetail, type LineFrame } from './trace-decoder.ts';

const CLASSIC_DATA_AT = 8;
const FD_DATA_AT = 20;
const FD64_DATA_AT = 40;
const NANOS_PER_MICRO = 1000;
const TWO_POW_32 = 0x1_0000_0000;
/** Above it a number does not hold a time in nanoseconds. */
const EXACT_HIGH_WORD = 0x20_0000;

const SKIPPED: Readonly<Record<number, string>> = {
  2: 'an error frame',
  3: 'an overload frame',
  4: 'statistics',
  31: 'an error of the driver',
  73: 'an error frame',
  96: 'a marker',
  104: 'an error frame',
};

/** The content of an object: a frame on a channel, a text, or what {@link LineFrame} says. */
type BlfObject =
  | { readonly kind: 'frame'; readonly channel: number; readonly read: LineFrame }
  | { readonly kind: 'text'; readonly text: string };

/**
 * The time stamp of an object, rounded to a whole microsecond: python-can cuts off nanoseconds of a rounded second.
 *
 * @param flags which unit it counts
 */
export function blfTime(low: number, high: number, flags: number): Micros {
  if (flags === TIME_TEN_MICROS) return (high * TWO_POW_32 + low) * 10;
  if (high < EXACT_HIGH_WORD) return Math.round((high * TWO_POW_32 + low) / NANOS_PER_MICRO);
  const nanos = (BigInt(high) << 32n) + BigInt(low);
  return Number((nanos + 500n) / 1000n);
}

/** What an object holds after its head. @param body without padding; it is not kept */
export function decodeBlfObject(type: number, body: Uint8Array): BlfObject {
  try {
    switch (type) {
      case CAN_MESSAGE:
      case CAN_MESSAGE2:
        return decodeClassic(body);
      case CAN_FD_MESSAGE:
        return decodeFd(body);
      case CAN_FD_MESSAGE_64:
        return decodeFd64(body);
      case APP_TEXT:
        return decodeText(body);
      default:
        return { kind: 'frame', channel: 0, read: { kind: 'passed-over', what: SKIPPED[type] ?? 'an event' } };
    }
  } catch (error) {
    if (error instanceof CanFrameError) return bad(error.message);
    throw error;
  }
}

function bad(message: string): BlfObject {
  return { kind: 'frame', channel: 0, read: { kind: 'bad', message } };
}

function tooShort(body: Uint8Array, type: string): BlfObject {
  return bad(`${type} of ${counted(body.length, 'byte')}, less than it needs`);
}

function viewOf(body: Uint8Array): DataView {
  return new DataView(body.buffer, body.byteOffset, body.byteLength);
}

interface Fields {
  readonly channel: number;
  readonly word: number;
  readonly data: Uint8Array;
  readonly dlc: number;
  readonly fd: boolean;
  readonly remote: boolean;
  readonly bitRateSwitch: boolean;
  readonly errorState: boolean;
  readonly sent: boolean;
}

/** @throws CanFrameError */
function frameOf(fields: Fields): BlfObject {
  const { channel, word, data, dlc, fd, sent } = fields;
  const id = word & ID_BITS;
  const extended = (word & ID_EXTENDED) !== 0;
  const details: FrameDetail[] = [];
  if (sent) details.push('sent');
  if (fields.errorState) details.push('error-state');
  if (!fd && dlc > MAX_CLASSIC_DATA) details.push('raw-dlc');
  const frame = fields.remote
    ? remoteFrame(id, Math.min(dlc, MAX_CLASSIC_DATA), { extended })
    : dataFrame(id, data, { extended, fd, bitRateSwitch: fields.bitRateSwitch });
  return {
    kind: 'frame',
    channel,
    read: { kind: 'frame', frame, details: details.length === 0 ? NO_DETAILS : details },
  };
}

function decodeClassic(body: Uint8Array): BlfObject {
  if (body.length < CLASSIC_DATA_AT) return tooShort(body, 'a CAN message');
  const view = viewOf(body);
  const flags = view.getUint8(2);
  const dlc = view.getUint8(3);
  const length = Math.min(dlc, MAX_CLASSIC_DATA);
  const remote = (flags & FLAG_REMOTE) !== 0;
  if (!remote && body.length < CLASSIC_DATA_AT + length) return tooShort(body, 'a CAN message');
  return frameOf({
    channel: view.getUint16(0, true),
    word: view.getUint32(4, true),
    data: body.slice(CLASSIC_DATA_AT, CLASSIC_DATA_AT + length),
    dlc,
    fd: false,
    remote,
    bitRateSwitch: false,
    errorState: false,
    sent: (flags & FLAG_SENT) !== 0,
  });
}

function decodeFd(body: Uint8Array): BlfObject {
  if (body.length < FD_DATA_AT) return tooShort(body, 'a CAN FD message');
  const view = viewOf(body);
  const flags = view.getUint8(2);
  const fdFlags = view.getUint8(13);
  const length = view.getUint8(14);
  const remote = (flags & FLAG_REMOTE) !== 0;
  if (!remote && body.length < FD_DATA_AT + length) return tooShort(body, 'a CAN FD message');
  return frameOf({
    channel: view.getUint16(0, true),
    word: view.getUint32(4, true),
    data: body.slice(FD_DATA_AT, FD_DATA_AT + length),
    dlc: view.getUint8(3),
    fd: (fdFlags & FD_FORMAT) !== 0,
    remote,
    bitRateSwitch: (fdFlags & FD_BIT_RATE_SWITCH) !== 0,
    errorState: (fdFlags & FD_ERROR_STATE) !== 0,
    sent: (flags & FLAG_SENT) !== 0,
  });
}

/** Of a variable length: no more data than are valid. Its flags are those of an ASC line. */
function decodeFd64(body: Uint8Array): BlfObject {
  if (body.length < FD64_DATA_AT) return tooShort(body, 'a CAN FD message');
  const view = viewOf(body);
  const flags = view.getUint32(12, true);
  const length = view.getUint8(2);
  const remote = (flags & FLAG_FD64_REMOTE) !== 0;
  if (!remote && body.length < FD64_DATA_AT + length) return tooShort(body, 'a CAN FD message');
  return frameOf({
    channel: view.getUint8(0),
    word: view.getUint32(4, true),
    data: body.slice(FD64_DATA_AT, FD64_DATA_AT + length),
    dlc: view.getUint8(1),
    fd: (flags & FLAG_FDF) !== 0,
    remote,
    bitRateSwitch: (flags & FLAG_BIT_RATE_SWITCH) !== 0,
    errorState: (flags & FLAG_ERROR_STATE) !== 0,
    sent: view.getUint8(34) !== 0,
  });
}

function decodeText(body: Uint8Array): BlfObject {
  if (body.length < APP_TEXT_BYTES) return tooShort(body, 'a text');
  const length = viewOf(body).getUint32(8, true);
  const text = new TextDecoder().decode(body.subarray(APP_TEXT_BYTES, APP_TEXT_BYTES + length));
  return { kind: 'text', text: text.replaceAll('\0', '').trim() };
}
