import { existsSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isBundle, withBundle, type OpenBundle } from '../../../../hil/run/open-bundle.ts';
import { sessionFiles, writeTar } from '../../../support/session-archive.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

async function problemOf(path: string): Promise<string> {
  return withBundle(path, () => Promise.resolve('none')).catch((error: unknown) =>
    error instanceof Error ? error.message.replace(path, 'PATH') : '',
  );
}

function kindOf(open: OpenBundle): Promise<string> {
  return Promise.resolve(open.kind);
}

describe('a bundle', () => {
  it('is a folder with bundle.json, or a tar archive', async () => {
    expect(await isBundle(folder.path('none'))).toBe(false);
    expect(await isBundle(folder.path('.'))).toBe(false);
    expect(await isBundle(folder.write('a.log', '(0.000000) can0 123#00\n'))).toBe(false);
    expect(await isBundle(writeTar(folder.path('s.tar'), sessionFiles()))).toBe(true);
    folder.write('bundle.json', '{}');
    expect(await isBundle(folder.path('.'))).toBe(true);
  });

  it('of a session is read from the archive, which leaves nothing behind', async () => {
    const path = writeTar(folder.path('s.tar'), sessionFiles());
    const tracePath = await withBundle(path, (open) => {
      if (open.kind !== 'session') throw new Error(open.kind);
      const { manifest, recorded, tracePath: trace } = open.session;
      expect([manifest.seed, manifest.tools, manifest.hasOwnSecret, existsSync(trace)]).toEqual([1, [], false, true]);
      expect(recorded?.scenario.steps.map(({ action }) => action.kind)).toContain('touch');
      return Promise.resolve(trace);
    });
    expect(existsSync(tracePath)).toBe(false);
  });

  it('may lie at the top of an archive', async () => {
    const files = sessionFiles().map((file) => ({ ...file, name: file.name.replace(/^.*\//, '') }));
    expect(await withBundle(writeTar(folder.path('s.tar'), files), kindOf)).toBe('session');
  });

  it('needs exactly one bundle.json', async () => {
    const files = sessionFiles();
    expect(await problemOf(writeTar(folder.path('s.tar'), files.slice(1)))).toBe(
      'PATH is an archive, and no bundle: it has no bundle.json',
    );
    const twice = [...files, ...files.map((file) => ({ ...file, name: `other/${file.name.replace(/^.*\//, '')}` }))];
    expect(await problemOf(writeTar(folder.path('s.tar'), twice))).toContain('it has several bundles');
  });

  it('of a newer version says so', async () => {
    mkdirSync(folder.path('b'));
    folder.write('b/bundle.json', '{"bundle":2,"kind":"session"}');
    expect((await problemOf(folder.path('b'))).replace(folder.path('b'), 'PATH')).toBe(
      'PATH/bundle.json has format 2; this version of the program reads format 1',
    );
  });
});
