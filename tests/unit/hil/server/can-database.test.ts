import { describe, expect, it } from 'vitest';
import { canDatabase } from '../../../../hil/server/can-database.ts';

describe('the DBC file', () => {
  it('is the one that the project ships', () => {
    const text = canDatabase();
    expect(text).toMatch(/^VERSION /);
    expect(text.match(/^BO_ \d+ \w+/gm)).toContain('BO_ 1461 SMART_KEY_STATUS');
  });
});
