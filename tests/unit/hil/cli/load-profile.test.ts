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
});
