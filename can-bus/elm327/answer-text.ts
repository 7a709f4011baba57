import { numberToHex } from '../bytes/hex.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { decodePci, pciLength } from '../isotp/frame-layout.ts';
import { addressBytes } from './addressing.ts';
import type { ElmSettings } from './settings.ts';

/** Digits of FF_DL as the first line of a message shows them. */
const LENGTH_DIGITS = 3;
const RX_ERROR = '<RX ERROR';

function bytesText(data: Uint8Array, start: number, end: number, spaces: boolean): string {
  let text = '';
  for (let index = start; index < end && index < data.length; index++) {
    text += numberToHex(data[index] ?? 0, 2);
    if (spaces) text += ' ';
  }
  return text;
}

/** Identifier and, with `AT D1`, data length. */
function headText({ id, extended, length }: CanFrame, { spaces, dlc }: ElmSettings): string {
  const gap = spaces ? ' ' : '';
  const digits = extended ? numberToHex(id, 8).replace(/..(?!$)/g, `$&${gap}`) : numberToHex(id, 3);
  return digits + gap + (dlc ? numberToHex(length, 1) + gap : '');
}

/** A frame as it is on the bus: `AT CAF0`, and monitoring. */
export function rawLine(frame: CanFrame, settings: ElmSettings): string {
  const head = settings.headers ? headText(frame, settings) : '';
  if (frame.kind === 'remote') return `${head}RTR`;
  if (frame.fd) return `${head}${RX_ERROR}`;
  return head + bytesText(frame.data, 0, frame.data.length, settings.spaces);
}

/**
 * A frame of a response with `AT CAF1`: without its control information while headers are off. No lines for a flow
 * control, and for what is not ISO-TP.
 */
export function formattedLines(frame: CanFrame, settings: ElmSettings): readonly string[] {
  const { data } = frame;
  const start = addressBytes(settings);
  const pci = decodePci(data, start);
  const { spaces } = settings;
  if (frame.kind === 'remote' || frame.fd) return settings.headers ? [rawLine(frame, settings)] : [];
  if (settings.headers) {
    if (pci.kind === 'flow-control') return [];
    if (pci.kind === 'invalid') return [rawLine(frame, settings) + RX_ERROR];
    const end = pci.kind === 'single' ? start + 1 + pci.length : data.length;
    return [headText(frame, settings) + bytesText(data, 0, end, spaces)];
  }
  switch (pci.kind) {
    case 'single':
      return [bytesText(data, start + 1, start + 1 + pci.length, spaces)];
    case 'first':
      return [
        numberToHex(pci.length, LENGTH_DIGITS),
        numbered(0, bytesText(data, start + pciLength(pci, start), data.length, spaces), spaces),
      ];
    case 'consecutive':
      return [numbered(pci.sequenceNumber, bytesText(data, start + 1, data.length, spaces), spaces)];
    case 'flow-control':
    case 'invalid':
      return [];
  }
}

function numbered(line: number, text: string, spaces: boolean): string {
  return `${numberToHex(line, 1)}:${spaces ? ' ' : ''}${text}`;
}
