import { describe, expect, it } from 'vitest';
import { flowText } from '../../../../hil/record/flow-text.ts';
import { parse } from 'yaml';

describe('a value on one line of a scenario', () => {
  it('has its texts in quotes, and its names without', () => {
    expect(flowText({ id: '10000001', batteryV: 3, doors: { driver: true } })).toBe(
      "{ id: '10000001', batteryV: 3, doors: { driver: true } }",
    );
    expect(flowText(['no', '1e3', "it's"])).toBe("[ 'no', '1e3', 'it''s' ]");
  });

  it('stays on one line, however long it is, and is read as the same value', () => {
    const value = { data: Array.from({ length: 200 }, (_, at) => `byte ${at}`), text: 'word '.repeat(100) };
    expect(flowText(value)).not.toContain('\n');
    expect(parse(flowText(value))).toEqual(value);
  });
});
