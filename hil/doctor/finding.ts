/** `ok`: there. `warn`: there, and not as it should be. `missing`: not there. */
export type FindingStatus = 'ok' | 'warn' | 'missing';

/** One thing found out about this machine. */
export interface Finding {
  /** In kebab-case, for programs. */
  readonly topic: string;
  readonly status: FindingStatus;
  /** For a person. */
  readonly text: string;
  /** The command that mends it, or what to do; null where nothing needs mending. */
  readonly mend: string | null;
}

export const ok = (topic: string, text: string): Finding => ({ topic, status: 'ok', text, mend: null });
export const warn = (topic: string, text: string, mend: string): Finding => ({ topic, status: 'warn', text, mend });
export const missing = (topic: string, text: string, mend: string): Finding => ({
  topic,
  status: 'missing',
  text,
  mend,
});

/** `ok` of none. */
export function worstStatus(statuses: readonly FindingStatus[]): FindingStatus {
  if (statuses.includes('missing')) return 'missing';
  return statuses.includes('warn') ? 'warn' : 'ok';
}
