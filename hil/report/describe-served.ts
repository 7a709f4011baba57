import { fromHex, HexError } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import { BROADCAST_MESSAGES } from '../../ecu-sim/signals/broadcast-database.ts';
import { describeRequest } from '../tester/describe-exchange.ts';

/** A line of a JSONL trace in words, for a person who compares two: when, who, what, and what it means. */
export function describeTraceLine(line: string): string {
  const fields = fieldsOf(line);
  if (fields === null) return line;
  const { timeUs, kind, source, event, ...others } = fields;
  const when = typeof timeUs === 'number' ? `${(timeUs / MICROS_PER_SECOND).toFixed(6)} s` : 'at no time';
  const what = kind === 'frame' ? describeFrame(others) : `${String(event)} ${describeFields(others)}`;
  return `${when}  ${String(source)}: ${what}`.trimEnd();
}

type Fields = Readonly<Record<string, unknown>>;

function describeFrame({ id, data }: Fields): string {
  const message = BROADCAST_MESSAGES.find((known) => known.id === Number.parseInt(String(id), 16));
  const bytes = typeof data === 'string' ? data.replaceAll(/(..)(?=.)/g, '$1 ') : '';
  return `frame ${String(id)}${message === undefined ? '' : ` ${message.name}`}  ${bytes}`;
}

function describeFields(fields: Fields): string {
  const { payload, request } = fields;
  const bytes = [request, payload].filter((hex) => typeof hex === 'string');
  const words = bytes.map(inWords).filter((text) => /[a-z]/.test(text));
  const parts = Object.entries(fields).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [...parts, ...words.map((text) => `(${text})`)].join(' ');
}

function inWords(hex: string): string {
  try {
    return describeRequest(fromHex(hex));
  } catch (error) {
    if (!(error instanceof HexError)) throw error;
    return hex;
  }
}

function fieldsOf(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
