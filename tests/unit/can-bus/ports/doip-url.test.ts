import { expect, it } from 'vitest';
import { DOIP_URL_FORM, formatDoip, parseDoip } from '../../../../can-bus/ports/doip-url.ts';

const anyVehicle = { kind: 'doip', host: null, port: 13_400, source: 0x0e00, vin: null, eid: null, tls: null } as const;

it('reads an address, or that a vehicle is looked for', () => {
  expect(parseDoip(DOIP_URL_FORM, '127.0.0.1:13400')).toEqual({ ...anyVehicle, host: '127.0.0.1' });
  expect(parseDoip('doip:discover', 'discover')).toEqual(anyVehicle);
  expect(parseDoip('doip:discover:5?eid=0102030405ff', 'discover:5?eid=0102030405ff')).toEqual({
    ...anyVehicle,
    port: 5,
    eid: '0102030405ff',
  });
  expect(formatDoip({ ...anyVehicle, source: 0x0e80, vin: '4T1BZ1FB4KU999999' })).toBe(
    'doip:discover:13400?source=0E80&vin=4T1BZ1FB4KU999999',
  );
});

it('reads TLS: on a port of its own, with files, or required', () => {
  const rest = '127.0.0.1:13400?tls=required&tlsPort=0&cert=c.pem&key=k.pem';
  const url = parseDoip(`doip:${rest}`, rest);
  expect(url.tls).toEqual({ port: 0, cert: 'c.pem', key: 'k.pem', isRequired: true });
  expect(formatDoip(url)).toBe(`doip:${rest}`);
  const trusting = 'car.example:13400?tls=on&cert=c.pem';
  expect(parseDoip('x', trusting).tls).toEqual({ port: 3496, cert: 'c.pem', key: null, isRequired: false });
  expect(formatDoip(parseDoip('x', trusting))).toBe(`doip:${trusting}`);
});

it.each([
  ['127.0.0.1:13400?tls=on&key=k.pem', 'a private key needs its certificate'],
  ['127.0.0.1:13400?tlsPort=5', 'belong to TLS'],
  ['127.0.0.1:13400?vin=4T1BZ1FB4KU999999', 'is not looked for'],
  ['discover?vin=4T1', 'is not a VIN'],
  ['discover?eid=12', 'is not an EID'],
  ['127.0.0.1:13400?source=12345', 'is not a logical address'],
])('refuses %s', (rest, problem) => {
  expect(() => parseDoip(`doip:${rest}`, rest)).toThrow(problem);
});
