import { describe, expect, it } from 'vitest';
import { AdapterState } from '../../../../can-bus/elm327/adapter-state.ts';
import { accepted, answer, OK, runAtCommand, setting, UNKNOWN } from '../../../../can-bus/elm327/at-command.ts';
import type { ElmVersion } from '../../../../can-bus/elm327/version.ts';

function state(version: ElmVersion): AdapterState {
  return new AdapterState({ version, bitRate: null, power: () => ({ batteryV: 12.6, ignitionOn: true }) });
}

describe('an AT command', () => {
  it('is the first whose pattern matches', () => {
    const commands = [
      { pattern: /^X(A)?(\d)$/, run: (_: unknown, ...digits: readonly string[]) => answer(digits.join()) },
      accepted(/^X.*$/),
    ];
    expect(runAtCommand(state('1.5'), 'X7', commands)).toEqual(answer(',7'));
    expect(runAtCommand(state('1.5'), 'XA7', commands)).toEqual(answer('A,7'));
    expect(runAtCommand(state('1.5'), 'XB', commands)).toBe(OK);
    expect(runAtCommand(state('1.5'), 'Y', commands)).toBe(UNKNOWN);
  });

  it('sets something to its values', () => {
    const seen: number[][] = [];
    const command = setting(/^P(..)(..)$/, (_, first, second) => seen.push([first, second]));
    expect(runAtCommand(state('1.5'), 'P0AFF', [command])).toBe(OK);
    expect(seen).toEqual([[0x0a, 0xff]]);
  });

  it('ELM-25: may be one that a clone does not have', () => {
    const commands = [accepted(/^X$/, true)];
    expect(runAtCommand(state('1.5'), 'X', commands)).toBe(OK);
    expect(runAtCommand(state('2.1'), 'X', commands)).toBe(UNKNOWN);
  });
});
