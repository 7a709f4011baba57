import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withBundle } from '../../../../hil/run/open-bundle.ts';
import { readSession } from '../../../../hil/run/read-session.ts';
import { sessionFiles, writeTar } from '../../../support/session-archive.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

/** What is wrong with a session of which one file is another. */
async function problemOf(name: string, content: string | null): Promise<string> {
  const path = writeTar(folder.path('s.tar'), sessionFiles(), (file) => {
    if (!file.name.endsWith(`/${name}`)) return file;
    return content === null ? null : { ...file, content };
  });
  return withBundle(path, (open) => {
    const refused = open.kind === 'session' ? open.session.refused : null;
    return Promise.resolve(refused ?? 'none');
  }).catch((error: unknown) => String(error));
}

describe('the bundle of a session', () => {
  it('has its trace', async () => {
    expect(await problemOf('trace.jsonl', null)).toBe('BundleError: the bundle of a session has no trace.jsonl');
    expect(await problemOf('trace.jsonl', '')).toBe('BundleError: trace.jsonl of the session is empty');
  });

  it('may have no scenario', async () => {
    expect(await problemOf('scenario.yaml', null)).toBe('none');
  });

  it('is refused where a folder is in the place of its scenario', () => {
    const files = folder.path('folder');
    mkdirSync(join(files, 'scenario.yaml'), { recursive: true });
    writeFileSync(join(files, 'trace.jsonl'), '{}');
    const manifest = sessionFiles().find(({ name }) => name.endsWith('bundle.json'))?.content ?? '';
    expect(() => readSession(files, JSON.parse(String(manifest)))).toThrow(
      /scenario\.yaml cannot be read: it is a folder$/,
    );
  });

  it('says what it is in its first file', async () => {
    expect(await problemOf('bundle.json', '{"bundle":1,"kind":"session","seed":-1}')).toMatch(
      /^BundleError: bundle\.json does not describe a session: seed must be at least 0/,
    );
  });

  it('opens with a scenario that is not valid, says so, and reads no other file', async () => {
    expect(await problemOf('scenario.yaml', 'name: x\nsteps: [{ dance: 1 }]')).toMatch(
      /^its scenario\.yaml cannot be run: scenario\.yaml:2:\d+: found /,
    );
    expect(await problemOf('scenario.yaml', 'name: x\nsteps: [{ include: /etc/hostname }]')).toContain(
      'etc/hostname does not exist',
    );
  });
});
