import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeReportFolder, ReportError, writing } from '../../../../hil/run/report-error.ts';

const systemError = (code: string): Error => Object.assign(new Error('no luck'), { code });

describe('ReportError', () => {
  it('names the path and the reason', () => {
    const cause = systemError('EACCES');
    const error = new ReportError('/out/report', cause);
    expect([error.path, error.code, error.cause]).toEqual(['/out/report', 'bench/report', cause]);
    expect(error.message).toBe('/out/report cannot be written: no luck');
  });

  it.each([
    ['report', 'choose another folder'],
    ['summary', 'it is a folder: name a file in it'],
    ['step-summary', 'it is a folder: name a file in it'],
    ['output', 'it is a folder: name a file in it'],
  ] as const)('has the code of %s, and the hint for a folder or a file', (output, hint) => {
    expect(new ReportError('a', systemError('EISDIR'), output)).toMatchObject({ code: `bench/${output}`, hint });
  });
});

describe('writing', () => {
  it('gives the value', async () => {
    expect(await writing('a', () => Promise.resolve(5))).toBe(5);
  });

  it('makes a ReportError of what the file system says, and of nothing else', async () => {
    await expect(writing('a', () => Promise.reject(systemError('ENOSPC')))).rejects.toThrow(ReportError);
    await expect(writing('a', () => Promise.reject(systemError('EIO')), 'summary')).rejects.toMatchObject({
      code: 'bench/summary',
    });
    await expect(writing('a', () => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
  });
});

describe('a folder of reports', () => {
  it('is created with those around it, and may exist', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vsk-folder-'));
    await makeReportFolder(join(folder, 'a', 'b'));
    await makeReportFolder(join(folder, 'a', 'b'));
    expect(existsSync(join(folder, 'a', 'b'))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it.skipIf(process.platform !== 'linux')('is refused where nothing can be created', async () => {
    for (const path of ['/proc/x', '/proc/x/y/z']) {
      await expect(makeReportFolder(path)).rejects.toThrow(expect.objectContaining({ name: 'ReportError', path }));
    }
  });
});
