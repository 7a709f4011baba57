import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../../../../../hil/browser/dashboard/one-at-a-time.ts';

describe('reading one at a time', () => {
  it('has one reading under way, and reads once more where it was asked for meanwhile', async () => {
    const ends: (() => void)[] = [];
    const read = oneAtATime(() => new Promise((resolve) => ends.push(resolve)));
    const first = read();
    const others = [read(), read(), read()];
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await Promise.resolve();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await Promise.all([first, ...others]);
    expect(ends).toHaveLength(2);
    void read();
    expect(ends).toHaveLength(3);
  });
});
