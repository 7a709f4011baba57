import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CarProcess } from '../integration/support/car-process.ts';
import { findPtys, findPythonWithCan, findPythonWithScapy, needTool } from './support/external-tools.ts';

const CLIENT = fileURLToPath(new URL('python/all_keys_lost.py', import.meta.url));
const BULLETIN = [
  'VIN 4T1BZ1FB4KU999999',
  'keys registered: 2',
  "refused while the driver's door is closed",
  'reset runs',
  'reset complete after 960 s; keys registered: 0',
  'registered key 10000001',
  'registered key 10000002',
  'done',
];

/** How Python's programs name the kind of bus, and what they put before its address. */
const THEIR_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  'slcan-tcp:': ['slcan', 'socket://'],
  'slcan-pty:': ['slcan', ''],
  'socketcand:': ['socketcand', ''],
  'elm327-tcp:': ['elm327', 'socket://'],
  'elm327-pty:': ['elm327', ''],
  'doip:': ['doip', ''],
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-bulletin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a car in virtual time with one more bus, and carries the procedure out on the bus whose URL begins so. */
async function carryOut(python: string, url: string, ...stack: readonly string[]): Promise<readonly string[]> {
  const kind = url.slice(0, url.indexOf(':') + 1);
  const car = await CarProcess.start('--time', 'virtual', '--bus', url);
  const bus = car.buses.findLast((other) => other.startsWith(kind)) ?? '';
  const address = bus.slice(kind.length);
  const [theirName, prefix] = THEIR_NAMES[kind] ?? ['slcan', ''];
  const channel = prefix + address;
  try {
    const client = spawn(python, [CLIENT, theirName, channel, car.http, ...stack], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([text(client.stdout), text(client.stderr), once(client, 'close')]);
    expect({ exitCode: client.exitCode, stderr: client.exitCode === 0 ? '' : stderr }).toEqual({
      exitCode: 0,
      stderr: '',
    });
    return stdout.trimEnd().split('\n');
  } finally {
    expect(await car.end('SIGINT')).toBe(0);
  }
}

describe('the all-keys-lost procedure, by other people’s programs', () => {
  it('python-can over slcan on TCP', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    expect(await carryOut(python, 'slcan-tcp:127.0.0.1:0')).toEqual(BULLETIN);
  }, 180_000);

  it('python-can over slcan on a pseudo-terminal', async (context) => {
    needTool(findPtys(), context);
    const python = needTool(findPythonWithCan(), context);
    expect(await carryOut(python, `slcan-pty:${join(folder, 'car')}`)).toEqual(BULLETIN);
  }, 180_000);

  it('python-can over socketcand', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    expect(await carryOut(python, 'socketcand:127.0.0.1:0')).toEqual(BULLETIN);
  }, 180_000);

  it('pySerial through an ELM327 on TCP, by ATCEA B5 and ATSH 750', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    expect(await carryOut(python, 'elm327-tcp:127.0.0.1:0')).toEqual(BULLETIN);
  }, 180_000);

  it('pySerial through an ELM327 on a pseudo-terminal, which makes the frames after ATAL', async (context) => {
    needTool(findPtys(), context);
    const python = needTool(findPythonWithCan(), context);
    expect(await carryOut(python, `elm327-pty:${join(folder, 'elm')}`, 'formatted')).toEqual(BULLETIN);
  }, 180_000);

  it('scapy’s UDS over DoIP', async (context) => {
    const python = needTool(findPythonWithScapy(), context);
    expect(await carryOut(python, 'doip:127.0.0.1:0')).toEqual(BULLETIN);
  }, 180_000);

  for (const url of ['slcan-tcp:127.0.0.1:0', 'socketcand:127.0.0.1:0']) {
    it(`scapy’s ISOTPSoftSocket and UDS over python-can on ${url}`, async (context) => {
      const python = needTool(findPythonWithScapy(), context);
      expect(await carryOut(python, url, 'scapy')).toEqual(BULLETIN);
    }, 180_000);
  }
});
