import assert from 'node:assert/strict';
import { join } from 'node:path';
import { shell } from './bench.ts';
import { carOn, DEFAULT_TIMING_RESET } from './car.ts';
import type { Check } from './check.ts';

/** The one that has Debian's python3-can and python3-scapy. */
const PYTHON = '/usr/bin/python3';
const ALL_KEYS_LOST = join(import.meta.dirname, '../../tools/python/all_keys_lost.py');
const NATIVE_SCAPY = join(import.meta.dirname, '../python/native_scapy.py');

async function bulletinByPythonCan(): Promise<void> {
  const car = await carOn('socketcan:vcan0', '--time', 'virtual', '--profile', DEFAULT_TIMING_RESET);
  const output = await shell(`${PYTHON} ${ALL_KEYS_LOST} socketcan vcan0 ${car.http} plain 10`);
  assert.deepEqual(output.trim().split('\n'), [
    'VIN 4T1BZ1FB4KU999999',
    'keys registered: 2',
    "refused while the driver's door is closed",
    'reset runs',
    'reset complete after 10 s; keys registered: 0',
    'registered key 10000001',
    'registered key 10000002',
    'done',
  ]);
}

async function nativeScapy(): Promise<void> {
  await carOn('socketcan:vcan0');
  const output = await shell(`${PYTHON} ${NATIVE_SCAPY} vcan0`);
  assert.deepEqual(output.trim().split('\n'), [
    '750/758 B5: 7e00, VIN 4T1BZ1FB4KU999999, 7f317f',
    '7b5/7bd: 7e00, VIN 4T1BZ1FB4KU999999, 7f317f',
  ]);
}

export const PYTHON_CHECKS: readonly Check[] = [
  { name: 'python-can over socketcan carries out the all-keys-lost procedure', run: bulletinByPythonCan },
  { name: "scapy's ISOTPNativeSocket and UDS reach both endpoints of a car in real time", run: nativeScapy },
];
