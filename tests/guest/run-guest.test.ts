import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runGuest } from '../../hil/guest/run-guest.ts';
import { needTool } from '../tools/support/external-tools.ts';
import { findGuest } from './find-guest.ts';

describe('npm run guest', () => {
  it('passes input, both outputs and the exit code through, and nothing else', async (context) => {
    needTool(findGuest(), context);
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const [output, errors] = [text(stdout), text(stderr)];
    const line =
      'cat; pwd; cat /sys/class/net/lo/flags /sys/class/net/vcan0/flags; touch made-here && ls made-here; echo oops >&2; exit 7';
    const { exitCode } = await runGuest({
      command: [line],
      folder: import.meta.dirname,
      environment: { PATH: process.env['PATH'] },
      vcanCount: 1,
      kvaser: false,
      accelerator: 'tcg',
      kernelPackage: null,
      bootTimeoutMs: 120_000,
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      stdin: Readable.from(['typed\n']),
      stdout,
      stderr,
      notice: () => undefined,
    });
    stdout.end();
    stderr.end();
    expect({ exitCode, output: await output, errors: await errors }).toEqual({
      exitCode: 7,
      output: `typed\n${import.meta.dirname}\n0x9\n0x81\nmade-here\n`,
      errors: 'oops\n',
    });
  });
});
