import { setTimeout } from 'node:timers/promises';

/** Waits for an action, but no longer than this. @returns whether it has ended */
export async function within(ms: number, action: Promise<unknown>): Promise<boolean> {
  const ended = new AbortController();
  try {
    return await Promise.race([action.then(() => true), setTimeout(ms, false, { signal: ended.signal })]);
  } finally {
    ended.abort();
  }
}
