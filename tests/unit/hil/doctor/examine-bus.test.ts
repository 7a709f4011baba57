import { afterEach, describe, expect, it } from 'vitest';
import { examineBus } from '../../../../hil/doctor/examine-bus.ts';
import { serveLoopback } from '../../../support/loopback.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('whether a bus is available', () => {
  it.each(['slcan-tcp:127.0.0.1:0', 'socketcand:127.0.0.1:0', 'uds-lines:127.0.0.1:0', 'elm327-tcp:127.0.0.1:0'])(
    '%s is opened, and closed again',
    async (url) => {
      const found = { topic: 'bus', status: 'ok', text: `${url}: can be opened`, fix: null };
      expect(await examineBus(url)).toEqual(found);
      expect(await examineBus(url)).toEqual(found);
    },
  );

  it('the virtual one always', async () => {
    expect(await examineBus('virtual')).toMatchObject({ status: 'ok', text: 'virtual: always available' });
  });

  it('warns of a port in use: perhaps a car is there already', async () => {
    const taken = await serveLoopback((socket) => socket.destroy());
    closers.push(() => taken.close());
    const url = `slcan-tcp:127.0.0.1:${taken.port}`;
    const finding = await examineBus(url);
    expect(finding).toMatchObject({ status: 'warn', text: `${url}: in use; if by a car, a tool can connect to it` });
    expect(finding.fix).toContain('choose another port');
  });

  it('reports a missing serial port, with the fix', async () => {
    expect(await examineBus('slcan:/dev/no-such-adapter')).toMatchObject({
      status: 'missing',
      text: 'there is no /dev/no-such-adapter',
      fix: expect.stringContaining('is the adapter plugged in?'),
    });
  });

  it('refuses an invalid bus URL', async () => {
    await expect(examineBus('slcan-tcp:127.0.0.1')).rejects.toMatchObject({ code: 'usage' });
  });
});
