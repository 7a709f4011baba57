import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPythonWithScapy, needTool } from './support/external-tools.ts';
import { startCar } from '../integration/support/program.ts';

const SCANNER = fileURLToPath(new URL('python/uds_scanner.py', import.meta.url));
/** 0x10, 0x11, 0x14, 0x19, 0x22, 0x27, 0x28, 0x2E, 0x2F, 0x31, 0x3E, 0x85. */
const SERVICES = [16, 17, 20, 25, 34, 39, 40, 46, 47, 49, 62, 133];

describe("scapy's UDS_Scanner over slcan", () => {
  it('finds exactly the declared sessions and services, in each session', async (context) => {
    const python = needTool(findPythonWithScapy(), context);
    const car = await startCar('--time', 'virtual');
    try {
      const channel = `socket://${car.bus.slice('slcan-tcp:'.length)}`;
      const scan = spawn(python, [SCANNER, channel, '7B5', '7BD'], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [output, errors] = await Promise.all([text(scan.stdout), text(scan.stderr), once(scan, 'close')]);
      expect({ exitCode: scan.exitCode, errors: scan.exitCode === 0 ? '' : errors }).toEqual({
        exitCode: 0,
        errors: '',
      });
      const found: unknown = JSON.parse(output);
      expect(found).toEqual({ completed: true, sessions: [1, 3], services: { 1: SERVICES, 3: SERVICES } });
    } finally {
      await car.stop();
    }
  }, 180_000);
});
