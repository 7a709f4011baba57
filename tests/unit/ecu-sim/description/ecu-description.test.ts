import { describe, expect, it } from 'vitest';
import { entryById, NO_DIAGNOSTICS } from '../../../../ecu-sim/description/ecu-description.ts';

describe('the entry of a table with an id', () => {
  const table = { vin: { id: 0xf190, title: 'VIN' }, session: { id: 0xf186, title: 'Session' } };

  it('comes with its name', () => {
    expect(entryById(table, 0xf186)).toEqual(['session', { id: 0xf186, title: 'Session' }]);
  });

  it('is undefined if the table has no such entry', () => {
    expect([entryById(table, 0xf187), entryById({}, 0xf190)]).toEqual([undefined, undefined]);
  });
});

describe('a description without diagnostics', () => {
  it('has no entry in any table', () => {
    expect(NO_DIAGNOSTICS).toEqual({
      enumerations: {},
      services: {},
      securityLevels: [],
      dataIdentifiers: {},
      routines: {},
      outputs: {},
      troubleCodes: {},
      negativeResponses: [],
      parameters: [],
      monitorTests: [],
    });
  });
});
