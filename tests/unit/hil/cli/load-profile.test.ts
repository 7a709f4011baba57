import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { loadProfile, loadProfileFields } from '../../../../hil/cli/load-profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, 'profile.yaml');
  writeFileSync(path, text);
  return path;
}

describe('--profile', () => {
  it('is the default profile where it is not given', async () => {
    expect(await loadProfile(undefined)).toBe(DEFAULT_PROFILE);
    expect(await loadProfileFields(undefined)).toEqual({});
  });

  it('sets fields of the profile, in YAML and in JSON', async () => {
    expect(await loadProfile(fileOf('keySlots: 7\n'))).toEqual({ ...DEFAULT_PROFILE, keySlots: 7 });
    expect(await loadProfile(fileOf('{"keySlots": 8}'))).toMatchObject({ keySlots: 8 });
    expect(await loadProfileFields(fileOf('keySlots: 7\n'))).toEqual({ keySlots: 7 });
  });

  it('names the file and the field, or the line, that is wrong', async () => {
    await expect(loadProfile(fileOf('keySlots: 0\n'))).rejects.toThrow(/profile\.yaml: keySlots /);
    await expect(loadProfile(fileOf('keySlots: 7\na: [\n'))).rejects.toThrow(/profile\.yaml:[23]:\d+: /);
    await expect(loadProfile(join(folder, 'none.yaml'))).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^usage/), message: expect.stringContaining('none.yaml') }),
    );
  });

  it.each([
    ['keySlots: *nope\n', /profile\.yaml:1:11: found the alias \*nope, expected an anchor/],
    ['timing: &a {p2: *a}\n', /profile\.yaml:1:17: found the alias \*a within/],
    ['vin: !!set {a}\n? [a]\n: 1\n', /profile\.yaml:2:3: found a list or a mapping as a name/],
    ['timing: 5\n', /profile\.yaml: timing must be a mapping of fields, not 5$/],
    [`vin: "${'x'.repeat(5000)}"\n`, /profile\.yaml: vin .{0,120}x…$/],
    [`vin: "${'x'.repeat(1_000_000)}"\n`, /profile\.yaml:1:1: found 1000008 characters, expected a file of at most/],
  ])('refuses %.40j in a short message', async (text, message) => {
    await expect(loadProfile(fileOf(text))).rejects.toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) }),
    );
  });

  it('is no folder, and no file without an end', async () => {
    await expect(loadProfile(folder)).rejects.toThrow(`profile ${folder} cannot be read: it is a folder`);
    await expect(loadProfile('/dev/zero')).rejects.toThrow('profile /dev/zero cannot be read: it has more than');
  });
});
