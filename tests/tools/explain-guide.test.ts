import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CarProcess } from '../integration/support/car-process.ts';
import { connectGuide } from './support/connect-guide.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const blocks = connectGuide(readFileSync(join(ROOT, 'docs/explain.md'), 'utf8')).flatMap((section) => section.blocks);
const folder = mkdtempSync(join(tmpdir(), 'vsk-explain-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/explain.md', () => {
  it('works as pasted: a car is traced, a tool reads it, and its trace is explained', async () => {
    const [start, ...pasted] = blocks;
    const flags = (start?.code ?? '').trim().split(' ').slice(3);
    expect(flags).toEqual(['--time', 'virtual', '--trace', 'session.jsonl']);
    const car = await CarProcess.start('--time', 'virtual', '--trace', join(folder, 'session.jsonl'));
    const code = pasted
      .map((block) => block.code)
      .join('\n')
      .replaceAll('http://127.0.0.1:8080', car.http)
      .replaceAll('slcan-tcp:127.0.0.1:3333', car.bus)
      .replaceAll('npx smartkey', `node ${join(ROOT, 'dist/smartkey.js')}`)
      // The trace in the file is behind the car by up to half a second.
      .replace('\n', '\nsleep 1\n');
    const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
    const options = { cwd: folder, env, encoding: 'utf8', timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', code], options);
    expect(await car.end('SIGINT')).toBe(0);
    expect(status, `${code}\n${stdout}${stderr}`).toBe(0);
    for (const name of ['session.xml', 'session.html']) expect(existsSync(join(folder, name)), name).toBe(true);
    expect(readFileSync(join(folder, 'session.txt'), 'utf8')).toContain('22 readDataByIdentifier: read VIN (F190)');
    // Times depend on when the tool asked.
    const withoutTimes = (text: string): string => text.replaceAll(/^ *\d+\.\d+ (?=s )/gm, '').trim();
    expect(withoutTimes(stdout)).toBe(withoutTimes(pasted.at(-1)?.prints ?? ''));
    expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toMatchObject({
      kind: 'summary',
      endpoints: [{ request: '750/B5', response: '758/B5' }],
    });
  }, 180_000);
});
