import { describe, expect, it } from 'vitest';
import { inWords, labelsOf, nameOfCode, wordsOfName } from '../../../../ecu-sim/description/value-spec.ts';

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

describe('the labels in a declared value', () => {
  it('are titles and units of all fields and flags, and names in words where there is none', () => {
    const labels = labelsOf({
      kind: 'list',
      each: 'door',
      of: {
        kind: 'record',
        fields: [
          { name: 'openMs', title: 'open for', kind: 'number', bits: 8, unit: 'ms' },
          { name: 'leftMs', kind: 'optional', of: { kind: 'number', bits: 8, unit: 'ms' } },
          { kind: 'flags', flags: [{ name: 'shiftP', title: 'shift position P' }, { name: 'trunkOpen' }] },
        ],
      },
    });
    expect(labels).toEqual({
      openMs: { title: 'open for', unit: 'ms' },
      leftMs: { title: 'left', unit: 'ms' },
      shiftP: { title: 'shift position P', unit: null },
      trunkOpen: { title: 'trunk open', unit: null },
    });
    expect(labelsOf({ kind: 'number', bits: 8 })).toEqual({});
    expect(labelsOf({ kind: 'enumeration', of: 'colour' })).toEqual({});
    const inner = { kind: 'record', fields: [{ name: 'keyId', kind: 'number', bits: 8 }] } as const;
    expect(labelsOf({ kind: 'record', fields: [{ name: 'lastTouch', ...inner }] })).toEqual({
      keyId: { title: 'key id', unit: null },
      lastTouch: { title: 'last touch', unit: null },
    });
  });
});
