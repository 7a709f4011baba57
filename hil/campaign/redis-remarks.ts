import type { QueuePlace } from './queue-url.ts';

/** The oldest version that the engine recommends; it refuses those below 5. */
const RECOMMENDED = [6, 2] as const;
/** What the engine prints by itself, for each of its connections. */
const OF_ENGINE = ['IMPORTANT! Eviction policy is ', 'It is highly recommended to use a minimum Redis version of '];

/** What the operator should change about a Redis, by what it answers to INFO. */
export function redisRemarks({ shown }: Pick<QueuePlace, 'shown'>, info: string): readonly string[] {
  const remarks: string[] = [];
  const policy = fieldOf(info, 'maxmemory_policy');
  if (policy !== null && policy !== 'noeviction') {
    remarks.push(
      `warning: Redis at ${shown} removes jobs and results when its memory is full (maxmemory-policy ${policy}); set maxmemory-policy to noeviction`,
    );
  }
  const version = fieldOf(info, 'redis_version');
  // Others have the version of the Redis that they are compatible with.
  const isRedis = !/dragonfly|valkey/i.test(info);
  if (isRedis && version !== null && isOld(version)) {
    remarks.push(`warning: Redis at ${shown} is version ${version}; install ${RECOMMENDED.join('.')} or newer`);
  }
  return remarks;
}

/** What prints warnings, without those of the engine that {@link redisRemarks} says once. */
export function withoutRemarks(warn: (...words: unknown[]) => void): (...words: unknown[]) => void {
  return (...words) => {
    if (!OF_ENGINE.some((text) => String(words[0]).startsWith(text))) warn(...words);
  };
}

function fieldOf(info: string, name: string): string | null {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? null;
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < RECOMMENDED[0] || (major === RECOMMENDED[0] && minor < RECOMMENDED[1]);
}
