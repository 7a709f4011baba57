import { describe, expect, it } from 'vitest';
import { readDurations } from '../../../../hil/run/recorded-durations.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('recorded durations', () => {
  it('are those of an earlier report, by what selects a scenario; of repetitions the longest', () => {
    const scenarios = [
      { file: 'a.yaml', variant: null, realMs: 5, verdict: 'pass' },
      { file: 'a.yaml', variant: 'cold', realMs: 8 },
      { file: 'a.yaml', variant: null, realMs: 3 },
    ];
    const path = folder.write('results.json', JSON.stringify({ scenarios, totals: {} }));
    expect([...readDurations(path)]).toEqual([
      ['a.yaml', 5],
      ['a.yaml#cold', 8],
    ]);
  });

  it.each([
    ['{', /^durations .*d\.json cannot be read: /],
    [
      '{"scenarios":[{"file":"a","variant":null,"realMs":-1}]}',
      /d\.json has no durations: scenarios\.0\.realMs must be at least 0/,
    ],
    ['[]', /d\.json has no durations/],
  ])('are refused: %s', (text, message) => {
    const path = folder.write('d.json', text);
    expect(() => readDurations(path)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(message) as unknown,
        hint: 'give results.json of an earlier report',
      }),
    );
  });

  it('are read as any other input', () => {
    expect(() => readDurations(folder.path('.'))).toThrow(/^durations .* cannot be read: it is a folder$/);
  });
});
