import { describe, expect, it } from 'vitest';
import { buttonOf } from '../../../../../hil/browser/components/svg-button.ts';

function keyDown(key: string): { readonly event: KeyboardEvent; readonly prevented: () => boolean } {
  let prevented = false;
  const event = { key, preventDefault: () => (prevented = true) } as unknown as KeyboardEvent;
  return { event, prevented: () => prevented };
}

describe('a group of shapes as a button', () => {
  it('is pressed with a click, Enter or the space bar, and with no other key', () => {
    let presses = 0;
    const button = buttonOf('Door', () => presses++);
    const onKeyDown = button['onKeyDown'] as (event: KeyboardEvent) => void;
    for (const key of ['Enter', ' ', 'Tab', 'a']) onKeyDown(keyDown(key).event);
    expect(presses).toBe(2);
    const space = keyDown(' ');
    onKeyDown(space.event);
    expect(space.prevented()).toBe(true);
    const tab = keyDown('Tab');
    onKeyDown(tab.event);
    expect(tab.prevented()).toBe(false);
  });

  it('says that it stays pressed only where it does', () => {
    expect(buttonOf('Brake', () => undefined, true)).toMatchObject({
      role: 'button',
      'aria-pressed': 'true',
      tabindex: 0,
    });
    expect(buttonOf('Switch', () => undefined)).not.toHaveProperty('aria-pressed');
  });

  it('is a picture where it can do nothing', () => {
    expect(buttonOf('Door', null)).toEqual({ role: 'img', 'aria-label': 'Door' });
  });
});
