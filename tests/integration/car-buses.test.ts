import { describe, expect, it } from 'vitest';
import { CarInProcess, runCommand } from './support/in-process.ts';
import { RawClient } from './support/raw-client.ts';

describe('a car on every bus that it serves (interfaces.md, "Buses")', () => {
  for (const time of ['real', 'virtual']) {
    it(`is read by our tool on each of them, in ${time} time, and continues`, async () => {
      const more = ['socketcand:127.0.0.1:0', 'uds-lines:127.0.0.1:0'];
      const car = await CarInProcess.start('--time', time, ...more.flatMap((url) => ['--bus', url]));
      try {
        expect(car.buses.map((url) => url.split(':')[0])).toEqual(['slcan-tcp', 'socketcand', 'uds-lines']);
        for (const bus of car.buses) {
          const tool = await runCommand('tool', 'read', '--bus', bus, '--car', car.http, '--json');
          expect({ bus, ...tool }).toMatchObject({ bus, exitCode: 0, stdout: expect.stringContaining('"done"') });
        }
      } finally {
        expect(await car.end('SIGINT')).toBe(0);
      }
    }, 120_000);
  }

  it('answers two programs at once on two buses, one in frames and one in messages', async () => {
    const car = await CarInProcess.start('--bus', 'socketcand:127.0.0.1:0', '--bus', 'uds-lines:127.0.0.1:0');
    const [, socketcand = '', lines = ''] = car.buses;
    const [frames, messages] = await Promise.all([RawClient.open(socketcand), RawClient.open(lines)]);
    try {
      frames.send('< open can0 >< rawmode >');
      await frames.until((received) => received.endsWith('< ok >< ok >'));
      messages.send('22F190\n');
      const answer = await messages.until((received) => received.endsWith('\n'));
      expect(answer).toMatch(/^62F190([0-9A-F]{2}){17}\n$/);
      // The dialogue of the one is seen by the other, with both sides of it.
      const seen = await frames.until((received) => (received.match(/< frame 758 /g) ?? []).length >= 3);
      expect(seen).toMatch(/< frame 750 \d+\.\d{6} B50322F190/);
      expect(seen).toMatch(/< frame 750 \d+\.\d{6} B530/);
    } finally {
      frames.leave();
      messages.leave();
      expect(await car.end('SIGINT')).toBe(0);
    }
  }, 60_000);
});
