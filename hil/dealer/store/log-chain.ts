import { createHash } from 'node:crypto';
import type { DealerRecord } from '../rules/dealer-commands.ts';

/** The predecessor of the first entry. */
export const GENESIS_HASH: string = '0'.repeat(64);

/**
 * A record as the text that is stored and hashed: JSON without blanks, names in alphabetical order at every level, so
 * that one record has exactly one text.
 */
export function canonicalRecord(record: DealerRecord): string {
  return JSON.stringify(sorted(record));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/**
 * The hash of one entry: SHA-256, as 64 hexadecimal digits, over the previous hash, the entry's number and its text,
 * one line each. Changing, dropping, adding or moving an entry changes all later hashes.
 */
export function chainHash(previousHash: string, sequence: number, record: string): string {
  return createHash('sha256').update(`${previousHash}\n${sequence}\n${record}`, 'utf8').digest('hex');
}
