import { describe, expect, it } from 'vitest';
import { DATA_IDENTIFIERS } from '../../../../../ecu-sim/description/smart-key/data-identifiers.ts';
import { specLine } from '../../../../support/spec-lines.ts';
import type { DataIdentifierSpec } from '../../../../../ecu-sim/description/ecu-description.ts';

const DECLARED = Object.entries<DataIdentifierSpec>(DATA_IDENTIFIERS);

describe('the data identifiers of the Smart Key ECU', () => {
  it('have the ids and layouts of the contract', () => {
    const declared = DECLARED.map(([name, { id, title, value }]) => [id, name, title, specLine(value)]);
    expect(declared).toEqual([
      [0xf187, 'partNumber', 'Part number', 'text rest'],
      [0xf18a, 'supplier', 'Supplier', 'text rest'],
      [0xf191, 'hardware', 'Hardware', 'text rest'],
      [0xf195, 'software', 'Software', 'text rest'],
      [0xf197, 'systemName', 'System', 'text rest'],
      [0xf18c, 'ecuSerial', 'ECU serial number', 'u32 7 hexadecimal digits'],
      [0xf190, 'vin', 'VIN', 'text rest'],
      [0xf198, 'testerSerial', 'Tester serial number', 'bytes 16'],
      [0xf199, 'programmingDate', 'Programming date', 'date'],
      [0xf186, 'session', 'Session', 'code of session'],
      [0x1001, 'registeredKeys', 'Registered keys', 'u8 0..255'],
      [0x1002, 'freeSlots', 'Free slots', 'u8 0..255'],
      [0x1003, 'slots', 'Slots', 'each slot: optional u32 8 hexadecimal digits'],
      [0x1008, 'retiredKeys', 'Retired keys', 'u16 0..65535'],
      [
        ...[0x1004, 'inputs', 'Inputs'],
        'bits driverDoorOpen "driver\'s door open", passengerDoorOpen "front passenger door open", rearLeftDoorOpen, ' +
          'rearRightDoorOpen, trunkOpen, doorUnknown, brake "brake pressed", shiftP "shift position P"; ' +
          'powerMode code of powerMode',
      ],
      [0x1005, 'batteryMv', '12 V supply', 'u16 0..65535 mV'],
      [
        ...[0x1006, 'procedure', 'Procedure'],
        'procedure code of procedure; state code of procedureState; ' +
          'elapsedMs "elapsed" u24 0..16777215 ms, time; ' +
          'remainingMs "remaining" u24 0..16777215 ms, time',
      ],
      [...[0x1007, 'beeps', 'Beeps since power-on'], 'total u32 0..4294967295; last "last signal" u8 0..255'],
      [
        ...[0x1009, 'passCodeAttempts', 'Wrong pass-codes'],
        'wrong "wrong attempts" u8 0..255; delayLeftMs "delay left" u16 0..65535 ms, time',
      ],
      [0x100a, 'keyLowBatterySeen', 'Low key battery seen', 'flag'],
      [0x100b, 'immobilizerSet', 'Immobilizer', 'flag not set/set'],
      [
        ...[0x1010, 'history', 'History'],
        'up to 16: procedure code of procedure; outcome code of outcome; reason code of reason; ' +
          'counter "entry number" u8 0..255; ' +
          'seconds "age of the ECU" u32 0..4294967295 s, time',
      ],
    ]);
  });

  it('identify the ECU by constant texts', () => {
    const constants = DECLARED.flatMap(([name, { constant }]) => (constant === undefined ? [] : [[name, constant]]));
    expect(constants).toEqual([
      ['partNumber', '89990-VSK01'],
      ['supplier', 'VSK'],
      ['hardware', 'VSK-HW1'],
      ['software', 'VSK-1.00'],
      ['systemName', 'Smart Key'],
    ]);
  });

  it('conformance 49: are written where a workshop leaves its mark', () => {
    expect(DECLARED.filter(([, { writable }]) => writable === true).map(([, { id }]) => id)).toEqual([0xf198, 0xf199]);
  });

  it('name the rules that their values follow', () => {
    const rules = DECLARED.flatMap(([, { id, rule }]) => (rule === undefined ? [] : [[id, rule]]));
    expect(rules).toEqual([
      [0xf198, 'conformance 49'],
      [0xf199, 'conformance 49'],
      [0xf186, 'conformance 29'],
      [0x1001, 'KEY-2'],
      [0x1002, 'KEY-2'],
      [0x1003, 'KEY-2'],
      [0x1008, 'KEY-3'],
      [0x1004, 'VEH-2'],
      [0x1005, 'VEH-1'],
      [0x1006, 'RST-5'],
      [0x1007, 'VEH-3'],
      [0x1009, 'AUT-3'],
      [0x100a, 'KEY-6'],
      [0x100b, 'KEY-7'],
      [0x1010, 'VEH-6'],
    ]);
  });
});
