import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGuest } from '../guest/find-guest.ts';
import { CarProcess } from '../integration/support/car-process.ts';
import { alikeOnAllMachines, doctorTranscript } from './support/doctor-transcript.ts';
import { findPtys, needTool } from './support/external-tools.ts';
import { runProgram } from '../integration/support/program.ts';

describe('smartkey doctor', () => {
  it('prints what docs/doctor.md shows of a machine without CAN', async (context) => {
    needTool(findGuest(), context);
    needTool(findPtys(), context);
    const { exitCode, stdout } = await runProgram('doctor', '--no-color');
    expect(exitCode).toBe(0);
    const expected = doctorTranscript('A machine without CAN in its kernel');
    if (!readFileSync('/proc/net/protocols', 'utf8').includes('CAN_RAW'))
      expect(alikeOnAllMachines(stdout)).toBe(expected);
    else expect(stdout).toMatch(/^ok +CAN sockets \(AF_CAN, can_raw\): available/m);
  });

  it('only warns of a pseudo-terminal that a car has, and disturbs nobody on it', async (context) => {
    needTool(findPtys(), context);
    const folder = mkdtempSync(join(tmpdir(), 'vsk-doctor-'));
    const url = `slcan-pty:${join(folder, 'car')}`;
    const free = await runProgram('doctor', '--bus', url);
    expect(free).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${url}: can be opened`) });
    const car = await CarProcess.start('--bus', url);
    const taken = await runProgram('doctor', '--bus', url);
    expect(taken).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`warn    ${url}: in use`) });
    expect(await car.end('SIGINT')).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
