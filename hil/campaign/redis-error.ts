import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { QueuePlace } from './queue-url.ts';

interface Refusal {
  readonly hint: string;
  /** It ends only when somebody changes the settings of Redis, or the command. */
  readonly isLasting: boolean;
}

const CONTINUES = 'the same command continues';
const CLUSTER: Refusal = {
  hint: 'a queue needs one Redis of its own, which is no part of a cluster',
  isLasting: true,
};
const PASSWORD: Refusal = { hint: 'give the right password', isLasting: true };

/** What Redis refuses a command with, by the word for it. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  NOAUTH: PASSWORD,
  WRONGPASS: PASSWORD,
  NOPERM: {
    hint: 'allow this user of Redis all commands, on the keys smartkey:* and smartkey-registry:*',
    isLasting: true,
  },
  WRONGTYPE: {
    hint: 'another program has a key of this name: use another queue, with ?queue=NAME in the URL',
    isLasting: true,
  },
  MOVED: CLUSTER,
  ASK: CLUSTER,
  CROSSSLOT: CLUSTER,
  CLUSTERDOWN: CLUSTER,
  OOM: { hint: `Redis is full: raise its maxmemory, or remove other data from it; ${CONTINUES}`, isLasting: false },
  READONLY: { hint: 'this Redis is a copy that is only read: give the address of its master', isLasting: false },
  MISCONF: {
    hint: `Redis cannot save its data: see its log, and free space on its disk; ${CONTINUES}`,
    isLasting: false,
  },
  LOADING: { hint: `Redis still reads its data: wait until it has started; ${CONTINUES}`, isLasting: false },
};
/** The engine begins with it what it says of an old Redis. */
const TOO_OLD = 'Redis version';
const OTHER: Refusal = { hint: `see the log of Redis; ${CONTINUES}`, isLasting: false };

/**
 * What an error of Redis means for the command: `passing` and `lost`, an ended connection, can be tried again; null for
 * an error of anything else.
 */
export function troubleOf(error: unknown): 'lasting' | 'passing' | 'lost' | null {
  const cause = causeOf(error);
  if (!(cause instanceof Error)) return null;
  if (isConnectionLost(cause)) return 'lost';
  if (cause.name !== 'ReplyError') return null;
  return refusalOf(cause).isLasting ? 'lasting' : 'passing';
}

/** In words what Redis refuses, or that it does not answer; any other error as it is. */
export function queueError(place: Pick<QueuePlace, 'shown'>, error: unknown): unknown {
  const cause = causeOf(error);
  const isTooOld = cause instanceof Error && cause.message.startsWith(TOO_OLD);
  return isTooOld || troubleOf(cause) !== null ? redisError(place, cause) : error;
}

/** An error of Redis, or of the connection to it, in words. */
export function redisError({ shown }: Pick<QueuePlace, 'shown'>, error: unknown): OperationError {
  const cause = causeOf(error);
  const reason = reasonOf(cause);
  if (/NOAUTH|WRONGPASS|invalid password|without any password/i.test(reason)) {
    const problem = reason.includes('NOAUTH') ? 'needs a password' : 'refuses the password';
    return new OperationError('bench/queue-password', `Redis at ${shown} ${problem}: ${reason}`, { cause });
  }
  if (cause instanceof Error && cause.name === 'ReplyError') {
    if (/DB index|SELECT is not allowed/.test(reason)) return noDatabase(shown, reason, cause);
    const message = `Redis at ${shown} refuses ${commandOf(cause)}: ${reason.replace(/\.$/, '')}`;
    return new OperationError('bench/queue-refused', message, { hint: refusalOf(cause).hint, cause });
  }
  if (reason.startsWith(TOO_OLD)) {
    return new OperationError('bench/queue', `Redis at ${shown} is too old: ${reason}`, {
      hint: 'install a newer one',
      cause,
    });
  }
  return new OperationError('bench/queue', `no Redis answers at ${shown}: ${reason}`, {
    hint: `start redis-server there, or correct the URL${shown.startsWith('rediss:') ? '; rediss: needs a Redis with TLS' : ''}`,
    cause,
  });
}

/** It has accepted the connection, and then nothing comes. */
export function silentRedis({ shown }: Pick<QueuePlace, 'shown'>, ms: number): OperationError {
  return new OperationError('bench/queue', `Redis at ${shown} has not answered for ${ms / 1000} s`, {
    hint: `it may be stopped, or busy with one long command: see its process and its log; ${CONTINUES}`,
  });
}

function noDatabase(shown: string, reason: string, cause: Error): OperationError {
  return new OperationError('bench/queue-database', `Redis at ${shown} does not have this database: ${reason}`, {
    hint: 'give the number of one that it has, mostly 0 to 15, or none',
    cause,
  });
}

/** A transaction says only that one of its commands was refused. */
function causeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('previousErrors' in error)) return error;
  const errors: unknown = error.previousErrors;
  return (Array.isArray(errors) ? (errors as readonly unknown[])[0] : null) ?? error;
}

/** Without the hash of the script that was refused. */
function reasonOf(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return reason.replace(/\s*script: [\da-f]{40}.*$/s, '');
}

/** A script has the word somewhere in the middle. */
function refusalOf({ message }: Error): Refusal {
  const word = message.match(/\b[A-Z]{3,}\b/g)?.find((each) => each in REFUSALS);
  return REFUSALS[word ?? ''] ?? OTHER;
}

/** Its name only: what it was called with may be the password. */
function commandOf(cause: Error): string {
  const command: unknown = 'command' in cause ? cause.command : null;
  const isNamed = typeof command === 'object' && command !== null && 'name' in command;
  return isNamed ? String(command.name).toUpperCase() : 'a command';
}

function isConnectionLost(cause: Error): boolean {
  return cause.name === 'AbortError' || cause.message === 'Connection is closed.' || 'syscall' in cause;
}
