import { AssertionError } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { StallError } from '../../../../can-bus/time/stall-error.ts';

describe('the error of time that does not advance', () => {
  it('is a failed assertion, and names who asked, when and how often', () => {
    const error = new StallError('node tool', 1500, 1000);
    expect(error).toBeInstanceOf(AssertionError);
    expect(error).toMatchObject({ name: 'StallError', culprit: 'node tool', timeUs: 1500 });
    expect(error.message).toBe(
      'node tool ran at 1500 µs again and again (1000 runs at this instant) without letting time advance',
    );
  });
});
