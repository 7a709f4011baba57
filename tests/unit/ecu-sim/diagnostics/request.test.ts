import { describe, expect, it } from 'vitest';
import { negative, positive } from '../../../../ecu-sim/diagnostics/request.ts';

describe('the outcome of a request', () => {
  it('is negative at once, or after the time it takes to find out', () => {
    expect(negative(0x35)).toEqual({ kind: 'negative', nrc: 0x35, durationUs: 0 });
    expect(negative(0x35, 1200)).toEqual({ kind: 'negative', nrc: 0x35, durationUs: 1200 });
  });

  it('is positive with its answer, or without one that is made later', () => {
    const response = Uint8Array.of(0x7e, 0);
    expect(positive(response, 0)).toEqual({ kind: 'positive', response, durationUs: 0 });
    expect(positive(null, 120_000)).toEqual({ kind: 'positive', response: null, durationUs: 120_000 });
  });
});
