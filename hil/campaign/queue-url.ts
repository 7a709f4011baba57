import { usageError } from '../../can-bus/errors/operation-error.ts';

/** Where a queue is. */
export interface QueuePlace {
  /** For the client of Redis, with the password. */
  readonly url: string;
  /** The queue's name in this Redis. */
  readonly queue: string;
  /** Without the password, for messages. */
  readonly shown: string;
}

const DEFAULT_QUEUE = 'campaigns';
const FORM = 'write redis://HOST:PORT, rediss://HOST:PORT for TLS, and ?queue=NAME for a queue of your own';

/**
 * `redis://127.0.0.1:6379`, with a database as the path and the queue's name as a parameter.
 *
 * @param password where the URL has none; null for none
 * @throws OperationError (usage) for any other text
 */
export function parseQueueUrl(text: string, password: string | null): QueuePlace {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    throw usageError(`"${withoutPassword(text)}" is not the URL of a queue`, FORM);
  }
  const queue = url.searchParams.get('queue') ?? DEFAULT_QUEUE;
  if (!/^[\w.-]{1,60}$/.test(queue)) {
    throw usageError(`the queue's name "${queue}" is not one`, 'use letters, digits, -, _ and ., up to 60');
  }
  const other = [...url.searchParams.keys()].find((name) => name !== 'queue');
  if (other !== undefined) throw usageError(`the URL of a queue has no parameter "${other}"`, FORM);
  if (!/^\/?\d*$/.test(url.pathname)) {
    throw usageError(`the path of a queue's URL is the number of a database, not "${url.pathname}"`, FORM);
  }
  url.search = '';
  if (url.password === '' && password !== null) url.password = encodeURIComponent(password);
  const whole = url.href;
  return { url: whole, queue, shown: `${withoutPassword(whole)} (queue ${queue})` };
}

function withoutPassword(text: string): string {
  return text.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
}
