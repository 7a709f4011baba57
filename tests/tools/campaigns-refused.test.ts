import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findProgram, needTool } from './support/external-tools.ts';
import { RedisServer } from './support/redis-server.ts';

const COMMAND = fileURLToPath(new URL('../../dist/smartkey.js', import.meta.url));
const LONG_MS = 120_000;
const EXPLORE = ['explore', '--seed', '3', '--runs', '150', '--quiet'];

const started: ChildProcess[] = [];

/** A program on a queue: what it has printed, and its end. */
class Program {
  readonly process: ChildProcess;
  readonly exitCode: Promise<number | null>;
  output = '';

  constructor(command: readonly string[], url: string) {
    const child = spawn(process.execPath, [COMMAND, ...command, '--queue', url]);
    this.process = child;
    started.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exitCode = once(child, 'close').then(() => child.exitCode);
  }
}

beforeEach((context) => {
  needTool(findProgram('redis-server'), context);
});
afterAll(() => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
});

describe('a Redis that refuses commands', () => {
  let redis: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    redis = await RedisServer.start();
    admin = new Redis(redis.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await redis.stop();
  });

  it.each([
    ['keys', ['~other:*', '+@all'], /refuses \w+: NOPERM .* keys/, /hint: allow this user of Redis all commands/],
    ['scripts', ['~*', '+@all', '-@scripting'], /refuses EVAL: NOPERM .*'eval'/, /hint: allow this user/],
    ['INFO', ['~*', '+@all', '-info'], /refuses INFO: NOPERM .*'info'/, /hint: allow this user/],
  ])(
    'to a user without %s is named, with 5',
    async (_what, rights, message, hint) => {
      await admin.acl('SETUSER', 'bob', 'reset', 'on', '>pw', ...rights);
      const url = redis.url.replace('//', '//bob:pw@');
      for (const command of [EXPLORE, ['worker']]) {
        const program = new Program(command, url);
        expect(await program.exitCode).toBe(5);
        expect(program.output).toMatch(new RegExp(`^error: Redis at ${redis.url} \\(queue campaigns\\) `, 'm'));
        expect(program.output).toMatch(message);
        expect(program.output).toMatch(hint);
        expect(program.output).not.toMatch(/internal error|Skipping the ready check|worker of version/);
      }
    },
    LONG_MS,
  );

  it('has no such database: 5, and database 0 is not used instead', async () => {
    await admin.flushall();
    for (const command of [EXPLORE, ['worker']]) {
      const program = new Program(command, `${redis.url}/99`);
      expect(await program.exitCode).toBe(5);
      expect(program.output).toContain(`error: Redis at ${redis.url}/99 (queue campaigns) does not have this database`);
    }
    expect(await admin.keys('*')).toEqual([]);
  });

  it(
    'because a key is of another program, or it is read-only, is named, with 5',
    async () => {
      await admin.set('smartkey:taken:meta', 'x');
      for (const command of [EXPLORE, ['worker']]) {
        const program = new Program(command, `${redis.url}?queue=taken`);
        expect(await program.exitCode).toBe(5);
        expect(program.output).toMatch(/refuses \w+: WRONGTYPE .*\nhint: another program has a key of this name/);
      }
      await admin.replicaof('127.0.0.1', 1);
      const worker = new Program(['worker'], redis.url);
      expect(await worker.exitCode).toBe(5);
      expect(worker.output).toMatch(/refuses EVAL: READONLY .*\nhint: .* give the address of its master/);
      await admin.replicaof('NO', 'ONE');
      await admin.del('smartkey:taken:meta');
    },
    LONG_MS,
  );

  it(
    'because it is full for a moment changes nothing in the result',
    async () => {
      const url = `${redis.url}?queue=full`;
      const worker = new Program(['worker'], url);
      const explore = new Program(EXPLORE, url);
      await expect.poll(() => admin.llen('smartkey:full:active'), { timeout: LONG_MS }).toBe(1);
      await admin.config('SET', 'maxmemory', '1');
      await expect.poll(() => worker.output + explore.output, { timeout: LONG_MS }).toContain('refuses');
      await admin.config('SET', 'maxmemory', '0');
      expect(await explore.exitCode).toBe(7);
      expect(worker.output + explore.output).toMatch(/Redis at .* \(queue full\) refuses \w+: OOM .*; trying again/);
      expect(explore.output).not.toContain('error:');
      worker.process.kill('SIGTERM');
      expect(await worker.exitCode).toBe(0);
    },
    LONG_MS,
  );
});

describe('a Redis that goes away', () => {
  it(
    'is reported by command and worker, and neither waits for it when it is ended',
    async () => {
      const redis = await RedisServer.start();
      const long = ['explore', '--seed', '3', '--runs', '1000', '--quiet'];
      const programs = [long, ['worker']].map((command) => new Program(command, `${redis.url}?queue=away`));
      const admin = new Redis(redis.url);
      // Both have begun.
      await expect.poll(() => admin.zcard('smartkey-registry:away:workers'), { timeout: LONG_MS }).toBe(1);
      await expect.poll(() => admin.llen('smartkey:away:active'), { timeout: LONG_MS }).toBe(1);
      admin.disconnect();
      await redis.stop();
      for (const [index, { process: child, exitCode }] of programs.entries()) {
        await expect
          .poll(() => programs[index]?.output, { timeout: LONG_MS })
          .toContain(`no Redis answers at ${redis.url} (queue away): connect ECONNREFUSED`);
        child.kill('SIGTERM');
        expect(await exitCode).toBe(index === 0 ? 130 : 0);
      }
    },
    LONG_MS,
  );
});
