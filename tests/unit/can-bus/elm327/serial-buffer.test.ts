import { describe, expect, it } from 'vitest';
import { SerialBuffer } from '../../../../can-bus/elm327/serial-buffer.ts';

describe('the output memory of an ELM327 (ELM-18)', () => {
  it('has room for 512 characters, and loses 11,520 a second', () => {
    const buffer = new SerialBuffer();
    expect(buffer.takes(512, 0)).toBe(true);
    expect(buffer.takes(1, 0)).toBe(false);
    buffer.clear();
    expect(buffer.takes(512, 0)).toBe(true);
    expect(buffer.takes(115, 10_000)).toBe(true);
    expect(buffer.takes(2, 10_000)).toBe(false);
  });

  it('does not run backwards where the time begins anew', () => {
    const buffer = new SerialBuffer();
    expect(buffer.takes(512, 1_000_000)).toBe(true);
    expect(buffer.takes(1, 0)).toBe(false);
  });
});
