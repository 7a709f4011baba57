import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runConformance } from '../../../../../hil/cli/commands/conformance-action.ts';
import type { ConformanceFlags } from '../../../../../hil/cli/commands/conformance-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function probe(flags: Partial<ConformanceFlags>): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runConformance({ endpoint: 'oem', ...flags }, terminal));
}

describe('a virtual ECU that is probed', () => {
  it('breaks no rule, and has a line for each, a table of JSON or of JUnit', async () => {
    const junit = folder.path('j.xml');
    const { exitCode, out, err } = await probe({ bus: ['virtual'], json: true, junit });
    expect([exitCode, err, out.length]).toEqual([0, [], 1]);
    const value: unknown = JSON.parse(out.join('\n'));
    expect(value).toMatchObject({ bus: 'virtual', counts: { fail: 0, inconclusive: 0 } });
    expect(JSON.stringify(value)).toContain('needs --allow-destructive');
    expect(JSON.stringify(value)).toContain('needs --slow: a request that takes the ECU longer than P2');
    expect(readFileSync(junit, 'utf8')).toMatch(/^<\?xml [^]*<testsuite/);
    const text = await probe({ bus: ['virtual'], quiet: true, endpoint: 'generic' });
    expect([text.exitCode, text.err]).toEqual([0, []]);
  });
});

describe('flags that cannot be', () => {
  it.each([
    [{ bus: ['virtual', 'virtual'] }, 'only one bus can be tested at a time', 'give --bus once'],
    [
      { bus: ['virtual'], car: 'http://127.0.0.1:1' },
      expect.stringMatching(/^--car has no effect: on the bus virtual/),
      'remove --car',
    ],
    [
      { bus: ['virtual'], shard: { number: 1, of: 2 }, junit: 'j.xml' },
      expect.stringMatching(/^--junit has no effect: a shard leaves a part/),
      'remove --junit',
    ],
    [{ slow: '2' }, expect.stringMatching(/^--slow: /), 'write --slow "22 F1 90"'],
    [{ slow: '' }, '--slow: a request must have at least one byte', 'write --slow "22 F1 90"'],
  ] as const)('%j are refused', async (flags, message, hint) => {
    const terminal = new KeptTerminal();
    await expect(runConformance({ endpoint: 'oem', ...flags }, terminal)).rejects.toMatchObject({
      code: 'usage',
      message: message as unknown,
      hint,
    });
  });

  it('a report that cannot be written is named after the probes', async () => {
    const { exitCode, err } = await probe({ bus: ['virtual'], quiet: true, junit: folder.path('none/j.xml') });
    expect([exitCode, err]).toEqual([
      5,
      [
        expect.stringMatching(/^error: .*none\/j\.xml cannot be written: ENOENT/),
        'hint: create its folder, or name a file in another one; the flag is --junit',
      ],
    ]);
  });

  it('an ECU that nobody serves is not there', async () => {
    expect((await probe({ bus: ['slcan-tcp:127.0.0.1:1'] })).exitCode).toBe(5);
  });
});
