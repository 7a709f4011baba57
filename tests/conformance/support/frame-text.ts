import { fromHex, numberToHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../can-bus/frame/can-frame.ts';

/** Base ids have three digits, 29-bit ids eight; `##` behind the id marks CAN FD, as in candump. */
const FRAME = /^([\da-f]{3}|[\da-f]{8})(##)?((?: [\da-f]{2})*)$/i;

/** `7B5 02 3E 00`: the frame these tests write like that. */
export function parseFrame(text: string): CanFrame {
  const match = FRAME.exec(text);
  if (match === null) throw new Error(`"${text}" is not a frame: write 7B5 02 3E 00`);
  const [, id = '', fd, data = ''] = match;
  return dataFrame(Number.parseInt(id, 16), fromHex(data), { extended: id.length === 8, fd: fd !== undefined });
}

export function formatFrame({ id, extended, fd, data }: CanFrame): string {
  return `${numberToHex(id, extended ? 8 : 3)}${fd ? '##' : ''} ${toHex(data, ' ')}`.trimEnd();
}
