import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CarProcess } from './support/car-process.ts';
import { findPtys, needTool } from './support/external-tools.ts';
import { runProgram } from './support/program.ts';
import { RawClient } from './support/raw-client.ts';

let folder = '';
let car: CarProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-unruly-'));
});

afterEach(async () => {
  expect(await car?.end('SIGINT')).toBe(0);
  car = null;
  rmSync(folder, { recursive: true });
});

async function startCar(...args: readonly string[]): Promise<CarProcess> {
  car = await CarProcess.start(...args);
  return car;
}

/** A program in socketcand's raw mode: it hears every frame. */
async function listenRaw(url: string | undefined): Promise<RawClient> {
  const client = await RawClient.open(url ?? '');
  client.send('< open can0 >< rawmode >');
  await client.until((received) => received.endsWith('< ok >< ok >'));
  return client;
}

async function expectGoodRead(served: CarProcess): Promise<void> {
  const read = await runProgram('tool', 'read', '--bus', served.bus, '--json');
  expect({ exitCode: read.exitCode, stderr: read.stderr }).toEqual({ exitCode: 0, stderr: '' });
}

describe('a client that is slow or floods (interfaces.md, "Buses")', () => {
  it('is cut off with the reason where it does not read; time does not wait, and the others miss nothing', async () => {
    const served = await startCar('--time', 'virtual', '--bus', 'socketcand:127.0.0.1:0');
    const [, socketcand] = served.buses;
    const [slow, quick] = [await listenRaw(socketcand), await listenRaw(socketcand)];
    slow.socket.pause();
    const isCutOff = (): boolean => served.stderr.includes('left: it lagged behind by more than');
    let frames = 0;
    quick.socket.removeAllListeners('data').on('data', (chunk) => {
      frames += String(chunk).split('\n').length - 1;
    });
    // Ten minutes of broadcasts at a time: more than what the system takes for one that does not read.
    for (let step = 0; step < 200 && !isCutOff(); step++) {
      expect(await served.post('/api/time/advance', { seconds: 600 })).toBe(200);
      await delay(5);
    }
    expect(served.stderr).toMatch(
      /^socketcand:127\.0\.0\.1:\d+ left: it lagged behind by more than 200000 frames or 8388608 bytes$/m,
    );
    expect(served.stderr.match(/ left: /g)).toHaveLength(1);
    const trace = await served.get('/api/trace?format=candump');
    const onTheBus = trace.split('\n').filter((line) => line.includes(' can0 ')).length;
    while (frames < Math.min(onTheBus, 100_000)) await delay(20);
    await expectGoodRead(served);
    slow.socket.destroy();
    quick.leave();
  }, 120_000);

  it('is held back where its frames come faster than the bus carries them; a tool beside it reads without a miss', async () => {
    const served = await startCar('--bus', 'socketcand:127.0.0.1:0');
    const flooder = await listenRaw(served.buses[1]);
    const tool = await openSlcan(served.bus);
    const end = new AbortController();
    const flood = floodUntil(flooder, '< send 7FF 8 1 2 3 4 5 6 7 8 >', end.signal);
    for (let read = 0; read < 100; read++) expect(await readVersion(tool)).toContain('t7BD');
    expect(await served.get('/api/state')).toContain('"procedure"');
    await until(() => served.stderr.includes('sends more than it carries'));
    end.abort();
    await flood;
    expect(served.stderr).toMatch(
      /^warning: the bus is at (100|9\d) % load: socketcand:127\.0\.0\.1:\d+ sends more than it carries/m,
    );
    expect(served.stderr).not.toContain(' left: ');
    tool.leave();
    flooder.socket.destroy();
    await expectGoodRead(served);
  }, 60_000);

  it.each(['real', 'virtual'])(
    'that wins the bus and goes leaves it to the others at once (%s time)',
    async (time) => {
      const served = await startCar('--time', time, '--bus', 'socketcand:127.0.0.1:0');
      const flooder = await listenRaw(served.buses[1]);
      const tool = await openSlcan(served.bus);
      const end = new AbortController();
      const flood = floodUntil(flooder, '< send 001 8 1 2 3 4 5 6 7 8 >', end.signal);
      await delay(1_000);
      expect(await served.get('/api/state')).toContain('"procedure"');
      end.abort();
      await flood;
      flooder.socket.destroy();
      expect(await readVersion(tool)).toContain('t7BD');
      tool.leave();
    },
    60_000,
  );

  it('loses nothing of a burst, and keeps its order: slcan-tcp, socketcand, slcan-pty', async (context) => {
    needTool(findPtys(), context);
    const pty = join(folder, 'car');
    const served = await startCar('--bus', 'socketcand:127.0.0.1:0', '--bus', `slcan-pty:${pty}`);
    const observer = await listenRaw(served.buses[1]);
    const sent = Array.from({ length: 3_000 }, (_, number) => number.toString(16).padStart(4, '0').toUpperCase());
    const slcan = await openSlcan(served.bus);
    const socketcand = await listenRaw(served.buses[1]);
    slcan.send(sent.map((data) => `t1232${data}\r`).join(''));
    socketcand.send(sent.map((data) => `< send 124 2 ${data.slice(0, 2)} ${data.slice(2)} >`).join(''));
    const framesOf = (received: string, id: string): string[] =>
      [...received.matchAll(new RegExp(`< frame ${id} \\S+ (\\w+) >`, 'g'))].map(([, data = '']) => data);
    const terminal = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);
    writeSync(terminal, `S6\rO\r${sent.map((data) => `t1252${data}\r`).join('')}`);
    const isDone = (): boolean =>
      ['123', '124', '125'].every((id) => framesOf(observer.received, id).length === sent.length);
    while (!isDone()) await delay(100);
    closeSync(terminal);
    expect(framesOf(observer.received, '125')).toEqual(sent);
    expect(framesOf(observer.received, '123')).toEqual(sent);
    expect(framesOf(observer.received, '124')).toEqual(sent);
    await slcan.until((received) => received.split('z\r').length > sent.length);
    for (const client of [observer, slcan, socketcand]) client.leave();
  }, 60_000);
});

