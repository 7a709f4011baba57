import { describe, expect, it } from 'vitest';
import { passCodeBytes, passCodeBytesOfHex } from '../../../../hil/view/sent-key.ts';

describe('the pass-code in a request', () => {
  it.each([
    ['2702313233343536', 6],
    ['2782313233343536', 6],
    ['27080102030405060708', 8],
    ['2702', 0],
    ['27', 0],
    ['2701', 0],
    ['6702313233343536', 0],
    ['3101020101', 0],
    ['', 0],
  ])('%s has %i bytes of one', (hex, count) => {
    expect(passCodeBytesOfHex(hex)).toBe(count);
    expect(passCodeBytes(...headOf(hex), hex.length / 2)).toBe(count);
  });
});

function headOf(hex: string): readonly [number | undefined, number | undefined] {
  const [sid, subFunction] = Buffer.from(hex, 'hex');
  return [sid, subFunction];
}
