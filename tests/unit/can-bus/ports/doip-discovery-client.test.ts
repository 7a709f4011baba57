import { createSocket } from 'node:dgram';
import { expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { answerDatagram } from '../../../../can-bus/doip/discovery.ts';
import { discoverDoip, identificationRequest } from '../../../../can-bus/ports/doip-discovery-client.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';

const url = { kind: 'doip', host: null, port: 0, source: 0x0e00, vin: null, eid: null, tls: null } as const;

it('looks for any vehicle, or for one by VIN or EID', () => {
  const vin = '4T1BZ1FB4KU999999';
  expect(toHex(identificationRequest(url))).toBe('FF00000100000000');
  expect(toHex(identificationRequest({ ...url, vin }))).toBe('FF00000300000011345431425A314642344B55393939393939');
  expect(toHex(identificationRequest({ ...url, eid: '010203040506' }))).toBe('FF00000200000006010203040506');
});

it('finds the vehicle that answers, and reports that none does', async () => {
  const socket = createSocket('udp4');
  const status = { maxSockets: 8, openSockets: 0, isReady: true };
  socket.on('message', (bytes, { port, address }) => {
    const answer = answerDatagram(bytes, doipTestVehicle.identity, status);
    if (answer !== null) socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  expect(await discoverDoip({ ...url, port, vin: '4T1BZ1FB4KU999999' })).toBe('127.0.0.1');
  await expect(discoverDoip({ ...url, port, vin: '2T1BZ1FB4KU999999' })).rejects.toMatchObject({
    code: 'bench',
    message: expect.stringContaining('another vehicle answers, with VIN 4T1BZ1FB4KU999999 at 127.0.0.1') as string,
  });
  socket.close();
});
