import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishPtyLink } from '../../../../can-bus/ports/pty-link.ts';

/** Terminals with numbers far above those in use. */
const TERMINAL = '/dev/pts/999999';
const OLD_TERMINAL = '/dev/pts/999998';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-pty-'));
  path = join(folder, 'car');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the link to a pseudo-terminal', () => {
  it('is at the path until it is removed', async () => {
    const link = await publishPtyLink(path, TERMINAL);
    expect(readlinkSync(path)).toBe(TERMINAL);
    await link.remove();
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
    const again = await publishPtyLink(path, TERMINAL);
    await again.remove();
  });

  it('takes the place of one that a dead car has left over', async () => {
    symlinkSync(OLD_TERMINAL, path);
    const link = await publishPtyLink(path, TERMINAL);
    expect(readlinkSync(path)).toBe(TERMINAL);
    await link.remove();
  });

  it('is one car’s alone, by whichever name of its folder', async () => {
    const link = await publishPtyLink(path, TERMINAL);
    const alias = join(folder, 'alias');
    symlinkSync(folder, alias);
    const other = join(alias, 'car');
    await expect(publishPtyLink(other, OLD_TERMINAL)).rejects.toMatchObject({
      code: 'bench',
      message: `${other} is taken: another car uses this path`,
      hint: 'stop that one, or choose another path',
      context: { path: other, code: 'EADDRINUSE' },
    });
    expect(readlinkSync(path)).toBe(TERMINAL);
    await link.remove();
  });

  it('never replaces a file, nor a link to anything but a terminal', async () => {
    const refused = {
      code: 'bench',
      message: `${path} is taken: something else exists there`,
      hint: 'choose another path, or move the existing file away',
    };
    writeFileSync(path, 'mine');
    await expect(publishPtyLink(path, TERMINAL)).rejects.toMatchObject(refused);
    unlinkSync(path);
    symlinkSync('/dev/null', path);
    await expect(publishPtyLink(path, TERMINAL)).rejects.toMatchObject(refused);
    expect(readlinkSync(path)).toBe('/dev/null');
    // The refusal keeps nothing.
    unlinkSync(path);
    await (await publishPtyLink(path, TERMINAL)).remove();
  });

  it('needs its folder', async () => {
    const missing = join(folder, 'none/car');
    await expect(publishPtyLink(missing, TERMINAL)).rejects.toMatchObject({
      code: 'bench',
      message: expect.stringContaining(`cannot put a terminal at ${missing}: ENOENT`),
      hint: 'create its directory first',
      context: { path: missing },
    });
  });

  it.skipIf(process.platform !== 'linux')('needs one in which links can be made', async () => {
    const hint = 'choose a path in a writable directory';
    await expect(publishPtyLink('/proc/car', TERMINAL)).rejects.toMatchObject({ code: 'bench', hint });
  });

  it('leaves alone what has come to its place meanwhile', async () => {
    const link = await publishPtyLink(path, TERMINAL);
    unlinkSync(path);
    symlinkSync(OLD_TERMINAL, path);
    await link.remove();
    expect(readlinkSync(path)).toBe(OLD_TERMINAL);
    unlinkSync(path);
    await link.remove();
    expect(existsSync(path)).toBe(false);
  });
});
