import type { Micros } from '../time/micros.ts';
import { microsOfSeconds, secondsText } from './seconds.ts';

/**
 * Comments of this program in logs whose times count from a date and whose buses are numbers (ASC, BLF). Other programs
 * ignore them: the origin of times, and the name of a channel.
 */
const ORIGIN: RegExp = /^\/\/ time 0 is (-?\d+)\.(\d{6}) s since 1970-01-01 UTC$/;
const CHANNEL_NAME: RegExp = /^\/\/ channel (\d+) is (\S+)$/;

/** The highest channel that Vector's programs support. */
const MAX_CHANNEL = 255;

/** What time 0 is in a log whose times count from 1970. */
export function originComment(originUs: Micros): string {
  return `// time 0 is ${secondsText(originUs)} s since 1970-01-01 UTC`;
}

type LogComment =
  | { readonly kind: 'origin'; readonly originUs: Micros }
  | { readonly kind: 'channel'; readonly channel: number; readonly bus: string };

/** Null where the text is not a comment of this program. */
export function parseLogComment(text: string): LogComment | null {
  const channel = CHANNEL_NAME.exec(text);
  if (channel !== null) return { kind: 'channel', channel: Number(channel[1]), bus: channel[2] ?? '' };
  const origin = ORIGIN.exec(text);
  if (origin === null) return null;
  return { kind: 'origin', originUs: microsOfSeconds(origin[1] ?? '', origin[2] ?? '') };
}

/** The name of a bus whose channel has no name: channel 1 is `can0`. */
export function busOfChannel(channel: number): string {
  return `can${Math.max(channel - 1, 0)}`;
}

/** The buses of a log being read, by channel. */
export class ChannelNames {
  readonly #names = new Map<number, string>();

  set(channel: number, bus: string): void {
    this.#names.set(channel, bus);
  }

  of(channel: number): string {
    let bus = this.#names.get(channel);
    if (bus === undefined) {
      bus = busOfChannel(channel);
      this.#names.set(channel, bus);
    }
    return bus;
  }
}

interface LogChannel {
  readonly channel: number;
  /** To be written before the bus's first frame; null where it has been, or where the channel gives the name. */
  readonly comment: string | null;
}

/** The channels of a log being written, by bus. */
export class LogChannels {
  readonly #channels = new Map<string, number>();

  of(bus: string): LogChannel {
    const known = this.#channels.get(bus);
    if (known !== undefined) return { channel: known, comment: null };
    const channel = this.#freeChannel(bus);
    this.#channels.set(bus, channel);
    return { channel, comment: busOfChannel(channel) === bus ? null : `// channel ${channel} is ${bus}` };
  }

  /** `can0` is channel 1, and so on, where that channel is free; otherwise the lowest free one. */
  #freeChannel(bus: string): number {
    const taken = new Set(this.#channels.values());
    const own = Number(/^can(\d{1,3})$/.exec(bus)?.[1] ?? Number.NaN) + 1;
    if (own <= MAX_CHANNEL && busOfChannel(own) === bus && !taken.has(own)) return own;
    let free = 1;
    while (taken.has(free)) free++;
    return free;
  }
}
