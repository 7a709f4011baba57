import { afterEach, describe, expect, it } from 'vitest';
import { Car } from '../../../../../hil/car/car.ts';
import { openCarBus } from '../../../../../hil/car/host/open-car-bus.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { RawClient } from '../../../../integration/support/raw-client.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(url: string): Promise<{ readonly host: CarHost; readonly raw: RawClient }> {
  const host = new CarHost({
    timeMode: 'virtual',
    car: new Car(),
    onFatal: (error) => {
      throw error;
    },
  });
  host.start();
  const server = await openCarBus(url, host);
  closers.push(() => server.close());
  expect(host.buses().map((bus) => bus.url)).toEqual([server.url]);
  const raw = await RawClient.open(server.url);
  closers.push(() => Promise.resolve(void raw.socket.destroy()));
  return { host, raw };
}

describe('a bus of the car at a URL', () => {
  it('answers a tool on SLCAN, stamped by the car’s time', async () => {
    const { host, raw } = await serve('slcan-tcp:127.0.0.1:0');
    raw.send('S6\rZ1\rO\rt7B53023E00\r');
    const stamp = (): string =>
      Math.floor(host.car.nowUs / 1_000)
        .toString(16)
        .toUpperCase()
        .padStart(4, '0');
    await raw.until((received) => received.includes('t7BD8027E00CCCCCCCCCC'));
    expect(raw.received).toContain(`t7BD8027E00CCCCCCCCCC${stamp()}\r`);
  });

  it('knows the way to the ECU for UDS on lines', async () => {
    const { raw } = await serve('uds-lines:127.0.0.1:0');
    raw.send('3E00\n221001\n');
    await raw.expectNext('7E00\n62100102\n');
  });

  it('gives out the broadcast frames only where they are wanted', async () => {
    const { host, raw } = await serve('slcan-tcp:127.0.0.1:0?broadcast=off');
    raw.send('S6\rO\r');
    await raw.expectNext('\r\r');
    host.advanceTo(host.car.nowUs + 1_000_000);
    raw.send('V\r');
    await raw.expectNext('V1010\r');
  });

  it('is refused at a URL of a kind that nobody serves', async () => {
    const host = new CarHost({ timeMode: 'virtual', car: new Car(), onFatal: () => undefined });
    await expect(openCarBus('virtual', host)).rejects.toMatchObject({ code: 'usage', context: { url: 'virtual' } });
    expect(host.buses()).toEqual([]);
  });
});
