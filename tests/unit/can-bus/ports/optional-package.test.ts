import { describe, expect, it } from 'vitest';
import { hintIfNotInstalled, loadOptional } from '../../../../can-bus/ports/optional-package.ts';

describe('an optional package', () => {
  it('is what its import gives', async () => {
    await expect(loadOptional('socketcan', 'can:', () => Promise.resolve(7))).resolves.toBe(7);
  });

  it('that is missing makes a bench error with the first line of the reason', async () => {
    const cause = new Error("Cannot find package 'socketcan'\nRequire stack: …");
    await expect(loadOptional('socketcan', 'can:', () => Promise.reject(cause))).rejects.toMatchObject({
      name: 'PortError',
      code: 'bench/optional-package',
      message: "can: needs the package socketcan: Cannot find package 'socketcan'",
      hint: expect.stringContaining('install this package again') as string,
      context: { package: 'socketcan', platform: `${process.platform}-${process.arch}` },
      cause,
    });
  });

  it('that is missing is named without the file that imports it', async () => {
    const cause = new Error("Cannot find package 'socketcan' imported from /x/dist/chunks/chunk-B26ZJEGV.js");
    await expect(loadOptional('socketcan', 'can:', () => Promise.reject(cause))).rejects.toMatchObject({
      message: "can: needs the package socketcan: Cannot find package 'socketcan'",
    });
  });

  it('has to be installed where it is not there, which is other than not working', () => {
    const missing = Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' });
    expect(hintIfNotInstalled(missing)).toContain('install this package again, with its optional packages');
    expect(hintIfNotInstalled(new Error('not compiled'))).toBeNull();
  });
});
