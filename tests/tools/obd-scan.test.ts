import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findPythonWithCan, needTool } from './support/external-tools.ts';
import { runCommand } from '../integration/support/in-process.ts';
import { startCar } from '../integration/support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-scan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCAN = fileURLToPath(new URL('python/obd_scan.py', import.meta.url));

async function post(car: { readonly http: string }, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${car.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

describe('an OBD scan with python-can over functional addresses, and a scan of all addresses', () => {
  it('finds the engine ECU, its parameters and its codes, with 11- and 29-bit ids, and the other ECUs; explain lists them', async (context) => {
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
      const vin = '4T1BZ1FB4KU999999';
      expect(JSON.parse(output)).toEqual({
        '11': found,
        '29': found,
        functional: ['7BD'],
        ecus: [
          { request: '7B5', response: '7BD', address: '', vin },
          { request: '7E0', response: '7E8', address: '', vin },
          { request: '750', response: '758', address: '40', vin },
          { request: '750', response: '758', address: 'B5', vin },
        ],
      });
      const log = join(folder, 'scan.log');
      writeFileSync(log, await (await fetch(`${car.http}/api/trace?format=candump`)).text());
      const { stdout } = await runCommand('explain', log, '--summary');
      for (const pair of ['7B5 → 7BD', '7E0 → 7E8', '750/40 → 758/40', '750/B5 → 758/B5']) {
        expect(stdout).toContain(`${pair}  `);
      }
    } finally {
      await car.stop();
    }
  }, 180_000);
});
