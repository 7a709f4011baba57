import { expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';
import { doipVehicle } from '../../../../hil/tester/doip-vehicle.ts';

it('identifies the car by its VIN', () => {
  const { identity } = doipVehicle(DEFAULT_PROFILE);
  expect([identity.vin, identity.logicalAddress]).toEqual(['4T1BZ1FB4KU999999', 0x1000]);
  // The hash's first four bytes are the vehicle constant, too.
  expect([toHex(identity.eid).slice(0, 8), identity.eid.length, identity.gid.length]).toEqual(['B973B6A8', 6, 6]);
});

it('leads each logical address to an ECU', () => {
  const { routes, functional, functionalRoutes } = doipVehicle(DEFAULT_PROFILE);
  expect(routes.map(({ address, channel }) => [address, channel.addressing])).toEqual([
    [0x1000, { kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }],
    [0x1750, { kind: 'extended', sendId: 0x750, receiveId: 0x758, sendAddress: 0xb5, receiveAddress: 0xb5 }],
    [0x1740, { kind: 'extended', sendId: 0x750, receiveId: 0x758, sendAddress: 0x40, receiveAddress: 0x40 }],
    [0x17e0, { kind: 'normal', sendId: 0x7e0, receiveId: 0x7e8 }],
  ]);
  expect(routes.map(({ ecu }) => ecu)).toEqual(['smart-key', 'smart-key', 'body', 'engine']);
  expect(functionalRoutes.map(({ ecu }) => ecu)).toEqual(['smart-key', 'engine']);
  expect(functional.addressing.sendId).toBe(0x7df);
  expect(functionalRoutes.map(({ address }) => address)).toEqual([0x1750, 0x17e0]);
});

it('takes its addresses, and what central security needs, from the profile', () => {
  const doip = {
    gateway: '0x2000',
    smartKey: 0x2001,
    functional: 0xe000,
    testers: [0x0e80, 0x0e80],
    authentication: 'C0ffee01',
    confirmation: 'ignition',
  };
  const { addresses, routes, identity, authentication, needsIgnition, functionalRoutes } = doipVehicle(
    parseProfile({ doip }),
  );
  expect(addresses).toEqual({
    entity: 0x2000,
    targets: [0x2000, 0x2001, 0x1740, 0x17e0],
    functional: 0xe000,
    testers: [0x0e80, 0x0e80],
  });
  expect([routes[1]?.address, functionalRoutes[0]?.address, identity.logicalAddress]).toEqual([0x2001, 0x2001, 0x2000]);
  expect(authentication).toEqual(Uint8Array.of(0xc0, 0xff, 0xee, 0x01));
  expect(needsIgnition).toBe(true);
});
