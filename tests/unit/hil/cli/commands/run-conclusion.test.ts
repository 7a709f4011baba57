import { describe, expect, it } from 'vitest';
import { concludeRun, reportResult } from '../../../../../hil/cli/commands/run-conclusion.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { failed, reported, runOf } from '../../report/made-results.ts';

const NOTHING = { troubles: [], sources: null };

describe('the conclusion of a run', () => {
  it('prints the totals and judges', async () => {
    const terminal = new KeptTerminal();
    expect(await concludeRun(runOf([reported(), failed()]), {}, terminal, NOTHING)).toBe(1);
    expect(terminal.outLines.at(-1)).toMatch(/^1 passed, 1 failed; /);
    expect(await concludeRun(runOf([reported()], { coverageGate: 80 }), {}, terminal, NOTHING)).toBe(7);
  });

  it('is an error if the report of a passing run cannot be stored', async () => {
    const terminal = new KeptTerminal();
    const stored = { ...NOTHING, troubles: ['disk full', 'disk full'] };
    expect(await concludeRun(runOf([reported()]), { json: true }, terminal, stored)).toBe(5);
    expect(terminal.json).toMatchObject({ troubles: ['disk full'] });
    expect(terminal.errLines).toEqual(['error: disk full']);
  });

  it('with --reproducible has no real time', async () => {
    const terminal = new KeptTerminal();
    await concludeRun(runOf([reported()]), { json: true, reproducible: true }, terminal, NOTHING);
    expect(terminal.json).toMatchObject({ info: { startedAt: '1970-01-01T00:00:00.000Z' }, scenarios: [{ speed: 1 }] });
  });
});

describe('a result', () => {
  it('is printed unless only failures or JSON are wanted', () => {
    const terminal = new KeptTerminal();
    reportResult(reported(), { quiet: true }, terminal);
    reportResult(failed(), { json: true }, terminal);
    expect(terminal.outLines).toEqual([]);
    reportResult(reported(), {}, terminal);
    reportResult(failed(), { quiet: true }, terminal);
    expect(terminal.outLines.filter((line) => /^(pass|fail) /.test(line))).toHaveLength(2);
  });
});
