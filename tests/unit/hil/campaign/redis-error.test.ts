import { describe, expect, it } from 'vitest';
import { benchError } from '../../../../can-bus/errors/operation-error.ts';
import { queueError, redisError, troubleOf } from '../../../../hil/campaign/redis-error.ts';
import { replyError } from './reply-error.ts';

const PLACE = { shown: 'redis://h:1 (queue q)' };
const AT = 'Redis at redis://h:1 (queue q)';
const SCRIPT = ' script: 4c1d2a9be1f0a3d5c7e8f9012345678901234567, on @user_script:2.';

describe('an error of Redis', () => {
  it('of its password says so', () => {
    for (const [reason, problem] of [
      ['NOAUTH Authentication required.', 'needs a password'],
      ['WRONGPASS invalid username-password pair', 'refuses the password'],
    ] as const) {
      for (const error of [new Error(reason), replyError(reason, 'auth')]) {
        expect(redisError(PLACE, error)).toMatchObject({
          code: 'bench/queue-password',
          message: `${AT} ${problem}: ${reason}`,
        });
      }
      expect(troubleOf(replyError(reason))).toBe('lasting');
    }
  });

  it('that does not answer says so', () => {
    expect(redisError(PLACE, 'connect ECONNREFUSED')).toMatchObject({
      code: 'bench/queue',
      message: 'no Redis answers at redis://h:1 (queue q): connect ECONNREFUSED',
      hint: 'start redis-server there, or correct the URL',
    });
    const withTls = { ...PLACE, shown: 'rediss://h:1 (queue q)' };
    expect(redisError(withTls, 'connect ETIMEDOUT')).toMatchObject({
      hint: 'start redis-server there, or correct the URL; rediss: needs a Redis with TLS',
    });
    const ended = Object.assign(new Error('read ECONNRESET'), { syscall: 'read' });
    for (const error of [ended, new Error('Connection is closed.')]) {
      expect([troubleOf(error), queueError(PLACE, error)]).toMatchObject(['lost', { code: 'bench/queue' }]);
    }
  });

  it.each([
    ['NOPERM this user has no permissions', 'lasting', 'allow this user of Redis all commands, on the keys smartkey:*'],
    ['WRONGTYPE Operation against a key', 'lasting', 'another program has a key of this name: use another queue'],
    ['MOVED 12182 127.0.0.1:7000', 'lasting', 'no part of a cluster'],
    ['CROSSSLOT Keys in request', 'lasting', 'no part of a cluster'],
    ["OOM command not allowed when used memory > 'maxmemory'", 'passing', 'Redis is full: raise its maxmemory'],
    ['ERR Error running script: @user_script:2: -OOM command not allowed', 'passing', 'Redis is full'],
    ["READONLY You can't write against a read only replica", 'passing', 'give the address of its master'],
    ['LOADING Redis is loading the dataset in memory', 'passing', 'wait until it has started'],
    ['MISCONF Redis is configured to save RDB snapshots', 'passing', 'free space on its disk'],
    ["ERR unknown command 'xadd'", 'passing', 'see the log of Redis'],
  ])('that refuses a command names it, with what to do: %s', (reason, trouble, hint) => {
    const error = replyError(reason);
    expect(troubleOf(error)).toBe(trouble);
    expect(queueError(PLACE, error)).toMatchObject({
      code: 'bench/queue-refused',
      message: `${AT} refuses EVAL: ${reason}`,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it('is shown without what the command was called with, and without the hash of a script', () => {
    for (const [error, message] of [
      [replyError(`OOM command not allowed.${SCRIPT}`, 'evalsha'), `${AT} refuses EVALSHA: OOM command not allowed`],
      [replyError('ERR no', null), `${AT} refuses a command: ERR no`],
    ] as const) {
      expect(redisError(PLACE, error).message).toBe(message);
    }
  });

  it('of a transaction is that of its first command', () => {
    const whole = replyError('EXECABORT Transaction discarded because of previous errors.', 'exec');
    const error = Object.assign(whole, { previousErrors: [replyError('OOM command not allowed', 'xadd')] });
    expect(troubleOf(error)).toBe('passing');
    expect(redisError(PLACE, error).message).toBe(`${AT} refuses XADD: OOM command not allowed`);
    const alone = Object.assign(replyError('EXECABORT Transaction discarded', 'exec'), { previousErrors: [] });
    expect(redisError(PLACE, alone).message).toBe(`${AT} refuses EXEC: EXECABORT Transaction discarded`);
  });

  it('names a database that it does not have, and a version that is too old', () => {
    for (const reason of ['ERR DB index is out of range', 'ERR SELECT is not allowed in cluster mode']) {
      expect(redisError(PLACE, replyError(reason, 'select'))).toMatchObject({
        code: 'bench/queue-database',
        message: `${AT} does not have this database: ${reason}`,
        hint: 'give the number of one that it has, mostly 0 to 15, or none',
      });
    }
    const old = new Error('Redis version needs to be greater or equal than 5.0.0 Current: 4.0.9');
    expect(queueError(PLACE, old)).toMatchObject({ message: `${AT} is too old: ${old.message}` });
  });

  it('is no other error: that stays as it is', () => {
    for (const error of [new TypeError('x is not a function'), benchError('other'), 'text', null]) {
      expect([troubleOf(error), queueError(PLACE, error)]).toEqual([null, error]);
    }
  });
});
