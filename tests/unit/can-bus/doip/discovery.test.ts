import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { answerDatagram, encodeAnnouncement } from '../../../../can-bus/doip/discovery.ts';

const identity = {
  vin: '4T1BZ1FB4KU999999',
  logicalAddress: 0x1000,
  eid: fromHex('010203040506'),
  gid: fromHex('0708090A0B0C'),
};
const status = { maxSockets: 8, openSockets: 2, isReady: true };
const VIN = '345431425A314642344B55393939393939';
const BODY = `${VIN}10000102030405060708090A0B0C0000`;

function answer(request: string): string | null {
  const bytes = answerDatagram(fromHex(request), identity, status);
  return bytes === null ? null : toHex(bytes);
}

it('DOIP-6: answers a vehicle identification request in its version', () => {
  expect(answer('02FD000100000000')).toBe(`02FD000400000021${BODY}`);
  expect(answer('03FC000100000000')).toBe(`03FC000400000021${BODY}`);
  expect(answer('FF00000100000000')).toBe(`02FD000400000021${BODY}`);
  expect(toHex(encodeAnnouncement(identity))).toBe(`02FD000400000021${BODY}`);
});

it('DOIP-7: answers a request by EID or VIN only where it is its own', () => {
  expect(answer('02FD000200000006010203040506')).toBe(`02FD000400000021${BODY}`);
  expect(answer('02FD000200000006010203040507')).toBeNull();
  expect(answer(`02FD000300000011${VIN}`)).toBe(`02FD000400000021${BODY}`);
  expect(answer(`02FD000300000011${VIN.slice(0, -2)}38`)).toBeNull();
});

it('DOIP-8: reports its status and the power mode', () => {
  expect(answer('02FD400100000000')).toBe('02FD400200000007000802' + '00000FFF');
  expect(answer('02FD400300000000')).toBe('02FD40040000000101');
  const notReady = answerDatagram(fromHex('02FD400300000000'), identity, { ...status, isReady: false });
  expect(notReady?.at(-1)).toBe(0);
});

it('DOIP-9: rejects a malformed datagram, and never answers an answer', () => {
  expect(answer('02FC000100000000')).toBe('02FD00000000000100');
  expect(answer('02FD000500000000')).toBe('02FD00000000000101');
  expect(answer('02FD00010000000100')).toBe('02FD00000000000104');
  expect(answer('02FD00000000000100')).toBeNull();
  expect(answer(`02FD000400000021${BODY}`)).toBeNull();
  expect(answer('02')).toBeNull();
});
