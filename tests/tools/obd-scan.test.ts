import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPythonWithCan, needTool } from './support/external-tools.ts';
import { startCar } from '../integration/support/program.ts';

const SCAN = fileURLToPath(new URL('python/obd_scan.py', import.meta.url));

async function post(car: { readonly http: string }, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${car.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

describe('an OBD scan with python-can over functional addresses', () => {
  it('finds the engine ECU, its parameters and its codes, with 11- and 29-bit ids', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const car = await startCar('--time', 'virtual');
    try {
      await post(car, '/api/vehicle', { brake: true });
      await post(car, '/api/vehicle/start', {});
      await post(car, '/api/time/advance', { seconds: 100 });
      await post(car, '/api/faults', { fault: 'P0301', on: true });
      const channel = `socket://${car.bus.slice('slcan-tcp:'.length)}`;
      const scan = spawn(python, [SCAN, channel], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [output, errors] = await Promise.all([text(scan.stdout), text(scan.stderr), once(scan, 'close')]);
      expect(scan.exitCode === 0 ? '' : errors).toBe('');
      const found = {
        ...{ parameters: 45, answered: 45, vin: '4T1BZ1FB4KU999999', rpm: 700, coolant: 50 },
        ...{ codes: '43010301', frozen: '4202000301', monitors: 10 },
      };
      expect(JSON.parse(output)).toEqual({ '11': found, '29': found, ecus: ['7BD'] });
    } finally {
      await car.stop();
    }
  }, 180_000);
});
