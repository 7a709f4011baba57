import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passcodeSecretOf } from '../../../../hil/cli/passcode-secret.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-'));
  writeFileSync(join(folder, 'secret'), 'from a file\nand a comment\n');
  writeFileSync(join(folder, 'empty'), '\n');
  writeFileSync(join(folder, 'marked'), '\uFEFFfrom Windows\r\n');
  writeFileSync(join(folder, 'utf-16'), '\uFEFFfrom Windows\r\n', 'utf16le');
  writeFileSync(join(folder, 'only-marked'), '\uFEFF');
  writeFileSync(join(folder, 'large'), 'x'.repeat(1025));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ENVIRONMENT = { SMARTKEY_PASSCODE_SECRET: 'from the environment' };

describe('the secret of the pass-codes', () => {
  it('comes from the flag, from the first line of a file, or from the environment, in this order', () => {
    const file = join(folder, 'secret');
    expect(passcodeSecretOf({ passcodeSecret: 'from the flag' }, ENVIRONMENT)).toBe('from the flag');
    expect(passcodeSecretOf({ passcodeSecretFile: file }, ENVIRONMENT)).toBe('from a file');
    expect(passcodeSecretOf({}, ENVIRONMENT)).toBe('from the environment');
    expect(passcodeSecretOf({}, {})).toBeUndefined();
  });

  it.each(['marked', 'utf-16'])('has no byte order mark in it: %s', (name) => {
    expect(passcodeSecretOf({ passcodeSecretFile: join(folder, name) }, {})).toBe('from Windows');
  });

  it.each([
    [{ passcodeSecret: 'a', passcodeSecretFile: 'b' }, {}, 'two sources'],
    [{ passcodeSecret: '' }, {}, '--passcode-secret: it is empty'],
    [{}, { SMARTKEY_PASSCODE_SECRET: '' }, 'SMARTKEY_PASSCODE_SECRET: it is empty'],
    [{ passcodeSecretFile: 'empty' }, {}, '--passcode-secret-file: it is empty'],
    [{ passcodeSecretFile: 'only-marked' }, {}, '--passcode-secret-file: it is empty'],
    [{ passcodeSecretFile: 'large' }, {}, 'more than 1024 bytes'],
    [{ passcodeSecretFile: 'none' }, {}, 'file not found: '],
  ])('%j with %j is refused', (flags, environment, why) => {
    const file = 'passcodeSecretFile' in flags ? { passcodeSecretFile: join(folder, flags.passcodeSecretFile) } : {};
    expect(() => passcodeSecretOf({ ...flags, ...file }, environment)).toThrow(why);
  });

  it('is warned of where others can read it: on the command line, and in a file that is open to them', () => {
    const warnings: string[] = [];
    const warn = (text: string): void => void warnings.push(text);
    passcodeSecretOf({ passcodeSecret: 'a secret of our own' }, {}, warn);
    expect(warnings).toEqual([
      expect.stringMatching(/process list.*use --passcode-secret-file or SMARTKEY_PASSCODE_SECRET$/),
    ]);
    const file = join(folder, 'open');
    writeFileSync(file, 'a secret of our own\n');
    chmodSync(file, 0o644);
    passcodeSecretOf({ passcodeSecretFile: file }, {}, warn);
    expect(warnings.slice(1)).toEqual([`${file} can be read by other users of this machine (chmod 600 "${file}")`]);
    chmodSync(file, 0o600);
    passcodeSecretOf({ passcodeSecretFile: file }, {}, warn);
    passcodeSecretOf({}, ENVIRONMENT, warn);
    passcodeSecretOf({ passcodeSecret: 'virtual-car-fleet-secret' }, {}, warn);
    expect(warnings).toHaveLength(2);
  });

  it('from a device without end is too long, and not waited for', () => {
    expect(() => passcodeSecretOf({ passcodeSecretFile: '/dev/zero' }, {})).toThrow('more than 1024 bytes');
  });
});
