import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGuide } from './support/connect-guide.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const blocks = connectGuide(readFileSync(join(ROOT, 'docs/traces.md'), 'utf8')).flatMap((section) => section.blocks);
const folder = mkdtempSync(join(tmpdir(), 'vsk-traces-guide-'));
let car: ChildProcess;
let adapt = (code: string): string => code;

beforeAll(async () => {
  // The commands are npx's, which looks for the package from the folder it is in.
  for (const name of ['node_modules', 'package.json', 'dist']) symlinkSync(join(ROOT, name), join(folder, name));
  const [first] = blocks.filter(({ place }) => place === 'car');
  const buses = '--bus slcan-tcp:127.0.0.1:0 --json --http 127.0.0.1:0';
  const command = (first?.code ?? '').trim().replace('npx smartkey', `exec node ${join(ROOT, 'dist/smartkey.js')}`);
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  car = spawn('bash', ['-c', `${command} ${buses}`], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: car.stdout ?? process.stdin })) {
    const ready = JSON.parse(line) as { readonly http: string; readonly buses: readonly string[] };
    adapt = (code) =>
      code
        .replaceAll('http://127.0.0.1:8080', ready.http)
        .replaceAll('slcan-tcp:127.0.0.1:3333', ready.buses[0] ?? '')
        .replaceAll('npx smartkey', `node ${join(ROOT, 'dist/smartkey.js')}`);
    break;
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(code: string): void {
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  const options = { cwd: folder, env, encoding: 'utf8', timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', adapt(code)], options);
  expect(status, `${code}\n${stdout}${stderr}`).toBe(0);
}

describe('docs/traces.md', () => {
  it('works as pasted, in its order: a car is traced, its trace converted, compared, recorded and replayed', async () => {
    const pasted = blocks.filter(({ place }) => place === 'here');
    expect(pasted.length).toBeGreaterThanOrEqual(5);
    const replay = pasted.find(({ code }) => code.includes('smartkey replay'));
    for (const { code } of pasted.filter((block) => block !== replay)) {
      // The trace in the file is behind the car by up to half a second.
      run(code.includes('smartkey tool') ? `${code}\nsleep 1` : code);
    }
    for (const name of ['session.jsonl', 'session.log', 'session.asc', 'session.pcapng', 'now.pcapng', 'again.yaml']) {
      expect(existsSync(join(folder, name)), name).toBe(true);
    }
    run(replay?.code ?? 'false');
    const ended = once(car, 'close');
    car.kill('SIGINT');
    await ended;
    expect(car.exitCode).toBe(0);
    expect(readFileSync(join(folder, 'session.yaml'), 'utf8')).toContain('tags: [recorded]');
  }, 180_000);
});
