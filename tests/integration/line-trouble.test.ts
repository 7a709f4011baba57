import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './support/in-process.ts';

/** After the last line the adapter stays this long, so that a client has sent what it wants to. */
const STAY_MS = 300;

let folder = '';
let adapter: Server | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-line-'));
});
afterEach(() => {
  adapter?.close();
  rmSync(folder, { recursive: true });
});

/** Plays an adapter that says these lines once its channel is open, and hangs up then. @returns its URL */
async function adapterThatSays(...lines: readonly string[]): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setEncoding('latin1').on('data', (text) => {
      const heard = String(text);
      socket.write(heard.replace(/[^\r]/g, ''));
      if (!heard.includes('O\r')) return;
      // Apart from the answers: who has just opened the channel does not listen yet.
      setTimeout(() => socket.write(lines.map((line) => `${line}\r`).join(''), 'latin1'), STAY_MS);
      setTimeout(() => socket.end(), 2 * STAY_MS);
    });
  }).listen(0, '127.0.0.1');
  adapter = server;
  await once(server, 'listening');
  const address = server.address();
  return `slcan-tcp:127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

function warnings(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('warning: slcan-tcp:'));
}

describe('a line to an SLCAN adapter that is not clean', () => {
  it('loses no frame to its time stamp: modulo 60000, modulo 65536, of eight digits', async () => {
    const frames = ['t7B53023E00EA5F', 't7B53023E00EA60', 't7B53023E00FFFF', 't7BD3027E000001', 't7B53023E000001E240'];
    const url = await adapterThatSays(...frames);
    const trace = join(folder, 'heard.log');
    const { stderr } = await runCommand(
      ...['record', '--bus', url, '--out', join(folder, 'out.yaml'), '--trace', trace, '--no-check'],
    );
    const heard = readFileSync(trace, 'utf8').trimEnd().split('\n');
    expect(heard.map((line) => line.replace(/^\(\d+\.\d{6}\) /, ''))).toEqual([
      'can0 7B5#023E00',
      'can0 7B5#023E00',
      'can0 7B5#023E00',
      'can0 7BD#027E00',
      'can0 7B5#023E00',
    ]);
    expect(warnings(stderr)).toEqual([]);
  });

  const noise = Array.from({ length: 200 }, () => 't7B5\u001b[2J');
  const line = 'the adapter sent a line that is not a frame: "t7B5\\u001b[2J"';

  it('is reported by record, in one line', async () => {
    const url = await adapterThatSays('t7B53023E00', ...noise, 't7BD3027E00', ...noise);
    const { stderr } = await runCommand('record', '--bus', url, '--out', join(folder, 'out.yaml'), '--no-check');
    expect(warnings(stderr)).toEqual([`warning: ${url}: ${line}`]);
  });

  it('is reported by tool, in one line, and not with --quiet', async () => {
    const url = await adapterThatSays(...noise);
    const { stderr } = await runCommand('tool', 'read', '--bus', url);
    expect(warnings(stderr)).toEqual([`warning: ${url}: ${line}`]);
    const quiet = await runCommand('tool', 'read', '--bus', url, '--quiet');
    expect(warnings(quiet.stderr)).toEqual([]);
  });

  it('is reported by replay: an error answer, noise that never ends a line', async () => {
    const url = await adapterThatSays('\u0007\u0007', 'z'.repeat(1_000));
    const log = join(folder, 'in.log');
    writeFileSync(log, '(0.000000) can0 7B5#023E00\n(0.500000) can0 7B5#023E00\n');
    const { stderr } = await runCommand('replay', log, '--bus', url);
    expect(warnings(stderr)).toEqual([
      `warning: ${url}: the adapter reports an error (BEL): it refused a frame, or lost one`,
      `warning: ${url}: the adapter sent a line that is too long to be a frame (and 1 more before)`,
    ]);
  });
});
