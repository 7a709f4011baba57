import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { encodeAnnouncement } from '../../../../can-bus/doip/discovery.ts';
import { NO_DOIP_FAULT, type DoipFault } from '../../../../can-bus/doip/fault-plan.ts';
import { spoilDatagram, spoilMessage } from '../../../../can-bus/doip/spoil-message.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';

const fault = (changes: Partial<DoipFault>): DoipFault => ({ ...NO_DOIP_FAULT, message: 'status', ...changes });
const status = fromHex('02FD40040000000101');

it('changes a copy: the inverse version, or the VIN of an announcement', () => {
  expect(toHex(spoilMessage(status, fault({ wrongInverse: true })))).toBe('020240040000000101');
  expect(toHex(status)).toBe('02FD40040000000101');
  const spoiled = spoilMessage(encodeAnnouncement(doipTestVehicle.identity), fault({ vin: '4T1B21FB8KU000000' }));
  expect(Buffer.from(spoiled.subarray(8, 25)).toString()).toBe('4T1B21FB8KU000000');
  expect(toHex(spoilMessage(status, fault({ vin: '4T1B21FB8KU000000' })))).toBe(toHex(status));
});

it('leaves nothing of a datagram, a part of it, or a negative acknowledge', () => {
  expect(spoilDatagram(status, fault({ drop: true }))).toBeNull();
  expect(spoilDatagram(status, fault({ cut: 0 }))).toBeNull();
  expect(toHex(spoilDatagram(status, fault({ cut: 6 })) ?? new Uint8Array(0))).toBe('02FD40040000');
  expect(toHex(spoilDatagram(status, fault({ headerNack: 3 })) ?? new Uint8Array(0))).toBe('02FD00000000000103');
});
