import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CarInProcess, runCommand } from './support/in-process.ts';
import type { ProgramEnd } from './support/program.ts';

const FD_LOG = '(1.000000) can0 100#01\n(1.010000) can0 200##1112233445566778899AABBCC\n(1.020000) can0 101#0203\n';
/** An adapter's answers to what a replay sends: to a whole line, without its end. */
type Answers = (line: string, socket: Socket) => void;

let folder = '';
let adapter: Server | null = null;
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-replay-'));
});
afterEach(() => {
  adapter?.close();
  adapter = null;
  rmSync(folder, { recursive: true });
});

function log(text: string): string {
  writeFileSync(path('in.log'), text);
  return path('in.log');
}

/** An SLCAN adapter on TCP that takes all commands; frames are answered by the given function. */
async function adapterThat(answers: Answers): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (/^[tTrRdDbB]/.test(line)) answers(line, socket);
        else socket.write('\r');
      }
    });
  });
  adapter = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return `slcan-tcp:127.0.0.1:${port}`;
}

/** A replay onto an adapter that is never asked for a frame. */
async function refused(text: string, ...args: readonly string[]): Promise<ProgramEnd> {
  const bus = await adapterThat(() => {
    throw new Error('a frame was sent');
  });
  return runCommand('replay', log(text), '--bus', bus, ...args);
}

describe('smartkey replay of a log that cannot be replayed as it is', () => {
  it('names the lines it cannot read, sends nothing, and ends with 2', async () => {
    const end = await refused('(1.0) can0 7B5#023E00\n(1.1) can0 7B5#023E0\n');
    expect(end.exitCode).toBe(2);
    expect(end.stderr).toMatch(/error: .*in\.log, line 2: "023E0" is not a whole number of bytes/);
    expect(end.stderr).toContain('use --skip-bad to skip these and replay the rest');
  });

  it.each([
    ['', /has no frame to send/],
    ['(1.0) can0 20000004#0000000000000000\n', /has no frame to send/],
  ])('has no success without a frame: "%s"', async (text, reason) => {
    expect(await refused(text)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(reason) as string });
  });

  it('ends with 4 where no frame is selected', async () => {
    const end = await refused('(1.0) can0 7B5#023E00\n', '--id', '100');
    expect(end).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('none of the 1 frame is selected') as string,
    });
  });

  it('lists several buses, and asks which', async () => {
    const end = await refused('(1.0) can0 100#01\n(1.1) can1 100#02\n(1.2) can1 100#03\n');
    expect(end.exitCode).toBe(2);
    expect(end.stderr).toContain('has 2 buses: can0 (1 frame), can1 (2 frames)');
    expect(end.stderr).toContain('hint: choose one with --source can0, or several with --source can0,can1');
  });
});

describe('smartkey replay onto an adapter', () => {
  it('sends the bus that is chosen, and what can be read, and names the jumps of the clock', async () => {
    const lines: string[] = [];
    const bus = await adapterThat((line, socket) => {
      lines.push(line);
      socket.write('z\r');
    });
    const text = '(9.0) can0 100#01\n(9.0) can1 200#02\nnonsense\n(1700000000.0) can1 201#03\n(1.0) can1 202#04\n';
    const end = await runCommand('replay', log(text), '--bus', bus, '--source', 'can1', '--skip-bad');
    expect([end.exitCode, lines]).toEqual([0, ['t200102', 't201103', 't202104']]);
    expect(end.stderr).toMatch(/warning: .*line 3: "nonsense"/);
    expect(end.stderr).toContain("the log's clock goes on by more than 3600 s before frame 2, from 9.000000 s to");
    expect(end.stderr).toContain("the log's clock goes back before frame 3, from 1700000000.000000 s to 1.000000 s");
  });

  it('that listens only reports each frame as refused, and ends with 5', async () => {
    const bus = await adapterThat((_line, socket) => void socket.write('\x07'));
    const end = await runCommand('replay', log('(1.0) can0 100#01\n(1.001) can0 100#02\n'), '--bus', bus, '--json');
    expect(end.exitCode).toBe(5);
    expect(JSON.parse(end.stdout)).toMatchObject({
      sent: 0,
      refused: 2,
      reasons: { 'the adapter reports an error (BEL): it refused a frame, or lost one': 2 },
    });
  });

  it('that hangs up in the middle ends at once with 5, and says after how many frames', async () => {
    const bus = await adapterThat((_line, socket) => void socket.destroy());
    const end = await runCommand(
      'replay',
      log('(1.0) can0 100#01\n(1.5) can0 100#02\n(900.0) can0 100#\n'),
      '--bus',
      bus,
    );
    expect(end.exitCode).toBe(5);
    expect(end.stderr).toMatch(/error: the bus was lost after [12] of 3 frames: the other side/);
  }, 20_000);

  it('without CAN FD refuses an FD frame: one of three, with the reason, and 5', async () => {
    const car = await CarInProcess.start();
    const end = await runCommand('replay', log(FD_LOG), '--bus', car.bus);
    await car.end('SIGINT');
    expect(end.exitCode).toBe(5);
    expect(end.stderr).toContain('error: 1 of 3 frames was refused: the adapter reports an error (BEL)');
    expect(end.stdout).toContain('2 frames in 0.020 s');
  }, 30_000);

  it('without CAN FD refuses an FD frame over socketcand: one of three, and 5', async () => {
    const car = await CarInProcess.start('--bus', 'socketcand:127.0.0.1:0');
    const state = (await (await fetch(`${car.http}/api/state`)).json()) as {
      readonly buses: { readonly url: string }[];
    };
    const bus = state.buses.find(({ url }) => url.startsWith('socketcand:'))?.url ?? '';
    const end = await runCommand('replay', log(FD_LOG), '--bus', bus);
    await car.end('SIGINT');
    expect(end.exitCode).toBe(5);
    expect(end.stderr).toContain('error: 1 of 3 frames was refused: the daemon reports an error: unknown command');
  }, 30_000);
});
