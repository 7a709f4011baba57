import { afterEach, describe, expect, it } from 'vitest';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import { CarInProcess } from './support/in-process.ts';
import { RawClient } from './support/raw-client.ts';

const cars: CarInProcess[] = [];
const clients: RawClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  for (const car of cars.splice(0)) await car.end('SIGINT');
});

/** @returns the car, and the bus that it has beside the first one */
async function aCar(...args: readonly string[]): Promise<{ readonly car: CarInProcess; readonly bus: string }> {
  const car = await CarInProcess.start(...args);
  cars.push(car);
  return { car, bus: car.buses[1] ?? '' };
}

async function raw(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  clients.push(client);
  return client;
}

/** Letters and ids of the frames in what an adapter has said. */
function idsIn(received: string): readonly string[] {
  return [...new Set([...received.matchAll(/t([\dA-F]{3})\d/g)].map(([, id = '']) => id))];
}

describe('a client that receives a part of what is on the bus', () => {
  it('is one of those on its bus alone: another bus of the car has everything', async () => {
    const { car, bus } = await aCar('--time', 'virtual', '--bus', 'socketcand:127.0.0.1:0?broadcast=off');
    // What is served is found without the options.
    expect(bus).toMatch(/^socketcand:127\.0\.0\.1:\d+$/);
    const [all, part] = [await raw(car.bus), await raw(bus)];
    all.send('C\rS6\rO\r');
    await all.until((received) => received.includes('\r\r'));
    part.send('< open can0 >< rawmode >');
    await part.until((received) => received.endsWith('< ok >< ok >'));
    await car.post('/api/time/advance', { seconds: 1 });
    all.send('t7B53023E00\r');
    await part.until((received) => received.includes('7BD'));
    await all.until((received) => received.includes('t7BD'));
    expect(idsIn(all.received).toSorted()).toEqual(['5B0', '5B5', '620', '638', '7BD']);
    expect([...part.received.matchAll(/< frame (\w+) /g)].map(([, id]) => id)).toEqual(['7B5', '7BD']);
  });

  it('cannot be asked for where a car is connected to, with a fix', async () => {
    await expect(openClientPort('slcan-tcp:127.0.0.1:1?ids=7BD')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('what clients receive is set where a car serves the bus'),
      hint: 'leave ids and broadcast out',
    });
  });
});

describe('a tool at another bit rate', () => {
  it('is served, and the car says so in one line', async () => {
    const { car } = await aCar();
    const tool = await raw(car.bus);
    tool.send('C\rS5\rO\rC\rS5\rO\rV\r');
    await tool.until((received) => received.includes('V1010'));
    await car.end('SIGINT');
    const warnings = car.stderr.split('\n').filter((line) => line.startsWith('warning: slcan-tcp'));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^warning: slcan-tcp:127\.0\.0\.1:\d+: the tool sets 250 kbit\/s \(S5\), and this bus runs at 500 kbit\/s: .*; set 500000 in the tool, command S6$/,
      ),
    ]);
  });
});
