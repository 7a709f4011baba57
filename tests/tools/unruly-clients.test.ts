import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CarProcess } from '../integration/support/car-process.ts';
import { findPtys, needTool } from './support/external-tools.ts';
import { listenRaw, openSlcan, RawClient } from '../integration/support/raw-client.ts';

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

describe('a client that floods (interfaces.md, "Buses")', () => {
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
    expect(served.stderr).toMatch(/^warning: uds-lines:127\.0\.0\.1:\d+: a line is not a UDS message: /m);

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
