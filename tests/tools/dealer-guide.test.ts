import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN } from '../integration/support/main-file.ts';

const guide = readFileSync(new URL('../../docs/dealer.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block.trim());
const smartkey = `"${process.execPath}" "${resolve(MAIN)}"`;

/** The block that begins so. */
function block(beginning: string): string {
  const found = blocks.find((candidate) => candidate.startsWith(beginning));
  if (found === undefined) throw new Error(`docs/dealer.md has no block "${beginning}…"`);
  return found;
}

let folder: string;
const running: ChildProcess[] = [];
let http = '';

/** A block as it is, except for the port and the folder. */
function run(text: string): { readonly status: number | null; readonly lines: readonly string[] } {
  const script = text.replaceAll('http://127.0.0.1:8080', http).replaceAll('npx smartkey', smartkey);
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, lines: (stdout + stderr).split(/(?<=\})(?=\{)|\n/) };
}

/** @returns where it listens */
async function start(text: string, flags: string): Promise<string> {
  const command = `exec ${text.replace('npx smartkey', smartkey)} --json ${flags}`;
  const child = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return (JSON.parse(line) as { readonly http: string }).http;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dealer-guide-'));
  const started = await start(block('npx smartkey car'), '--http 127.0.0.1:0 --bus slcan-tcp:127.0.0.1:0');
  http = started;
  await start(block('npx smartkey dealer --demo'), '--http 127.0.0.1:0');
}, 90_000);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('docs/dealer.md', () => {
  it('has these commands and no others', () => {
    expect(blocks).toHaveLength(6);
  });

  it('DLR-3 to DLR-6 leads a script to the pass-code', () => {
    const { status, lines } = run(block('api='));
    expect(status, lines.join('\n')).toBe(0);
    expect(lines.at(-1)).toBe('{"requestNumber":"19070100001","passCode":"294211"}');
  });

  it('orders a fault', () => {
    expect(run(block('curl')).lines.join()).toContain('"wrongPassCodes":1');
  });

  it('DLR-9 verifies the log of a server that runs', () => {
    const { status, lines } = run(block('npx smartkey dealer verify-log'));
    expect([status, lines[0]]).toEqual([0, expect.stringContaining('the log is whole, 0 entries')]);
    const [, seal = ''] = /, last seal ([0-9a-f]{64})$/.exec(lines[0] ?? '') ?? [];
    const again = blocks.find((candidate) => candidate.includes('--written-down')) ?? '';
    expect(run(again.replace('SEAL', seal)).status).toBe(0);
    expect(run(again.replace('SEAL', 'ab'.repeat(32))).status).toBe(1);
  });
});
