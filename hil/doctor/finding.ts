/** `ok`: present. `warn`: present, but with a problem. `missing`: not present. */
export type FindingStatus = 'ok' | 'warn' | 'missing';

/** One finding about this machine. */
export interface Finding {
  /** In kebab-case, for programs. */
  readonly topic: string;
  readonly status: FindingStatus;
  /** For people. */
  readonly text: string;
  /** The command that fixes it, or what to do; null where nothing is wrong. */
  readonly fix: string | null;
}

export const ok = (topic: string, text: string): Finding => ({ topic, status: 'ok', text, fix: null });
export const warn = (topic: string, text: string, fix: string): Finding => ({ topic, status: 'warn', text, fix });
export const missing = (topic: string, text: string, fix: string): Finding => ({
  topic,
  status: 'missing',
  text,
  fix,
});

/** Returns `ok` for an empty list. */
export function worstStatus(statuses: readonly FindingStatus[]): FindingStatus {
  if (statuses.includes('missing')) return 'missing';
  return statuses.includes('warn') ? 'warn' : 'ok';
}
