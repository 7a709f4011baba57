import { describe, expect, it } from 'vitest';
import { FAILURE_REASONS } from '../../../../hil/tester/failure-reasons.ts';

describe('the reasons of a failed utility', () => {
  it("TEC-6: are the ECU's, then the tool's, each once", () => {
    expect(FAILURE_REASONS.slice(0, 3)).toEqual(['none', 'door', 'battery']);
    expect(FAILURE_REASONS).toEqual(expect.arrayContaining(['memory', 'no-answer', 'dealer-unreachable']));
    expect(new Set(FAILURE_REASONS).size).toBe(FAILURE_REASONS.length);
  });
});
