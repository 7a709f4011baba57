import { OperationError, usageError } from '../../can-bus/errors/operation-error.ts';

/** Where a queue is. */
export interface QueuePlace {
  /** For the client of Redis, with the password. */
  readonly url: string;
  /** The queue's name in this Redis. */
  readonly queue: string;
  /** The number of the database in this Redis; null where the URL names none. */
  readonly database: number | null;
  /** Without the password, for messages. */
  readonly shown: string;
}

const DEFAULT_QUEUE = 'campaigns';
const FORM = 'write redis://HOST:PORT, rediss://HOST:PORT for TLS, and ?queue=NAME for a queue of your own';
/** The largest number that Redis reads as that of a database. */
const MAX_DATABASE = 2 ** 31 - 1;

/**
 * `redis://127.0.0.1:6379`, with a database as the path and the queue's name as a parameter.
 *
 * @param password where the URL has none; null for none
 * @throws OperationError (usage) for any other text, (usage/queue-password) where its password must be percent-encoded
 */
export function parseQueueUrl(text: string, password: string | null): QueuePlace {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isQueue(url)) {
    const message = `"${withoutPassword(text)}" is not the URL of a queue`;
    throw text.includes('@') ? unencoded(message) : usageError(message, FORM);
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    throw unencoded(`the password in the URL of the queue ${withoutPassword(text)} has a "%" that begins no character`);
  }
  const queue = url.searchParams.get('queue') ?? DEFAULT_QUEUE;
  if (!/^[\w.-]{1,60}$/.test(queue)) {
    throw usageError(`the queue's name "${queue}" is not one`, 'use letters, digits, -, _ and ., up to 60');
  }
  if (url.searchParams.getAll('queue').length > 1) {
    throw usageError('the URL of a queue has the parameter "queue" more than once', FORM);
  }
  const other = [...url.searchParams.keys()].find((name) => name !== 'queue');
  if (other !== undefined) throw usageError(`the URL of a queue has no parameter "${other}"`, FORM);
  const database = databaseOf(url);
  url.search = '';
  if (url.password === '' && password !== null) url.password = encodeURIComponent(password);
  const whole = url.href;
  return { url: whole, queue, database, shown: `${withoutPassword(whole)} (queue ${queue})` };
}

/** A password with `/`, `?` or `#` ends the host early: its rest, and the `@`, are then in what follows. */
function isQueue({ protocol, hostname, pathname, search, hash }: URL): boolean {
  return /^rediss?:$/.test(protocol) && hostname !== '' && hash === '' && !`${pathname}${search}`.includes('@');
}

/** Null where the path is empty. @throws OperationError (usage) for a path that is no number */
function databaseOf({ pathname }: URL): number | null {
  const digits = pathname.replace(/^\//, '');
  if (!/^\d*$/.test(digits) || Number(digits) > MAX_DATABASE) {
    throw usageError(`the path of a queue's URL is the number of a database, not "${pathname}"`, FORM);
  }
  return digits === '' ? null : Number(digits);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function unencoded(message: string): OperationError {
  const hint = `${FORM}; in a password write %25 for %, %2F for /, %3F for ?, %23 for #, %40 for @ and %3A for :`;
  return new OperationError('usage/queue-password', message, { hint });
}

/** A text that should be the URL of a queue, without everything that may be its user and password, also without a host. */
export function withoutPassword(text: string): string {
  return text.replace(/^(\w+:\/\/|rediss?[:/]*)?.*@/s, '$1').replace(/^(\w+:\/\/):.*$/s, '$1');
}
