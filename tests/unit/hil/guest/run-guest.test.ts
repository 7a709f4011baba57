import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runGuest, type GuestOptions } from '../../../../hil/guest/run-guest.ts';
import { writeProgram } from './program-files.ts';

/** In JavaScript: the sockets of a QEMU that is none, by name, and whether it is to use KVM. */
const SOCKETS = `
const { connect } = require('node:net');
const sockets = process.argv.flatMap((argument) => {
  const [, name, path] = /^socket,id=(\\w+),path=(.*)$/.exec(argument) ?? [];
  return name === undefined ? [] : [[name, connect({ path, allowHalfOpen: true })]];
});
const { control, stdin, stdout, stderr } = Object.fromEntries(sockets);
const isKvm = process.argv.some((argument) => argument.includes('accel=kvm'));
`;
const HANGS = 'setInterval(() => undefined, 1000);';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-run-'));
  for (const name of ['programs', 'scratch']) mkdirSync(join(folder, name));
  const cached = join(folder, 'virtual-smart-key/guest/v1-kernel');
  mkdirSync(cached, { recursive: true });
  writeFileSync(join(cached, 'modules.order'), '');
  writeFileSync(join(folder, 'kernel.deb'), '');
  for (const name of ['busybox', 'depmod', 'ip', 'cpio']) writeProgram(join(folder, 'programs'), name, 'cat');
  vi.stubEnv('PATH', `${join(folder, 'programs')}:${process.env['PATH'] ?? ''}`);
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('TMPDIR', join(folder, 'scratch'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
  readonly notices: readonly string[];
}

/** Runs a guest on a QEMU that does this instead of emulating anything. */
async function run(qemu: string, options: Partial<GuestOptions> = {}): Promise<Outcome> {
  const script = join(folder, 'qemu.cjs');
  writeFileSync(script, SOCKETS + qemu);
  writeProgram(join(folder, 'programs'), 'qemu-system-x86_64', `exec "${process.execPath}" "${script}" "$@"`);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [output, errors] = [text(stdout), text(stderr)];
  const notices: string[] = [];
  const { exitCode } = await runGuest({
    ...{ command: ['true'], folder, environment: {}, vcanCount: 1, kvaser: false, accelerator: 'tcg' },
    ...{ kernelPackage: join(folder, 'kernel.deb'), bootTimeoutMs: 60_000, timeoutMs: null, stdin: null },
    ...{ signal: new AbortController().signal, stdout, stderr, notice: (notice) => notices.push(notice) },
    ...options,
  });
  stdout.end();
  stderr.end();
  return { exitCode, output: await output, errors: await errors, notices };
}

describe('a run of the guest', () => {
  it('passes input, both outputs and the exit code through', async () => {
    const qemu = `
      let input = '';
      stdin.on('data', (chunk) => (input += chunk));
      stdin.on('end', () => {
        stdout.end('got ' + input);
        stderr.end('oops');
        stdin.end();
        control.end('ready\\nexit 7\\n');
      });`;
    expect(await run(qemu, { stdin: Readable.from(['typed\n']) })).toEqual({
      ...{ exitCode: 7, output: 'got typed\n', errors: 'oops', notices: [] },
    });
  });

  it('has an empty input by default, and removes its scratch files', async () => {
    const qemu = `
      let input = '';
      stdin.on('data', (chunk) => (input += chunk));
      stdin.on('end', () => {
        for (const socket of [stdin, stderr]) socket.end();
        stdout.end(JSON.stringify(input));
        control.end('ready\\nexit 0\\n');
      });`;
    expect(await run(qemu)).toMatchObject({ exitCode: 0, output: '""' });
    expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
  });

  it('fails with the end of the console where QEMU gives up', async () => {
    await expect(run("console.log('Kernel panic'); process.exit(1);")).rejects.toMatchObject({
      code: 'bench/guest-not-booted',
      message: 'the guest did not boot: QEMU gave up\nIts console ends with:\nKernel panic',
      hint: 'try --boot-timeout SECONDS, or another --kernel',
    });
    expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
  });

  it('fails with the reason that the guest gives', async () => {
    await expect(run("control.end('fail no module vcan\\n', () => process.exit());")).rejects.toMatchObject({
      message: 'the guest did not boot: no module vcan',
    });
  });

  it('ends one that does not boot in time', async () => {
    await expect(run(HANGS, { bootTimeoutMs: 1 })).rejects.toMatchObject({
      code: 'bench/guest-not-booted',
      message: 'the guest did not boot: it took over 0.001 s',
    });
  });

  it('ends a command that takes too long, and says how it gets more time', async () => {
    await expect(run(`control.write('ready\\n'); ${HANGS}`, { timeoutMs: 1 })).rejects.toMatchObject({
      code: 'bench',
      message: 'the command did not end within 0.001 s',
      hint: 'the guest runs programs about ten times slower: raise the limit with --timeout SECONDS',
    });
  });

  it('fails where the guest goes down before the command has ended', async () => {
    await expect(run("control.end('ready\\n', () => process.exit());")).rejects.toMatchObject({
      code: 'bench',
      message: 'the guest went down before the command ended',
    });
  });

  it('is ended by its signal', async () => {
    await expect(run(HANGS, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('goes on without KVM where that does not come up', async () => {
    const qemu = `
      if (isKvm) process.exit(1);
      for (const socket of [stdin, stdout, stderr]) socket.end();
      control.end('ready\\nexit 3\\n');`;
    expect(await run(qemu, { accelerator: 'kvm' })).toMatchObject({
      exitCode: 3,
      notices: ['KVM does not start here: continuing without it'],
    });
  });
});
