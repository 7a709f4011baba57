import { describe, expect, it } from 'vitest';
import { describeOutcome, describeRequest } from '../../../../hil/tester/describe-exchange.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

describe('a request in words', () => {
  it.each([
    [[0x27, 0x01], 'level 1'],
    [[0x27, 0x08], 'level 4'],
    [[0x22, 0xf1, 0x90], 'read VIN'],
    [[0x22, 0x10, 0x01], 'read registered keys'],
    [[0x22, 0xf1, 0x8c], 'read ECU serial number'],
    [[0x22, 0x12, 0x34], 'read 1234'],
    [[0x14, 0x00, 0x01, 0x2f], '00012F'],
    [[0x19, 0x06, 0x00, 0x01, 0x2f, 0xff], '00012F'],
    [[0x31, 0x01, 0xff, 0xff], '31 01 FF FF'],
    [[0x22, 0xf1, 0x90, 0xf1, 0x87], 'read VIN, part number'],
    [[0x22, 0xf1, 0x90, 0x12, 0x34], 'read VIN, 1234'],
    [[0x22, 0xf1, 0x90, 0xf1], 'read VIN, F1'],
    [[0x2e, 0xf1, 0x99, 0x26, 0x11, 0x29], 'write programming date: 261129'],
    [[0x2e, 0xf1, 0x99, 0x26, 0x13, 0x29], 'write programming date: 261329'],
    [[0x2e, 0xf1, 0x98, 0x41, 0x42], 'write tester serial number: 41 42'],
    [[0x2e, 0xf1, 0x90, 0x01], 'write VIN: 01'],
    [[0x2e, 0xf1, 0x90, 0x41, 0x42], 'write VIN: AB'],
    [[0x2e, 0xf1, 0x90], 'write VIN'],
    [[0x2e, 0x12, 0x34, 0x01], '2E 12 34 01'],
    [[0x11, 0x01], 'hard reset'],
    [[0x11, 0x83], 'soft reset'],
    [[0x11, 0x01, 0x00], '11 01 00'],
    [[0x28, 0x03, 0x01], 'disable reception and transmission'],
    [[0x28, 0x03], '28 03'],
    [[0x85, 0x02], 'setting of trouble codes: off'],
    [[0x85, 0x05], '85 05'],
    [[0x19, 0x01, 0xff], 'count the trouble codes'],
    [[0x19, 0x02, 0xff], 'read the trouble codes'],
    [[0x19, 0x0a], 'read the supported trouble codes'],
    [[0x19, 0x04], '19 04'],
    [[0x01, 0x0c], 'engine speed'],
    [[0x22, 0x11, 0x02], 'read door locks'],
    [[0x2f, 0x21, 0x01, 0x03, 0x02], 'door locks: unlock driver'],
    [[0x2f, 0x20, 0x01, 0x03, 0x02], 'exterior buzzer: 2 beeps'],
    [[0x2f, 0x20, 0x02, 0x03, 0x07], 'security indicator: 7'],
    [[0x2f, 0x21, 0x01, 0x00], 'door locks: return control'],
    [[0x2f, 0x21, 0x01, 0x01], '2F 21 01 01'],
    [[0x2f, 0x99, 0x99, 0x03], '2F 99 99 03'],
  ])('%j names %s', (payload, text) => {
    expect(describeRequest(Uint8Array.from(payload))).toContain(text);
  });

  it('differs between seed and pass-code, and between the two sessions', () => {
    expect(describeRequest(bytes(0x27, 1))).not.toBe(describeRequest(bytes(0x27, 2)));
    expect(describeRequest(bytes(0x10, 3))).not.toBe(describeRequest(bytes(0x10, 1)));
  });
});

describe('the sub-function of a request in words', () => {
  it.each([
    [[0x10, 0x01], 'close the session'],
    [[0x10, 0x83], 'open the extended session'],
    [[0x10, 0x02], '10 02'],
    [[0x27, 0x85], 'request a seed, level 3'],
    [[0x27, 0x99], '27 99'],
    [[0x31, 0x81, 0x02, 0x01, 0x01], 'Smart Code Reset: arm'],
    [[0x31, 0x82, 0x02, 0x01], 'Smart Code Reset: stop'],
    [[0x31, 0x01, 0x02, 0x01], 'Smart Code Reset: start without an option'],
    [[0x31, 0x05, 0x02, 0x01], 'Smart Code Reset: sub-function 5'],
  ])('conformance 9: %j', (payload, text) => {
    expect(describeRequest(Uint8Array.from(payload))).toBe(text);
  });
});

describe('an outcome in words', () => {
  it('has the seed in hex', () => {
    const response = bytes(0x67, 1, 0xab, 0xcd);
    expect(describeOutcome(bytes(0x27, 1), { kind: 'positive', response })).toBe('seed ABCD');
  });

  it('has the value of an identifier', () => {
    const vin = '4T1BZ1FBXKU000001';
    const response = bytes(0x62, 0xf1, 0x90, ...new TextEncoder().encode(vin));
    expect(describeOutcome(bytes(0x22, 0xf1, 0x90), { kind: 'positive', response })).toBe(vin);
  });

  it('has the values of OBD parameters and of the body ECU', () => {
    const rpm = bytes(0x41, 0x0c, 0x0a, 0xf0);
    expect(describeOutcome(bytes(0x01, 0x0c), { kind: 'positive', response: rpm })).toBe('engine speed 700 rpm');
    const locks = bytes(0x62, 0x11, 0x02, 0x02);
    expect(describeOutcome(bytes(0x22, 0x11, 0x02), { kind: 'positive', response: locks })).toBe('other doors locked');
  });

  it('has the titles of its fields and flags, not their names', () => {
    const response = bytes(0x62, 0x10, 0x04, 0x81, 2);
    expect(describeOutcome(bytes(0x22, 0x10, 0x04), { kind: 'positive', response })).toBe(
      "driver's door open, shift position P, power mode IG on",
    );
  });

  it('has the name of a negative response code', () => {
    const outcome = { kind: 'negative', response: bytes(0x7f, 0x27, 0x35), nrc: 0x35 } as const;
    expect(describeOutcome(bytes(0x27, 2), outcome)).toContain('invalidKey');
  });

  it('lists the names of trouble codes', () => {
    const response = bytes(0x59, 2, 0xff, 0, 1, 0x2f, 8);
    expect(describeOutcome(bytes(0x19, 2, 0xff), { kind: 'positive', response })).toBe('00012F');
  });
});
