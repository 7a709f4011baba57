import { chmodSync, existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { browserOpener, openInBrowser } from '../../../../../hil/tool/guided/open-browser.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

describe('the program that opens a page', () => {
  it.each([
    ['darwin', {}, ['open']],
    ['win32', {}, ['explorer']],
    ['linux', { DISPLAY: ':0' }, ['xdg-open']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
    ['linux', { DISPLAY: '' }, null],
    ['linux', { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
    ['linux', {}, null],
    ['linux', { DISPLAY: ':0', BROWSER: 'none' }, null],
    ['darwin', { SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' }, null],
  ] as const)('on %s with %j is %j', (platform, environment, opener) => {
    expect(browserOpener(platform, environment)).toEqual(opener);
  });
});

describe('a page that is opened', () => {
  it('is not opened without a screen', async () => {
    expect(await openInBrowser('http://127.0.0.1:8080/dealer', { SSH_CONNECTION: 'there' })).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is given to the program, or none where that is not there', async () => {
    process.env['PATH'] = folder.path('.');
    expect(await openInBrowser('http://127.0.0.1:8080/dealer', { DISPLAY: ':0' })).toBe(false);
    const opener = folder.write('xdg-open', '#!/bin/sh\nexit 0\n');
    chmodSync(opener, 0o755);
    expect(existsSync(opener)).toBe(true);
    expect(await openInBrowser('http://127.0.0.1:8080/dealer', { DISPLAY: ':0' })).toBe(true);
  });
});
