import { describe, expect, it } from 'vitest';
import { BODY } from '../../../../ecu-sim/description/body-description.ts';
import { specLine } from '../../../support/spec-lines.ts';

describe('the description of the body ECU', () => {
  it('is that of a node with four services and three frames', () => {
    expect([BODY.node, BODY.title]).toEqual(['BODY', 'Body ECU']);
    expect(Object.entries(BODY.services).map(([name, { sid }]) => [sid, name])).toEqual([
      [0x10, 'sessionControl'],
      [0x22, 'readData'],
      [0x2f, 'inputOutputControl'],
      [0x3e, 'testerPresent'],
    ]);
    expect(BODY.broadcasts.map(({ id }) => id)).toEqual([0x5b0, 0x620, 0x638]);
  });

  it('has VIN, serial number, session, doors and locks', () => {
    const declared = Object.entries(BODY.dataIdentifiers).map(([name, { id, title, value, rule, constant }]) => [
      ...[id, name, title],
      specLine(value),
      ...[rule, constant],
    ]);
    expect(declared).toEqual([
      [0xf190, 'vin', 'VIN', 'text rest', undefined, undefined],
      [0xf18c, 'ecuSerial', 'ECU serial number', 'u32 7 hexadecimal digits', undefined, 0x0b0_d401],
      [0xf186, 'session', 'Session', 'code of session', 'conformance 29', undefined],
      [
        ...[0x1101, 'doors', 'Doors'],
        'bits driverDoorOpen "driver\'s door open", passengerDoorOpen "front passenger door open", ' +
          'rearLeftDoorOpen, rearRightDoorOpen, trunkOpen',
        ...['VEH-1', undefined],
      ],
      [
        ...[0x1102, 'locks', 'Door locks'],
        'bits driverDoorLocked "driver\'s door locked", otherDoorsLocked, lockedByKeyfob "locked by a key"',
        ...['KEY-5', undefined],
      ],
    ]);
  });

  it('KEY-5: has the door locks as its output', () => {
    expect(BODY.outputs).toEqual({
      doorLocks: {
        id: 0x2101,
        title: 'door locks',
        state: { kind: 'enumeration', of: 'lockActuation' },
        ends: 'at once: the motors move and stay',
        rule: 'KEY-5',
      },
    });
    expect(BODY.enumerations['lockActuation']?.codes).toEqual({ lock: 1, 'unlock-driver': 2, 'unlock-all': 3 });
    expect(Object.keys(BODY.enumerations)).toEqual(['session', 'powerMode', 'lockStatus', 'lockActuation']);
  });

  it('says when it refuses', () => {
    expect(BODY.negativeResponses.map(({ code, when }) => [code, when])).toEqual([
      [0x11, 'a service that is not listed here'],
      [0x12, 'a sub-function that is not listed here'],
      [0x13, 'a request of the wrong length'],
      [0x14, 'the requested data do not fit into 4095 bytes'],
      [0x31, 'an identifier, control option or state that is not listed here'],
      [0x7f, 'the service requires the extended session'],
    ]);
  });
});
