import { describe, expect, it } from 'vitest';
import { buttonOf } from '../../../../../hil/browser/components/svg-button.ts';

class KeyDown extends Event {
  readonly key: string;

  constructor(key: string) {
    super('keydown', { cancelable: true });
    this.key = key;
  }
}

describe('a group of shapes as a button', () => {
  it('is pressed with a click, Enter or the space bar, and with no other key', () => {
    let presses = 0;
    const button = buttonOf('Door', () => presses++);
    const onKeyDown = button['onKeyDown'] as (event: KeyDown) => void;
    for (const key of ['Enter', ' ', 'Tab', 'a']) onKeyDown(new KeyDown(key));
    expect(presses).toBe(2);
    const [space, tab] = [new KeyDown(' '), new KeyDown('Tab')];
    onKeyDown(space);
    onKeyDown(tab);
    expect([space.defaultPrevented, tab.defaultPrevented]).toEqual([true, false]);
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
