import { describe, expect, it } from 'vitest';
import { openerOf, openInBrowser } from '../../../../hil/cli/open-in-browser.ts';

describe('what opens a page', () => {
  it('is the program of the system', () => {
    expect(openerOf({ platform: 'darwin', env: {} })).toEqual(['open']);
    expect(openerOf({ platform: 'win32', env: {} })).toEqual(['cmd', '/c', 'start', '']);
    expect(openerOf({ platform: 'linux', env: { DISPLAY: ':0' } })).toEqual(['xdg-open']);
    expect(openerOf({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual(['xdg-open']);
  });

  it('is nothing where no screen is', () => {
    expect(openInBrowser('page.html', { platform: 'linux', env: { DISPLAY: '' } })).toBe(false);
  });
});
