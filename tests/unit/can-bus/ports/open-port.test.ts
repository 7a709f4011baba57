import { describe, expect, it } from 'vitest';
import { openClientPort, openServerPort } from '../../../../can-bus/ports/open-port.ts';

const vehicle = { vehicleTimeUs: (): number => 0 };

describe('opening a port by URL', () => {
  for (const url of ['virtual', 'uds-lines:127.0.0.1:1']) {
    it(`refuses ${url} as a matter of kind, on both sides`, async () => {
      const refused = { name: 'PortError', code: 'usage', context: { url } };
      await expect(openClientPort(url)).rejects.toMatchObject(refused);
      await expect(openServerPort(url, vehicle)).rejects.toMatchObject(refused);
    });
  }

  it('says which URLs can be opened where a kind cannot', async () => {
    const reason = { message: expect.stringContaining('socketcan:vcan0'), hint: 'use slcan-tcp:HOST:PORT' };
    await expect(openClientPort('socketcan:vcan0')).rejects.toMatchObject(reason);
  });

  it('passes on what is wrong in the URL', async () => {
    const wrong = { code: 'usage', context: { part: 'port' } };
    await expect(openClientPort('slcan-tcp:127.0.0.1')).rejects.toMatchObject(wrong);
    await expect(openServerPort('slcan-tcp:127.0.0.1', vehicle)).rejects.toMatchObject(wrong);
  });

  it('does not connect to port 0', async () => {
    await expect(openClientPort('slcan-tcp:127.0.0.1:0')).rejects.toMatchObject({ code: 'usage' });
  });
});
