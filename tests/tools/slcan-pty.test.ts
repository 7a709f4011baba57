import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { openClientPort, openServerPort } from '../../can-bus/ports/open-port.ts';
import { openSlcanPtyServer } from '../../can-bus/ports/slcan-pty-server.ts';
import { findProgram, findPythonWithCan, findPtys, needTool } from './support/external-tools.ts';
import { frame, next, nextFrames, observe, written, type Served } from '../integration/support/served-port.ts';

const closers: (() => Promise<unknown>)[] = [];
let folder = '';
let path = '';

beforeEach((context) => {
  needTool(findPtys(), context);
  folder = mkdtempSync(join(tmpdir(), 'vsk-pty-'));
  path = join(folder, 'car');
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  if (folder !== '') rmSync(folder, { recursive: true });
});

async function serve(): Promise<Served> {
  const server = await openServerPort(`slcan-pty:${path}`, { vehicleTimeUs: () => 0 });
  closers.push(() => server.close());
  return observe(server);
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Sends four frames, then prints what it receives up to id 7FF. */
const PYTHON_TOOL = `
import sys, can
bus = can.Bus(interface="slcan", channel=sys.argv[1], bitrate=500000, sleep_after_open=0)
bus.send(can.Message(arbitration_id=0x7DF, data=[2, 1, 0], is_extended_id=False))
bus.send(can.Message(arbitration_id=0x18DA10F1, data=range(8), is_extended_id=True))
bus.send(can.Message(arbitration_id=0x7FF, data=[], is_extended_id=False))
while True:
    message = bus.recv(timeout=20)
    if message is None:
        sys.exit("nothing received")
    print("%X#%s" % (message.arbitration_id, bytes(message.data).hex()))
    if message.arbitration_id == 0x7FF:
        break
bus.shutdown()
`;

describe('the adapter we play on a pseudo-terminal (interfaces.md, "Buses")', () => {
  it('is python-can’s adapter, for one program after the other', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const served = await serve();
    const car = await next(served.clients);
    car.frames.subscribe((received) => car.send(received));
    for (let i = 0; i < 2; i++) {
      const tool = spawn(python, ['-c', PYTHON_TOOL, path], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [output, errors, [exitCode]] = await Promise.all([
        text(tool.stdout),
        text(tool.stderr),
        once(tool, 'exit'),
      ]);
      expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
      expect(output.trimEnd().split('\n')).toEqual(['7DF#020100', '18DA10F1#0001020304050607', '7FF#']);
    }
  }, 60_000);

  it('is our own client’s, both ways', async () => {
    const served = await serve();
    const car = await next(served.clients);
    const tool = await openClientPort(`slcan-pty:${path}`);
    closers.push(() => tool.close());
    const atTool = nextFrames(tool.frames, 2_000);
    for (let i = 0; i < 2_000; i++) car.send(frame(0x5b0, i >> 8, i & 0xff, 3, 4, 5, 6, 7, 8));
    expect((await atTool).map(({ data: [high = 0, low = 0] }) => high * 256 + low)).toEqual(
      Array.from({ length: 2_000 }, (_, i) => i),
    );
    tool.send(frame(0x750, 1));
    expect((await nextFrames(served.frames, 1)).map(written)).toEqual(['750#01']);
  });

  it('does not echo: what was written before a program opens it does not come back as commands', async (context: TestContext) => {
    const stty = needTool(findProgram('stty'), context);
    await serve();
    const { stdout } = spawnSync(stty, ['-F', path, '-a'], { encoding: 'utf8' });
    for (const setting of ['-echo', '-icanon', '-isig', '-icrnl', '-ixon'])
      expect(stdout.split(/\s+/)).toContain(setting);
  });

  it('takes commands from a program that only opens, writes and reads a file', async (context: TestContext) => {
    const socat = needTool(findProgram('socat'), context);
    const served = await serve();
    const program = spawn(socat, ['-t1', 'STDIO', `FILE:${path},rawer`], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = text(program.stdout);
    program.stdin.end('V\rO\rt12321122\r');
    expect((await nextFrames(served.frames, 1)).map(written)).toEqual(['123#1122']);
    await once(program, 'exit');
    expect(await said).toBe('V1010\r\rz\r');
  });

  it('is a link, taken away at the end', async () => {
    const served = await serve();
    expect(readlinkSync(path)).toMatch(/^\/dev\//);
    expect(served.reported).toEqual([{ kind: 'listening', url: `slcan-pty:${path}` }]);
    await served.server.close();
    expect(isThere(path)).toBe(false);
    expect(served.reported.at(-1)).toEqual({ kind: 'closed' });
  });

  it('leaves a link alone that another has put there meanwhile', async () => {
    const served = await serve();
    rmSync(path);
    symlinkSync('/dev/null', path);
    await served.server.close();
    expect(readlinkSync(path)).toBe('/dev/null');
  });

  it('refuses a second car at one path, by whichever name; the first notices nothing', async () => {
    const served = await serve();
    const other = join(folder, 'alias');
    symlinkSync(folder, other);
    for (const second of [path, join(other, 'car')]) {
      await expect(openServerPort(`slcan-pty:${second}`, { vehicleTimeUs: () => 0 })).rejects.toMatchObject({
        code: 'bench',
        message: `${second} is taken: another car uses this path`,
      });
    }
    const tool = await openClientPort(`slcan-pty:${path}`);
    tool.send(frame(0x123));
    expect((await nextFrames(served.frames, 1)).map(written)).toEqual(['123#']);
    await tool.close();
  });

  it('replaces a link that a dead car has left over', async () => {
    symlinkSync('/dev/pts/999999', path);
    const served = await serve();
    expect(readlinkSync(path)).not.toBe('/dev/pts/999999');
    await served.server.close();
    await serve();
  });

  it('refuses a path where something else exists, or that is invalid', async () => {
    writeFileSync(path, 'precious');
    const options = { vehicleTimeUs: (): number => 0 };
    await expect(openServerPort(`slcan-pty:${path}`, options)).rejects.toMatchObject({
      code: 'bench',
      message: `${path} is taken: something else exists there`,
    });
    rmSync(path);
    symlinkSync('/etc/passwd', path);
    await expect(openServerPort(`slcan-pty:${path}`, options)).rejects.toMatchObject({ code: 'bench' });
    await expect(openServerPort(`slcan-pty:${folder}/no/car`, options)).rejects.toMatchObject({
      code: 'bench',
      hint: 'create its directory first',
    });
    expect(readlinkSync(path)).toBe('/etc/passwd');
    rmSync(path);
    await serve();
  });

  it('drops what waits for a program that no longer reads, and serves the next one', async () => {
    const limits = { frames: 1_000, bytes: 100_000 };
    const server = await openSlcanPtyServer({ kind: 'slcan-pty', path }, { vehicleTimeUs: () => 0, limits });
    closers.push(() => server.close());
    const served = observe(server);
    const car = await next(served.clients);
    const trouble = next(server.status, (status) => status.kind === 'trouble');
    // It opens the channel and leaves it open, as a program does that is killed.
    writeFileSync(path, 'O\r');
    const flood = setInterval(() => {
      for (let i = 0; i < 500; i++) car.send(frame(0x5b0, 1, 2, 3, 4, 5, 6, 7, 8));
    }, 1);
    expect(await trouble).toMatchObject({ reason: expect.stringContaining('waiting data was dropped') });
    clearInterval(flood);
    const tool = await openClientPort(`slcan-pty:${path}`);
    closers.push(() => tool.close());
    const atTool = next(tool.frames, (received) => received.id === 0x7ff);
    tool.send(frame(0x123));
    await next(served.frames, (received) => received.id === 0x123);
    car.send(frame(0x7ff));
    expect(written(await atTool)).toBe('7FF#');
  });
});
