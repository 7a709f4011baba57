import { existsSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CarProcess } from '../integration/support/car-process.ts';
import { findPtys, needTool } from './support/external-tools.ts';
import { runProgram } from '../integration/support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-pty-buses-'));
const file = join(folder, 'file');
writeFileSync(file, 'what was here before');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a pseudo-terminal that cannot be created', () => {
  it('is refused beside good ones, of which nothing stays behind', async (context) => {
    needTool(findPtys(), context);
    const pty = join(folder, 'beside');
    const good = ['--bus', `slcan-pty:${pty}`, '--bus', 'socketcand:127.0.0.1:0'];
    const end = await runProgram('car', '--http', '127.0.0.1:0', ...good, '--bus', `slcan:${file}`);
    expect(end).toMatchObject({ exitCode: 5, stdout: '' });
    expect(end.stderr).toContain(`${file} is not a serial port`);
    expect(existsSync(pty)).toBe(false);
  });

  it('that has no right place: a pseudo-terminal in a folder that does not exist', async (context) => {
    needTool(findPtys(), context);
    const end = await runProgram('car', '--http', '127.0.0.1:0', '--bus', `slcan-pty:${join(folder, 'none', 'car')}`);
    expect(end).toMatchObject({ exitCode: 5, stdout: '' });
    expect(end.stderr).toMatch(/^hint: create its directory first; the flag is --bus$/m);
  });

  it('where another car is: the second of two on one pseudo-terminal is refused, and the first continues', async (context) => {
    needTool(findPtys(), context);
    const pty = join(folder, 'shared');
    const first = await CarProcess.start('--bus', `slcan-pty:${pty}`);
    try {
      const terminal = readlinkSync(pty);
      const second = await runProgram('car', '--http', '127.0.0.1:0', '--bus', `slcan-pty:${pty}`);
      expect(second).toMatchObject({ exitCode: 5, stdout: '' });
      expect(second.stderr).toBe(
        `error: ${pty} is taken: another car uses this path\nhint: stop that one, or choose another path; the flag is --bus\n`,
      );
      expect(readlinkSync(pty)).toBe(terminal);
      const read = await runProgram('tool', 'read', '--bus', `slcan-pty:${pty}`, '--json');
      expect(read.exitCode, read.stderr).toBe(0);
    } finally {
      expect(await first.end('SIGINT')).toBe(0);
    }
    expect(existsSync(pty)).toBe(false);
  }, 60_000);
});

describe('a car on a pseudo-terminal (interfaces.md, "Buses")', () => {
  for (const time of ['real', 'virtual']) {
    it(`is read by our tool there, in ${time} time, and continues`, async (context) => {
      needTool(findPtys(), context);
      const car = await CarProcess.start('--time', time, '--bus', `slcan-pty:${join(folder, 'car')}`);
      try {
        expect(car.buses.map((url) => url.split(':')[0])).toEqual(['slcan-tcp', 'slcan-pty']);
        for (const bus of car.buses) {
          const tool = await runProgram('tool', 'read', '--bus', bus, '--car', car.http, '--json');
          expect({ bus, ...tool }).toMatchObject({ bus, exitCode: 0, stdout: expect.stringContaining('"done"') });
        }
      } finally {
        expect(await car.end('SIGINT')).toBe(0);
      }
    }, 120_000);
  }
});
