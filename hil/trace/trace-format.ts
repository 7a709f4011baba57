import { extname } from 'node:path';
import { TRC_START } from '../../can-bus/trace/trc-decoder.ts';
import { PCAP_MAGIC_MICROS, PCAP_MAGIC_NANOS } from '../../can-bus/trace/pcap-decoder.ts';

/** The formats of traces, by the names that flags and HTTP give them. */
export const TRACE_FORMATS = ['candump', 'asc', 'pcapng', 'jsonl', 'blf'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** The formats that can be read: classic pcap and TRC in addition. */
export const INPUT_FORMATS = ['candump', 'asc', 'pcapng', 'jsonl', 'blf', 'pcap', 'trc'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

const ENDINGS: Readonly<Record<string, TraceFormat>> = {
  '.log': 'candump',
  '.candump': 'candump',
  '.asc': 'asc',
  '.pcapng': 'pcapng',
  '.jsonl': 'jsonl',
  '.blf': 'blf',
};

/** This many bytes of a file are enough to detect its format. */
export const SNIFFED_BYTES = 512;

/** For hints: every ending and what it means. */
export const ENDINGS_TEXT: string = Object.entries(ENDINGS)
  .map(([ending, format]) => (ending.slice(1) === format ? ending : `${ending} (${format})`))
  .join(', ');

/** For help and hints: what a log can be. */
export const INPUT_FORMATS_TEXT = 'candump, ASC, BLF, TRC, pcapng, pcap or JSONL';

/** The format by the extension of the file's name; null where it is unknown. */
export function formatOfPath(path: string): TraceFormat | null {
  return ENDINGS[extname(path).toLowerCase()] ?? null;
}

/** What candump shows in a terminal, with a date or without a time. */
const CANDUMP_VIEW =
  /^(?:\(\d{4}-\d\d-\d\d [^)]*\)\s+)?\S+\s+(?:[RT]X [B-] [E-]\s+)?(?:[\dA-F]{3}|[\dA-F]{8})\s+\[\d{1,2}\]/;
/** The four bytes that pcap can begin with: in microseconds or nanoseconds, of either byte order. */
const PCAP_MAGICS: readonly number[] = [PCAP_MAGIC_MICROS, PCAP_MAGIC_NANOS].flatMap((magic) => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, magic);
  return [magic, view.getUint32(0, true)];
});
/** `LOGG` */
const BLF_START = 0x4c4f_4747;
const PCAPNG_START = 0x0a0d_0d0a;
/** Lines of TRC that only its version 1.0, which names none, begins with. */
const TRC_COMMENT = /^;(?:#{10}|\s)/;

/**
 * The format of a file by its first bytes; null where they match none.
 *
 * @param start some hundred bytes, or the whole file; UTF-8 where it is text
 */
export function sniffFormat(start: Uint8Array): InputFormat | null {
  if (start.length >= 4) {
    const word = new DataView(start.buffer, start.byteOffset).getUint32(0);
    if (word === PCAPNG_START) return 'pcapng';
    if (PCAP_MAGICS.includes(word)) return 'pcap';
    if (word === BLF_START) return 'blf';
  }
  const text = new TextDecoder().decode(start.subarray(0, SNIFFED_BYTES)).trimStart();
  if (/^\(-?\d+\.\d/.test(text) || CANDUMP_VIEW.test(text)) return 'candump';
  if (/^\{\s*"/.test(text)) return 'jsonl';
  if (text.startsWith(TRC_START) || TRC_COMMENT.test(text)) return 'trc';
  if (/^(?:date |base (?:hex|dec)|\/\/|begin triggerblock|-?\d+\.\d+ +(?:\d|CANFD))/i.test(text)) return 'asc';
  return null;
}
