import { usageError } from '../../can-bus/errors/operation-error.ts';

/** One of several shares of the same work, each for a machine of its own. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const MAX_SHARDS = 10_000;

/** `2/3`: the second of three shards. @throws OperationError (usage) for any other text */
export function parseShard(text: string): Shard {
  const [, number = '', of = ''] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  if (of !== '' && shard.number >= 1 && shard.number <= shard.of && shard.of <= MAX_SHARDS) return shard;
  throw usageError(
    `"${text}" is not a shard: it is written I/N, I from 1 to N, N at most ${MAX_SHARDS}`,
    'write 1/3, 2/3 and 3/3 for three shards',
  );
}

/** `2-of-3`, for names of folders. */
export function shardSlug({ number, of }: Shard): string {
  return `${number}-of-${of}`;
}
