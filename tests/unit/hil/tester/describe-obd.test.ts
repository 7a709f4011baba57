import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { describeObdRequest, describeObdResponse, isObdService } from '../../../../hil/tester/describe-obd.ts';

describe('OBD requests in words', () => {
  it.each([
    ['010C0D', 'read current data: engine speed, vehicle speed'],
    ['0100', 'read current data: supported from 01'],
    ['01FE', 'read current data: FE'],
    ['02020005000C00', 'read freeze frame: code that stored the freeze frame, coolant temperature, engine speed'],
    ['03', 'read stored trouble codes'],
    ['04', 'clear trouble codes'],
    ['0621', 'read on-board monitor tests: catalyst, bank 1'],
    ['07', 'read pending trouble codes'],
    ['0902', 'read vehicle information: VIN'],
    ['0A', 'read permanent trouble codes'],
  ])('%s', (request, words) => {
    expect(describeObdRequest(fromHex(request))).toBe(words);
  });

  it('are those of the engine ECU', () => {
    expect([0x01, 0x0a, 0x05, 0x10, 0x22].map(isObdService)).toEqual([true, true, false, false, false]);
  });
});

describe('OBD responses in words', () => {
  it.each([
    ['010C0D', '410C0AF00D32', 'engine speed 700 rpm, vehicle speed 50 km/h'],
    ['0105', '410582', 'coolant temperature 90 °C'],
    ['0104', '410436', 'calculated load 21.1765 %'],
    ['0103', '41030202', 'fuel system status bank 1 closed-loop, bank 2 closed-loop'],
    ['0100', '4100BFBFA813', 'supported from 01: 01 03 04 05 06 07 08 09 0B 0C 0D 0E 0F 10 11 13 15 1C 1F 20'],
    ['0900', '490054400000', 'supported from 01: 02 04 06 0A'],
    ['0902', '490201345431425A314642344B55393939393939', 'VIN 4T1BZ1FB4KU999999'],
    [
      '02020005000C00',
      '42020003010500820C001C20',
      'code that stored the freeze frame 0301, coolant temperature 90 °C, engine speed 1800 rpm',
    ],
    ['03', '430203010171', 'P0301, P0171'],
    ['07', '4700', 'none'],
    ['0A', '4A01C100', 'U0100'],
    ['04', '44', 'done'],
    ['0621', '462183200010', '21 83 20 00 10'],
    ['0601', '4601810A0BB00000FFFF', 'monitor 01, test 81 365.024 mV, limits 0 to 7995.27'],
    ['0601', '460190FF0BB00000FFFF', 'monitor 01, test 90 2992 (unit FF), limits 0 to 65535'],
    ['0600', '4600C0000001', 'supported from 01: 01 02 20'],
    [
      '0904',
      `490402${'41'.repeat(16)}${'42'.repeat(16)}`,
      `calibration identification ${'A'.repeat(16)}, calibration identification ${'B'.repeat(16)}`,
    ],
    ['0151', '415104', 'fuel type 4'],
    ['010A', '410A64', 'fuel pressure 300 kPa'],
    ['0114', '41145AFF', 'oxygen sensor 1, bank 1 voltage 0.45 V, fuel trim 99.2188 %'],
    ['0118', '4118B480', 'oxygen sensor 1, bank 2 voltage 0.9 V, fuel trim 0 %'],
    ['012B', '412B80004000', 'oxygen sensor 4, bank 2, wide range equivalence ratio 1, voltage 2 V'],
    ['01A6', '41A60001E240', 'odometer 12345.6 km'],
    ['010C', '410C0A', '41 0C 0A'],
    ['01FE', '41FE00', '41 FE 00'],
  ])('%s: %s', (request, response, words) => {
    expect(describeObdResponse(fromHex(request), fromHex(response))).toBe(words);
  });
});
