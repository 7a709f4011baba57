import { describe, expect, it } from 'vitest';
import { inWords, nameOfCode, titlesOf, wordsOfName } from '../../../../ecu-sim/description/value-spec.ts';

describe('the names of an enumeration', () => {
  it('in words have blanks for hyphens and capitals', () => {
    expect(inWords('keysAdded')).toBe('keys added');
    expect(inWords('awaiting-new-key')).toBe('awaiting new key');
    expect([inWords('bank2Sensor'), inWords('VIN'), inWords('elapsedMs')]).toEqual([
      'bank2 sensor',
      'VIN',
      'elapsed ms',
    ]);
  });

  it('are those of its codes', () => {
    const enumeration = { codes: { off: 0, flashing: 2 }, words: { off: 'not lit' } };
    expect([0, 1, 2].map((code) => nameOfCode(enumeration, code))).toEqual(['off', undefined, 'flashing']);
    expect([wordsOfName(enumeration, 'off'), wordsOfName({ codes: {} }, 'timedOut')]).toEqual(['not lit', 'timed out']);
  });
});

describe('the titles in a declared value', () => {
  it('are those of all fields and flags, and names in words where there is none', () => {
    const titles = titlesOf({
      kind: 'list',
      each: 'door',
      of: {
        kind: 'record',
        fields: [
          { name: 'openCount', kind: 'number', bits: 8 },
          { kind: 'flags', flags: [{ name: 'shiftP', title: 'shift position P' }, { name: 'trunkOpen' }] },
        ],
      },
    });
    expect(titles).toEqual({ openCount: 'open count', shiftP: 'shift position P', trunkOpen: 'trunk open' });
    expect(titlesOf({ kind: 'number', bits: 8 })).toEqual({});
    expect(titlesOf({ kind: 'enumeration', of: 'colour' })).toEqual({});
    const inner = { kind: 'record', fields: [{ name: 'keyId', kind: 'number', bits: 8 }] } as const;
    expect(titlesOf({ kind: 'record', fields: [{ name: 'lastTouch', ...inner }] })).toEqual({
      keyId: 'key id',
      lastTouch: 'last touch',
    });
  });
});
