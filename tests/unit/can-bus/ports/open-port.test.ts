import { describe, expect, it } from 'vitest';
import { openClientPort, openServerPort } from '../../../../can-bus/ports/open-port.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';

const vehicle = { vehicleTimeUs: (): number => 0 };

describe('opening a port by URL', () => {
  for (const url of ['virtual', 'uds-lines:127.0.0.1:1']) {
    it(`refuses ${url} as a matter of kind, on both sides`, async () => {
      const refused = { name: 'PortError', code: 'usage', context: { url } };
      await expect(openClientPort(url)).rejects.toMatchObject(refused);
      await expect(openServerPort(url, vehicle)).rejects.toMatchObject(refused);
    });
  }

  it.each(['elm327-tcp:127.0.0.1:1', 'elm327-pty:./elm'])('does not connect to %s', async (url) => {
    const message = `cannot open ${url} as client: it is a simulated adapter for other programs`;
    await expect(openClientPort(url)).rejects.toMatchObject({ code: 'usage', message });
  });

  it('refuses options of the other side', async () => {
    const refused = (reason: string): object => ({ code: 'usage', message: expect.stringContaining(reason) as string });
    await expect(openClientPort('socketcand:127.0.0.1:1?beacon=on')).rejects.toMatchObject(
      refused('as client: only a car that serves the bus announces it'),
    );
    const withKey = 'doip:127.0.0.1:1?tls=on&cert=car.pem&key=car.key';
    await expect(openClientPort(withKey, { vehicle: doipTestVehicle })).rejects.toMatchObject(
      refused('as client: the private key is that of a car that serves the bus'),
    );
    const url = 'doip:127.0.0.1:0?source=0E80';
    await expect(openServerPort(url, { ...vehicle, vehicle: doipTestVehicle })).rejects.toMatchObject(
      refused('as server: the source is the address of a tester'),
    );
  });

  it('says which URLs can be opened where a kind cannot', async () => {
    const buses = 'slcan-tcp:HOST:PORT, socketcand:HOST:PORT, socketcan:INTERFACE, slcan:DEVICE or slcan-pty:PATH';
    await expect(openClientPort('virtual')).rejects.toMatchObject({ hint: `use ${buses}` });
    const diagnostics = { physical: doipTestVehicle.functional };
    for (const url of ['virtual', 'elm327-tcp:127.0.0.1:1']) {
      await expect(openClientPort(url, { diagnostics, vehicle: doipTestVehicle })).rejects.toMatchObject({
        hint: `use doip:HOST:PORT, uds-lines:HOST:PORT, ${buses}`,
      });
    }
  });

  for (const path of ['/dev/no-such-adapter', '/dev/null', '/']) {
    it(`names the trouble with ${path} as a serial port, which is the bench's`, async () => {
      const refused = { name: 'PortError', code: 'bench', message: expect.stringContaining(path) };
      await expect(openClientPort(`slcan:${path}`)).rejects.toMatchObject(refused);
      await expect(openServerPort(`slcan:${path}`, vehicle)).rejects.toMatchObject(refused);
    });
  }

  it('passes on what is wrong in the URL', async () => {
    const wrong = { code: 'usage', context: { part: 'port' } };
    await expect(openClientPort('slcan-tcp:127.0.0.1')).rejects.toMatchObject(wrong);
    await expect(openServerPort('slcan-tcp:127.0.0.1', vehicle)).rejects.toMatchObject(wrong);
  });

  for (const url of ['slcan-tcp:127.0.0.1:0', 'socketcand:127.0.0.1:0']) {
    it(`does not connect to port 0: ${url}`, async () => {
      await expect(openClientPort(url)).rejects.toMatchObject({ code: 'usage' });
    });
  }
});
