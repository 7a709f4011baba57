import { describe, expect, it } from 'vitest';
import { instant, instantText } from '../../../../../../hil/dealer/pages/kit/date-time.ts';

describe('an instant on a page', () => {
  it('is in UTC, to the minute', () => {
    expect(instantText(1_561_968_059_999)).toBe('2019-07-01 08:00 UTC');
    expect(instantText(1_561_968_060_000)).toBe('2019-07-01 08:01 UTC');
  });

  it('has the exact time for machines', async () => {
    expect(String(await instant(1_561_968_000_123))).toBe(
      '<time datetime="2019-07-01T08:00:00.123Z">2019-07-01 08:00 UTC</time>',
    );
  });
});
