import { describe, expect, it } from 'vitest';
import { timePlaces, timePlacesOfFields } from '../../../../ecu-sim/description/time-places.ts';
import type { FieldSpec, ValueSpec } from '../../../../ecu-sim/description/value-spec.ts';

const TIME: ValueSpec = { kind: 'number', bits: 24, isTime: true };
const FIELDS: readonly FieldSpec[] = [
  { kind: 'flags', flags: [{ name: 'open' }] },
  { name: 'count', kind: 'number', bits: 16 },
  { name: 'elapsedMs', ...TIME },
];

const COUNT: FieldSpec = { name: 'count', kind: 'number', bits: 16 };
const SECONDS: FieldSpec = { name: 'seconds', kind: 'number', bits: 8, isTime: true };
const REST: FieldSpec = { name: 'text', kind: 'text', bytes: 'rest' };

describe('the bytes of a value that are times', () => {
  it.each<readonly [ValueSpec, number, readonly number[]]>([
    [TIME, 3, [0, 1, 2]],
    [{ kind: 'number', bits: 24 }, 3, []],
    [{ kind: 'optional', of: TIME }, 4, [1, 2, 3]],
    [{ kind: 'list', each: 'entry', of: { kind: 'record', fields: FIELDS } }, 12, [3, 4, 5, 9, 10, 11]],
    [{ kind: 'number', bits: 8, isTime: true }, 1, [0]],
    [{ kind: 'optional', of: { kind: 'record', fields: FIELDS } }, 7, [4, 5, 6]],
    [{ kind: 'optional', of: { kind: 'record', fields: FIELDS } }, 4, []],
    [{ kind: 'list', each: 'entry', of: TIME }, 7, [0, 1, 2, 3, 4, 5]],
    [{ kind: 'counted-list', capacity: 3, of: TIME }, 6, [1, 2, 3]],
    [{ kind: 'counted-list', capacity: 3, of: TIME }, 7, [1, 2, 3, 4, 5, 6]],
    [{ kind: 'counted-list', capacity: 3, of: TIME }, 0, []],
    [{ kind: 'list', each: 'entry', of: { kind: 'record', fields: [{ name: 'at', ...TIME }, REST] } }, 5, [0, 1, 2]],
    [{ kind: 'optional', of: { kind: 'record', fields: [COUNT, SECONDS] } }, 4, [3]],
    [{ kind: 'record', fields: [COUNT, { name: 'times', kind: 'list', each: 'entry', of: TIME }] }, 7, [2, 3, 4]],
    [{ kind: 'text', bytes: 'rest' }, 4, []],
    [{ kind: 'bytes', bytes: 3 }, 3, []],
    [{ kind: 'date' }, 3, []],
    [{ kind: 'flag' }, 1, []],
    [{ kind: 'enumeration', of: 'colour' }, 1, []],
  ])('of %j in %i bytes are %j', (spec, length, places) => {
    expect(timePlaces(spec, length)).toEqual(places);
  });

  it('of fields lie behind the fields before, and not beyond the length', () => {
    expect(timePlacesOfFields(FIELDS, 6)).toEqual([3, 4, 5]);
    expect(timePlacesOfFields(FIELDS, 3)).toEqual([]);
    expect(timePlacesOfFields([COUNT, SECONDS], 3)).toEqual([2]);
    expect(timePlacesOfFields([SECONDS, REST, SECONDS], 9)).toEqual([0]);
  });
});
