import { describe, expect, it } from 'vitest';
import type { ViewerData } from '../../../../hil/report/viewer-data.ts';
import { withBundle } from '../../../../hil/run/open-bundle.ts';
import { viewSession } from '../../../../hil/run/view-session.ts';
import type { TarFile } from '../../../../hil/server/tar.ts';
import { sessionFiles, writeTar } from '../../../support/session-archive.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function view(change?: (file: TarFile) => TarFile): Promise<ViewerData | null> {
  return withBundle(writeTar(folder.path('s.tar'), sessionFiles(), change), (open) => {
    if (open.kind !== 'session') throw new Error(open.kind);
    return viewSession(open.session, 's.tar', { events: 1000, frames: 1000 });
  });
}

describe('a session that is viewed', () => {
  it('has all of the state, and its steps beside what was recorded', async () => {
    const data = await view();
    expect(data).toMatchObject({ title: 's.tar', verdict: null, notes: [] });
    expect(data?.cars.map(({ known, events }) => [known, events.length > 3])).toEqual([[null, true]]);
    expect(data?.sources[0]?.text).toContain('touch:');
    expect(data?.steps.every(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  it('is not repeated where something else would be shown than what happened', async () => {
    const text = (file: TarFile): string => Buffer.from(file.content).toString();
    const swap = (name: string, from: string, to: string) => (file: TarFile) =>
      file.name.endsWith(name) ? { ...file, content: text(file).replace(from, to) } : file;
    expect(await view(swap('trace.jsonl', '"driver":true', '"driver":false'))).toBeNull();
    expect(await view(swap('bundle.json', '"tools": []', '"tools": ["client-1"]'))).toBeNull();
  });
});
