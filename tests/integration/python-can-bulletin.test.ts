import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findPythonWithCan, needTool } from './support/external-tools.ts';
import { startCar } from './support/program.ts';

const client = fileURLToPath(new URL('python/all_keys_lost.py', import.meta.url));

it('python-can with its own ISO-TP and pass-codes carries out the all-keys-lost procedure', async (context) => {
  const python = needTool(findPythonWithCan(), context);
  const car = await startCar('--time', 'virtual');
  try {
    const channel = car.bus.replace('slcan-tcp:', 'socket://');
    const { status, stdout, stderr } = spawnSync(python, [client, channel, car.http], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect(status, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      'VIN 4T1BZ1FB4KU999999',
      'keys registered: 2',
      "refused while the driver's door is closed",
      'reset runs',
      'reset complete after 960 s; keys registered: 0',
      'registered key 10000001',
      'registered key 10000002',
      'done',
    ]);
  } finally {
    await car.stop();
  }
}, 180_000);
