import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../../../ecu-sim/description/engine-description.ts';
import { wordsOfName } from '../../../../ecu-sim/description/value-spec.ts';

describe('the description of the engine ECU', () => {
  it('is a node of its own that broadcasts nothing and has no UDS', () => {
    expect(ENGINE).toMatchObject({ node: 'ENGINE', title: 'Engine ECU', broadcasts: [] });
    const { securityLevels, dataIdentifiers, routines, outputs } = ENGINE;
    expect({ securityLevels, dataIdentifiers, routines, outputs }).toEqual({
      securityLevels: [],
      dataIdentifiers: {},
      routines: {},
      outputs: {},
    });
  });

  it('has the services of SAE J1979, with the lengths of their requests', () => {
    const declared = Object.entries(ENGINE.services).map(([name, { sid, title, length, sessions, subFunctions }]) => {
      expect([sessions, subFunctions]).toEqual([['default'], null]);
      return [sid, name, title, length.least, length.most];
    });
    expect(declared).toEqual([
      [0x01, 'currentData', 'Current data', 2, 7],
      [0x02, 'freezeFrame', 'Freeze frame', 3, 7],
      [0x03, 'storedCodes', 'Stored trouble codes', 1, 1],
      [0x04, 'clearCodes', 'Clear trouble codes', 1, 1],
      [0x06, 'monitorTests', 'On-board monitor tests', 2, 7],
      [0x07, 'pendingCodes', 'Pending trouble codes', 1, 1],
      [0x09, 'vehicleInformation', 'Vehicle information', 2, 2],
      [0x0a, 'permanentCodes', 'Permanent trouble codes', 1, 1],
    ]);
  });

  it('has the codes of the fuel system status, each in words', () => {
    const { fuelSystem } = ENGINE.enumerations;
    const { codes = {} } = fuelSystem ?? {};
    const declared = Object.entries(codes).map(([name, code]) => [code, wordsOfName({ codes, ...fuelSystem }, name)]);
    expect(declared).toEqual([
      [0, 'off'],
      [1, 'open loop while cold'],
      [2, 'closed loop'],
      [4, 'open loop at full load'],
    ]);
    expect(Object.keys(codes)).toEqual(['off', 'open-loop-cold', 'closed-loop', 'open-loop-load']);
  });

  it('says when it refuses', () => {
    expect(ENGINE.negativeResponses).toEqual([
      { code: 0x11, when: 'a service that is not listed here' },
      { code: 0x12, when: 'none of the requested parameters is listed here' },
      { code: 0x13, when: 'a request of the wrong length' },
    ]);
  });
});