async function openSlcan(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  client.send('S6\rO\r');
  await client.expectNext('\r\r');
  return client;
}

/** Asks the ECU for a data identifier of one frame. */
async function readVersion(tool: RawClient): Promise<string> {
  tool.received = '';
  tool.send('t7B5803221001CCCCCCCC\r');
  return tool.until((received) => received.includes('t7BD8'));
}

/** Sends as fast as the socket takes it. */
async function floodUntil({ socket }: RawClient, element: string, end: AbortSignal): Promise<void> {
  const burst = element.repeat(1_000);
  while (!end.aborted) {
    const hasRoom = socket.write(burst, 'latin1');
    await delay(hasRoom ? 1 : 20);
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(20);
}

/** Refused by the SLCAN adapter with BEL: id, length, digits, a frame of CAN FD on a classical bus, a closed letter. */
const ILLEGAL_SLCAN = [
  't8000',
  't1239001122334455667788',
  'T200000000',
  't123211',
  't12G0',
  't1231001',
  'd1231AA',
  'r1239',
];
const ILLEGAL_SOCKETCAND = [
  '< send 20000000 1 00 >',
  '< send 123 9 0 1 2 3 4 5 6 7 8 >',
  '< send 123 2 11 >',
  '< send xyz 1 00 >',
  '< send 123 1 100 >',
  '< sendrtr 123 9 >',
];
const ILLEGAL_LINES = ['22F19', 'hello', '', '2'.repeat(2 * 4_096)];

describe('frames of illegal length or id', () => {
  it('are refused from a client of every kind, and nothing else notices', async (context) => {
    needTool(findPtys(), context);
    const pty = join(folder, 'car');
    const served = await startCar(
      ...['--time', 'virtual', '--bus', 'socketcand:127.0.0.1:0', '--bus', 'uds-lines:127.0.0.1:0'],
      ...['--bus', `slcan-pty:${pty}`],
    );
    const [slcanUrl = '', socketcandUrl, linesUrl = ''] = served.buses;
    const observer = await listenRaw(socketcandUrl);

    const slcan = await RawClient.open(slcanUrl);
    slcan.send('S6\rO\r');
    await slcan.expectNext('\r\r');
    for (const line of ILLEGAL_SLCAN) {
      slcan.send(`${line}\r`);
      await slcan.expectNext('\x07');
    }
    slcan.send('t12310A\r');
    await slcan.expectNext('z\r');

    const socketcand = await listenRaw(socketcandUrl);
    socketcand.received = '';
    // In raw mode an error is a frame to clients: they get no answer.
    socketcand.send(`${ILLEGAL_SOCKETCAND.join('')}< echo >`);
    expect(await socketcand.until((received) => received.includes('< echo >'))).not.toContain('< error');
    socketcand.send('< send 123 1 0B >');

    const terminal = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);
    writeSync(terminal, `S6\rO\r${ILLEGAL_SLCAN.join('\r')}\rt12310C\r`);

    const lines = await RawClient.open(linesUrl);
    lines.send(`${ILLEGAL_LINES.join('\n')}\n3E00\n`);
    await lines.expectNext('7E00\n');
    expect(served.stderr).toMatch(/^warning: socketcand:127\.0\.0\.1:\d+: a command is ignored: /m);
    expect(served.stderr).toMatch(/^warning: uds-lines:127\.0\.0\.1:\d+: a line is no UDS message: /m);

    const heard = await observer.until((received) => received.includes('027E00') && received.includes(' 0C >'));
    closeSync(terminal);
    const sent = [...heard.matchAll(/< frame 123 \S+ (\w+) >/g)].map(([, data]) => data);
    expect(sent.toSorted()).toEqual(['0A', '0B', '0C']);
    // Besides, there is only the dialogue of the UDS lines.
    const tools = [...heard.matchAll(/< (\w+) (\w+) \S+ (\w*) >/g)].map(([, kind, id]) => `${kind} ${id}`);
    const known = /^frame (123|750|758|620|5\w\w)$/;
    expect(tools.filter((frame) => !known.test(frame))).toEqual([]);
    for (const client of [observer, slcan, socketcand, lines]) client.leave();
  }, 60_000);
});
