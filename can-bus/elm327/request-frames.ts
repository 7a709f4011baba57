import type { CanFrame } from '../frame/can-frame.ts';
import { encodePci, writeConsecutivePci } from '../isotp/frame-layout.ts';
import { addressBytes, frameOf, requestId } from './addressing.ts';
import type { CanProtocol } from './can-protocol.ts';
import type { ElmSettings } from './settings.ts';
import { MAX_SHORT_MESSAGE } from '../isotp/defaults.ts';

const FRAME_BYTES = 8;

/** The format of what is sent. */
export interface FrameFormat {
  readonly settings: ElmSettings;
  readonly protocol: CanProtocol;
  readonly filler: number;
}

/** The adapter adds length and sequence bytes. */
export function isFormatted({ settings, protocol }: FrameFormat): boolean {
  return settings.autoFormat && protocol.hasIsoTp;
}

/** The frames of a request; null where it is too long for what is set. */
export function requestFrames(data: Uint8Array, format: FrameFormat): readonly CanFrame[] | null {
  const id = requestId(format.settings, format.protocol);
  const room = FRAME_BYTES - addressBytes(format.settings);
  if (!isFormatted(format)) return data.length > room ? null : [frameOf(id, data, format)];
  if (data.length < room) {
    const single = new Uint8Array(1 + data.length);
    single.set(data, encodePci({ kind: 'single', length: data.length }, single, 0));
    return [frameOf(id, single, format)];
  }
  if (!format.settings.longMessages || data.length > MAX_SHORT_MESSAGE) return null;
  return segments(data, room).map((segment) => frameOf(id, segment, format));
}

function segments(data: Uint8Array, room: number): readonly Uint8Array[] {
  const first = new Uint8Array(room);
  const start = encodePci({ kind: 'first', length: data.length }, first, 0);
  first.set(data.subarray(0, room - start), start);
  const parts = [first];
  for (let index = room - start; index < data.length; index += room - 1) {
    const rest = data.subarray(index, index + room - 1);
    const part = new Uint8Array(1 + rest.length);
    part.set(rest, writeConsecutivePci(parts.length & 0x0f, part, 0));
    parts.push(part);
  }
  return parts;
}
