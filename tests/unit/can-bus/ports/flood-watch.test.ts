import { describe, expect, it } from 'vitest';
import { FloodWatch } from '../../../../can-bus/ports/flood-watch.ts';

describe('the watch for a client that floods', () => {
  it('a client floods once it has been held back for 250 ms', () => {
    const watch = new FloodWatch();
    expect(watch.isFlooding(1000)).toBe(false);
    watch.heldBack(1000);
    expect([watch.isFlooding(1249), watch.isFlooding(1250)]).toEqual([false, true]);
  });

  it('a pause of less than 20 ms belongs to the burst, a longer one ends it', () => {
    const watch = new FloodWatch();
    watch.heldBack(1000);
    watch.released(1100);
    watch.heldBack(1119);
    expect(watch.isFlooding(1250)).toBe(true);
    watch.released(1260);
    expect([watch.isFlooding(1279), watch.isFlooding(1280)]).toEqual([true, false]);
    watch.heldBack(1280);
    expect([watch.isFlooding(1529), watch.isFlooding(1530)]).toEqual([false, true]);
  });
});
