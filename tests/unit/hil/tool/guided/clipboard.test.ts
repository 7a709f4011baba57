import { describe, expect, it } from 'vitest';
import { copySequence } from '../../../../../hil/tool/guided/clipboard.ts';

describe('a text for the clipboard', () => {
  it('is a sequence for the terminal, in base64', () => {
    expect(copySequence('VIN é', 'xterm-256color')).toBe('\u001b]52;c;VklOIMOp\u0007');
  });

  it.each([undefined, '', 'dumb', 'linux'])('is not sent to the terminal %j', (terminal) => {
    expect(copySequence('VIN', terminal)).toBeNull();
  });

  it('has at most 4096 bytes', () => {
    expect(copySequence('é'.repeat(2_048), 'xterm')).toMatch(/^\u001b\]52;c;/);
    expect(copySequence('é'.repeat(2_048) + 'a', 'xterm')).toBeNull();
  });
});
