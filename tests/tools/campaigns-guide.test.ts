import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findProgram, needTool } from './support/external-tools.ts';
import { RedisServer } from './support/redis-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(ROOT, 'docs/campaigns.md'), 'utf8');
const commands = [...guide.matchAll(/```sh\n([^]*?)```/g)].map(([, line = '']) => line.trim());
const folder = mkdtempSync(join(tmpdir(), 'vsk-campaigns-guide-'));
for (const name of ['node_modules', 'package.json', 'dist', 'scenarios']) {
  symlinkSync(join(ROOT, name), join(folder, name));
}
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/campaigns.md', () => {
  it('each command works as pasted: Redis, a worker, an exploration (here of 50 runs), and scenarios', async (context) => {
    needTool(findProgram('redis-server'), context);
    const [install = '', worker = '', ...queued] = commands;
    expect(install.split('\n')).toEqual([
      'npm install bullmq ioredis',
      `redis-server ${RedisServer.ADVISED.join(' ')}`,
    ]);
    const redis = await RedisServer.start();
    const start = (line: string): ReturnType<typeof spawn> => {
      const [, ...words] = line
        .replace('redis://127.0.0.1:6379', redis.url)
        .replace('--runs 100000', '--runs 50')
        .split(' ');
      expect(words[0]).toBe('smartkey');
      const args = [join(ROOT, 'dist/smartkey.js'), ...words.slice(1)];
      return spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    };
    const working = start(worker);
    try {
      const codes: unknown[] = [];
      for (const line of queued) codes.push((await once(start(line), 'close'))[0]);
      // 50 runs do not reach all that must happen.
      expect(codes).toEqual([7, 0]);
      expect(['coverage.json', 'reports/index.html'].map((name) => existsSync(join(folder, name)))).toEqual([
        true,
        true,
      ]);
    } finally {
      const ended = once(working, 'close');
      working.kill('SIGINT');
      expect((await ended)[0]).toBe(0);
      await redis.stop();
    }
  });
});
