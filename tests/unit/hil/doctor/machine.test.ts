import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { THIS_MACHINE } from '../../../../hil/doctor/machine.ts';
import { serveLoopback } from '../../../support/loopback.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-machine-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program on the path that a shell runs. */
function install(name: string, line: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', folder);
}

describe('the machine this process runs on', () => {
  it('gives the text of a file and the names in a folder, and nothing where there is neither', async () => {
    writeFileSync(join(folder, 'a.txt'), 'text');
    expect(await THIS_MACHINE.readText(join(folder, 'a.txt'))).toBe('text');
    expect(await THIS_MACHINE.list(folder)).toEqual(['a.txt']);
    expect(await THIS_MACHINE.readText(join(folder, 'none'))).toBeNull();
    expect(await THIS_MACHINE.list(join(folder, 'none'))).toEqual([]);
  });

  it('reports what it may read and write', async () => {
    writeFileSync(join(folder, 'a.txt'), '');
    expect(await THIS_MACHINE.canReadAndWrite(join(folder, 'a.txt'))).toBe(true);
    expect(await THIS_MACHINE.canReadAndWrite(join(folder, 'none'))).toBe(false);
  });

  it('finds programs on the path that can be run', async () => {
    install('made-up', 'exit 0');
    expect(await THIS_MACHINE.hasProgram('made-up')).toBe(true);
    chmodSync(join(folder, 'made-up'), 0o644);
    expect(await THIS_MACHINE.hasProgram('made-up')).toBe(false);
    expect(await THIS_MACHINE.hasProgram('made-up-too')).toBe(false);
  });

  it('gives what a program prints; nothing where it fails or is not there', async () => {
    install('made-up', 'echo "$@"; exit $1');
    expect(await THIS_MACHINE.run('made-up', ['0', 'a b'])).toBe('0 a b\n');
    expect(await THIS_MACHINE.run('made-up', ['1'])).toBeNull();
    expect(await THIS_MACHINE.run('made-up-too', [])).toBeNull();
  });

  it('knows whether a port is free', async () => {
    const taken = await serveLoopback((socket) => socket.destroy());
    expect(await THIS_MACHINE.isPortFree(taken.port)).toBe(false);
    await taken.close();
    expect(await THIS_MACHINE.isPortFree(taken.port)).toBe(true);
    // The look itself takes it only for as long as it lasts.
    expect(await THIS_MACHINE.isPortFree(taken.port)).toBe(true);
  });

  it('says why an interface cannot be opened, and what to do', async () => {
    const refusal = await THIS_MACHINE.openInterface('no/such');
    expect(refusal?.problem).toContain('"no/such" is not a valid name of a network interface');
    expect(refusal?.fix).toContain('write socketcan:vcan0');
  });

  it('tries abilities by using them', async () => {
    expect(await THIS_MACHINE.tryAbility('serial')).toBeNull();
    expect(await THIS_MACHINE.tryAbility('pseudo-terminal')).toBeNull();
  });
});
