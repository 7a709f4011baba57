import { describe, expect, it } from 'vitest';
import { refuseWithoutEffect } from '../../../../hil/cli/flags-without-effect.ts';

describe('flags that would be ignored', () => {
  it('are refused with the reason, each that is given', () => {
    const given = { '--bus': ['virtual'], '--rate': undefined, '--id': '750' };
    expect(() => refuseWithoutEffect(given, 'a bundle needs no bus')).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: '--bus, --id have no effect: a bundle needs no bus',
        hint: 'remove --bus, --id',
      }),
    );
    expect(() => refuseWithoutEffect({ '--rate': 1 }, 'x')).toThrow('--rate has no effect: x');
  });

  it('are no problem where none is given', () => {
    expect(() => refuseWithoutEffect({ '--bus': undefined }, 'x')).not.toThrow();
  });
});
