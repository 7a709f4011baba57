import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { PortError } from '../../../../can-bus/ports/port-error.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { NvmFileError } from '../../../../hil/car/host/nvm-file-error.ts';
import { parseKeyId } from '../../../../ecu-sim/identity/key-id.ts';
import { benchError, OperationError, usageError } from '../../../../can-bus/errors/operation-error.ts';
import { describeError, formatError } from '../../../../hil/cli/describe-error.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('describeError', () => {
  it.each([
    ['a usage error', usageError('wrong', 'fix'), 2],
    ['a bench error', benchError('not there', 'fix'), 5],
    ['a port that was asked for wrongly', new PortError('usage', 'wrong', 'fix'), 2],
    ['a port that is not available', new PortError('bench', 'taken', 'fix'), 5],
  ])('keeps the message and the hint of %s', (_what, error, exitCode) => {
    expect(describeError(error)).toEqual({ exitCode, message: error.message, hint: 'fix' });
  });

  it.each([
    ['usage/bundle', 2],
    ['bench/report', 5],
    ['nothing-selected', 4],
    ['interrupted', 130],
    ['hex-length', 70],
  ])('finds the exit code of an error of code %s: %i', (code, exitCode) => {
    expect(describeError(new OperationError(code, 'wrong'))).toMatchObject({ exitCode });
  });

  it.each([
    ['of another car', new NvmFileError('usage', 'x.nvm', 'another car', 'use another file'), 2],
    ['on a full disk', new NvmFileError('bench', 'x.nvm', 'full', 'use another file'), 5],
  ])('names the flag of a memory file %s', (_what, error, exitCode) => {
    const hint = 'use another file; the flag is --nvm';
    expect(describeError(error)).toEqual({ exitCode, message: error.message, hint });
  });

  it('adds the flags that the packages below do not know', () => {
    const error = new OperationError('bench/no-ecu', 'no ECU answers', { hint: 'is it on this bus and powered?' });
    expect(describeError(error).hint).toBe(
      'check that it is powered and on this bus; set other ids with --profile (addressing), another endpoint with --endpoint',
    );
  });

  it('takes an impossible profile and an impossible key id for usage', () => {
    expect(describeError(thrownBy(() => parseProfile({ keySlots: 0 })))).toMatchObject({ exitCode: 2 });
    expect(describeError(thrownBy(() => parseKeyId('XYZ')))).toMatchObject({ exitCode: 2 });
  });

  it('makes a hint of commander’s suggestion', () => {
    const error = new CommanderError(
      1,
      'commander.unknownOption',
      "error: unknown option '--bsu'\n(Did you mean --bus?)",
    );
    expect(describeError(error)).toEqual({
      exitCode: 2,
      message: 'there is no option --bsu',
      hint: 'did you mean --bus?',
    });
  });

  it('reports anything else as an internal error, with its stack', () => {
    const described = describeError(new TypeError('undefined is not a car'));
    expect(described.exitCode).toBe(70);
    expect(described.message).toContain('undefined is not a car\n    at ');
  });
});

describe('formatError', () => {
  const description = { exitCode: 2, message: 'wrong', hint: 'fix' } as const;

  it('writes a line for the error and one for the hint', () => {
    expect(formatError(description, false)).toBe('error: wrong\nhint: fix\n');
    expect(formatError({ ...description, hint: null }, false)).toBe('error: wrong\n');
  });

  it('writes one object with --json', () => {
    expect(formatError(description, true)).toBe('{"error":"wrong","hint":"fix"}\n');
  });
});
