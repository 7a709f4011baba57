import { DatabaseSync } from 'node:sqlite';
import type { DealerRecord } from '../../hil/dealer/rules/dealer-commands.ts';

/** The log of a database, straight from the file. */
export function readLog(path: string): readonly DealerRecord[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT record FROM log ORDER BY sequence').all();
    return rows.map((row) => JSON.parse(String(row['record'])) as DealerRecord);
  } finally {
    database.close();
  }
}

/** An acknowledged action and a log line, in the same words: what it was, and to which request or seed. */
export function logKey({ kind, requestNumber, seed }: Pick<DealerRecord, 'kind' | 'requestNumber' | 'seed'>): string {
  return `${kind} ${seed ?? requestNumber ?? ''}`;
}

/** How often each occurs. */
export function counted(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
