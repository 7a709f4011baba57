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

/** For hints: every ending and what it means. */
export const ENDINGS_TEXT: string = Object.entries(ENDINGS)
  .map(([ending, format]) => (ending.slice(1) === format ? ending : `${ending} (${format})`))
  .join(', ');

/** The format that the ending of a file's name says; null where it says none. */
export function formatOfPath(path: string): TraceFormat | null {
  return ENDINGS[extname(path).toLowerCase()] ?? null;
}
