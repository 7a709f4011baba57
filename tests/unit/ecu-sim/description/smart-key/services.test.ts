import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../../../ecu-sim/description/ecu-description.ts';
import { SECURITY_LEVELS, SERVICES } from '../../../../../ecu-sim/description/smart-key/services.ts';
import { fieldLines } from '../../../../support/spec-lines.ts';

const DECLARED: readonly (readonly [string, ServiceSpec])[] = Object.entries<ServiceSpec>(SERVICES);

function subFunctionsOf(name: keyof typeof SERVICES): readonly unknown[] {
  const { subFunctions }: ServiceSpec = SERVICES[name];
  return (subFunctions ?? []).map(({ code, title, length }) => [code, title, length]);
}

describe('the services of the Smart Key ECU', () => {
  it('have their ids, the lengths of their requests and their rules', () => {
    expect(DECLARED.map(([name, { sid, title, length, rule }]) => [sid, name, title, length, rule])).toEqual([
      [0x10, 'sessionControl', 'DiagnosticSessionControl', { least: 2 }, 'conformance 19, 29 to 32'],
      [0x11, 'ecuReset', 'ECUReset', { least: 2 }, 'conformance 34, RST-5'],
      [0x14, 'clearInformation', 'ClearDiagnosticInformation', { least: 4, most: 4 }, 'VEH-8'],
      [0x19, 'readFaults', 'ReadDTCInformation', { least: 2 }, 'VEH-8'],
      [0x22, 'readData', 'ReadDataByIdentifier', { least: 3 }, 'conformance 48'],
      [0x27, 'securityAccess', 'SecurityAccess', { least: 2 }, 'AUT, conformance 36 to 47'],
      [0x28, 'communicationControl', 'CommunicationControl', { least: 2 }, 'conformance 33'],
      [0x2e, 'writeData', 'WriteDataByIdentifier', { least: 4 }, 'conformance 49'],
      [0x2f, 'inputOutputControl', 'InputOutputControlByIdentifier', { least: 4 }, 'VEH-3'],
      [0x31, 'routineControl', 'RoutineControl', { least: 4 }, 'conformance 50'],
      [0x3e, 'testerPresent', 'TesterPresent', { least: 2 }, 'conformance 51'],
      [0x85, 'faultSetting', 'ControlDTCSetting', { least: 2 }, 'conformance 33'],
    ]);
  });

  it('need the extended session where they change something', () => {
    const extendedOnly = DECLARED.filter(([, { sessions }]) => !sessions.includes('default')).map(([, { sid }]) => sid);
    expect(extendedOnly).toEqual([0x27, 0x28, 0x2e, 0x2f, 0x31, 0x85]);
    expect(DECLARED.every(([, { sessions }]) => sessions.includes('extended'))).toBe(true);
  });

  it('have the sub-functions of the contract, with the length of the whole request where it is fixed', () => {
    expect(subFunctionsOf('sessionControl')).toEqual([
      [1, 'default session', 2],
      [3, 'extended session', 2],
    ]);
    expect(subFunctionsOf('ecuReset')).toEqual([
      [1, 'hard reset', 2],
      [2, 'key off-on reset', 2],
      [3, 'soft reset', 2],
    ]);
    expect(subFunctionsOf('readFaults')).toEqual([
      [0x01, 'number of codes by status mask', 3],
      [0x02, 'codes by status mask', 3],
      [0x06, 'extended data of a code', 6],
      [0x0a, 'supported codes', 2],
    ]);
    expect(subFunctionsOf('securityAccess')).toEqual([
      [1, 'seed of level 1', 2],
      [2, 'key of level 1', undefined],
      [3, 'seed of level 2', 2],
      [4, 'key of level 2', undefined],
      [5, 'seed of level 3', 2],
      [6, 'key of level 3', undefined],
      [7, 'seed of level 4', 2],
      [8, 'key of level 4', undefined],
    ]);
    expect(subFunctionsOf('communicationControl')).toEqual([
      [0, 'enable reception and transmission', 3],
      [1, 'enable reception, disable transmission', 3],
      [2, 'disable reception, enable transmission', 3],
      [3, 'disable reception and transmission', 3],
    ]);
    expect(subFunctionsOf('routineControl')).toEqual([
      [1, 'start', undefined],
      [2, 'stop', 4],
      [3, 'results', 4],
    ]);
    expect(subFunctionsOf('testerPresent')).toEqual([[0, 'tester present', 2]]);
    expect(subFunctionsOf('faultSetting')).toEqual([
      [1, 'on', 2],
      [2, 'off', 2],
    ]);
  });

  it('conformance 50: RoutineControl alone looks at its sub-function after other parts', () => {
    const itself = DECLARED.filter(([, { checksSubFunctionItself }]) => checksSubFunctionItself === true);
    expect(itself.map(([, { sid }]) => sid)).toEqual([0x31]);
  });
});

describe('the security levels of the Smart Key ECU', () => {
  const KEY_SEED = [
    'data1 "Data1: ecuSerial (28 bits) and seed counter (16 bits), right-aligned" bytes 6',
    'data2 "Data2: nonce" bytes 6',
    'data3 "Data3: vehicle constant" bytes 4',
  ];
  const KEY = ['passCode "pass-code" bytes 6'];

  it('have the seeds and pass-codes of the contract', () => {
    const declared = SECURITY_LEVELS.map(({ level, title, procedure, seed, key, rule }) => [
      ...[level, title, procedure],
      ...[fieldLines(seed), fieldLines(key), rule],
    ]);
    const resetSeed = ['seedCounter u16 0..65535', 'nonce bytes 6'];
    expect(declared).toEqual([
      [1, 'reset, step 1', 'reset', resetSeed, ['passCode "six ASCII digits" text 6'], 'RST-1'],
      [2, 'reset, step 2', 'reset', KEY_SEED, KEY, 'RST-2'],
      [3, 'registration', 'registration', KEY_SEED, KEY, 'REG-1'],
      [4, 'erasure', 'erasure', KEY_SEED, KEY, 'ERA-2'],
    ]);
  });
});
