import assert from 'node:assert/strict';
import { join } from 'node:path';
import { shell } from './bench.ts';
import { carOn } from './car.ts';
import type { Check } from './check.ts';

/** The one that has Debian's python3-can and python3-scapy. */
const PYTHON = '/usr/bin/python3';
const NATIVE_SCAPY = join(import.meta.dirname, '../python/native_scapy.py');

async function nativeScapy(): Promise<void> {
  await carOn('socketcan:vcan0');
  const output = await shell(`${PYTHON} ${NATIVE_SCAPY} vcan0`);
  assert.deepEqual(output.trim().split('\n'), [
    '750/758 B5: 7e00, VIN 4T1BZ1FB4KU999999, 7f317f',
    '7b5/7bd: 7e00, VIN 4T1BZ1FB4KU999999, 7f317f',
  ]);
}

export const PYTHON_CHECKS: readonly Check[] = [
  { name: "scapy's ISOTPNativeSocket and UDS reach both endpoints of a car in real time", run: nativeScapy },
];
