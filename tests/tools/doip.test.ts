import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { DOIP_PORT } from '../../can-bus/doip/codes.ts';
import { CarProcess } from '../integration/support/car-process.ts';
import { findProgram, findPythonWithScapy, needTool } from './support/external-tools.ts';
import { IpCapture } from './support/ip-capture.ts';

const DISCOVERY = fileURLToPath(new URL('python/doip_discovery.py', import.meta.url));
const ANSWER_MS = 20_000;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startGateway(): Promise<number> {
  const car = await CarProcess.start('--time', 'virtual', '--bus', 'doip:127.0.0.1:0');
  closers.push(() => car.end('SIGINT'));
  const url = car.buses.find((each: string) => each.startsWith('doip:')) ?? '';
  return Number(url.split(':')[2]);
}

describe("scapy's DoIP", () => {
  it('finds the vehicle by broadcast, by its VIN, and reads its status', async (context) => {
    const python = needTool(findPythonWithScapy(), context);
    const port = await startGateway();
    const { stdout, stderr, status } = spawnSync(python, [DISCOVERY, String(port)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.anything()]);
    expect(JSON.parse(stdout)).toEqual({
      address: '127.0.0.1',
      vin: '4T1BZ1FB4KU999999',
      logicalAddress: 0x1000,
      byVin: true,
      sockets: 8,
      maxData: 4095,
      powerMode: 1,
    });
  }, 60_000);
});

/** Connections to a gateway whose bytes are captured. */
class CapturedSession {
  readonly capture = new IpCapture(DOIP_PORT);
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async datagram(hex: string): Promise<void> {
    const socket = createSocket('udp4');
    closers.push(async () => new Promise<void>((resolve) => socket.close(resolve)));
    socket.send(fromHex(hex), this.#port, '127.0.0.1');
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
    const [bytes] = (await answer) as [Uint8Array];
    const { port } = socket.address();
    this.capture.udp(port, 'client', fromHex(hex));
    this.capture.udp(port, 'server', bytes);
  }

  async open(): Promise<CapturedConnection> {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    closers.push(() => Promise.resolve(void socket.destroy()));
    await once(socket, 'connect');
    return new CapturedConnection(socket, this.capture);
  }
}

class CapturedConnection {
  readonly #socket: Socket;
  readonly #capture: IpCapture;
  readonly #port: number;
  #received = '';
  #wake: () => void = () => undefined;

  constructor(socket: Socket, capture: IpCapture) {
    this.#socket = socket;
    this.#capture = capture;
    this.#port = socket.localPort ?? 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      capture.tcp(this.#port, 'server', bytes);
      this.#received += toHex(bytes);
      this.#wake();
    });
  }

  send(hex: string): void {
    this.#capture.tcp(this.#port, 'client', fromHex(hex));
    this.#socket.write(fromHex(hex));
  }

  /** Waits until the end of what was received is this. */
  async until(end: string): Promise<void> {
    while (!this.#received.endsWith(end)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async converse(hex: string, end: string): Promise<void> {
    this.send(hex);
    await this.until(end);
  }
}

function tshark(path: string, capture: IpCapture, args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-doip-'));
  try {
    const file = join(folder, 'session.pcap');
    writeFileSync(file, capture.pcap());
    const { stdout, status, stderr } = spawnSync(path, ['-r', file, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Everything that a gateway sends: discovery, activation, requests, refusals, an alive check. */
async function wholeSession(port: number): Promise<IpCapture> {
  const session = new CapturedSession(port);
  await session.datagram('FF00000100000000');
  await session.datagram('02FD400100000000');
  await session.datagram('03FC400300000000');
  const first = await session.open();
  await first.converse('02FD0005000000070E010000000000', '10001000000000');
  await first.converse('02FD8001000000060E0117501003', '5003003201F4');
  await first.converse('02FD8001000000070E01175022F190', '55393939393939');
  await first.converse('02FD8001000000060E0112343E00', '12340E0103');
  await first.converse('02FD8001000000060E0117E0010C', '410C0000');
  await first.converse('02FD777700000000', '02FD00000000000101');
  const second = await session.open();
  second.send('02FD0005000000070E010000000000');
  await first.until('02FD000700000000');
  first.send('02FD0008000000020E01');
  await second.until('0E0110000300000000');
  return session.capture;
}

describe("tshark's DoIP dissector", () => {
  it('reads each message of a session as it was sent, and finds nothing malformed', async (context) => {
    const path = needTool(findProgram('tshark'), context);
    const capture = await wholeSession(await startGateway());
    const types = tshark(path, capture, ['-T', 'fields', '-e', 'doip.type']).flatMap((line) => line.split(','));
    expect(types.map((type) => type.replace('0x', ''))).toEqual([
      ...['0001', '0004', '4001', '4002', '4003', '4004', '0005', '0006'],
      ...['8001', '8002', '8001', '8001', '8002', '8001'],
      ...['8001', '8003', '8001', '8002', '8001', '7777', '0000'],
      ...['0005', '0007', '0008', '0006'],
    ]);
    const fields = ['doip.vin', 'doip.max_sockets', 'doip.power_mode', 'doip.diag_nack_code', 'uds.sid', 'uds.reply'];
    const values = tshark(path, capture, ['-T', 'fields', ...fields.flatMap((field) => ['-e', field])]);
    expect(values.map((line) => line.replaceAll('\t', ' ').trim()).filter((line) => line !== '')).toEqual([
      ...['4T1BZ1FB4KU999999', '8', '0x01'],
      // Session control, read data, an address that nobody has, and an engine parameter.
      ...['0x10 0x00', '0x10 0x01', '0x22 0x00', '0x22 0x01', '0x3e 0x00', '0x03', '0x01 0x00', '0x01 0x01'],
    ]);
    expect(tshark(path, capture, ['-Y', '_ws.malformed || _ws.expert.severity == error'])).toEqual([]);
  }, 60_000);
});
