import { extname } from 'node:path';

/** The formats of traces, by the names that flags and HTTP give them. */
export const TRACE_FORMATS = ['candump', 'asc', 'pcapng', 'jsonl'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

const ENDINGS: Readonly<Record<string, TraceFormat>> = {
  '.log': 'candump',
  '.candump': 'candump',
  '.asc': 'asc',
  '.pcapng': 'pcapng',
  '.jsonl': 'jsonl',
};

/** So much of a file tells its format. */
export const SNIFFED_BYTES = 512;

/** For hints: every ending and what it means. */
export const ENDINGS_TEXT: string = Object.entries(ENDINGS)
  .map(([ending, format]) => (ending.slice(1) === format ? ending : `${ending} (${format})`))
  .join(', ');

/** The format that the ending of a file's name says; null where it says none. */
export function formatOfPath(path: string): TraceFormat | null {
  return ENDINGS[extname(path).toLowerCase()] ?? null;
}

/**
 * The format of a file by its first bytes; null where they are of none.
 *
 * @param start some hundred bytes, or all there are
 */
export function sniffFormat(start: Uint8Array): TraceFormat | null {
  const [first, second, third, fourth] = start;
  if (first === 0x0a && second === 0x0d && third === 0x0d && fourth === 0x0a) return 'pcapng';
  const text = new TextDecoder().decode(start.subarray(0, SNIFFED_BYTES)).trimStart();
  if (/^\(\d+\.\d/.test(text)) return 'candump';
  if (/^\{\s*"/.test(text)) return 'jsonl';
  if (/^(?:date |base (?:hex|dec)|\/\/|begin triggerblock|\d+\.\d+ +(?:\d|CANFD))/i.test(text)) return 'asc';
  return null;
}
