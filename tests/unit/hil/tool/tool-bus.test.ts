import { describe, expect, it } from 'vitest';
import { toolBus } from '../../../../hil/tool/tool-bus.ts';

const CAR = 'http://192.0.2.7:8080';

describe('the bus on which a tool reaches a car', () => {
  it.each([
    [['slcan-tcp:127.0.0.1:3333', 'socketcand:127.0.0.1:29536'], 'socketcand:127.0.0.1:29536'],
    [['slcan-tcp:127.0.0.1:40001'], 'slcan-tcp:127.0.0.1:40001'],
    [['slcan:/dev/ttyACM0', 'socketcan:vcan0'], 'socketcan:vcan0'],
    [['slcan-tcp:0.0.0.0:3333'], 'slcan-tcp:192.0.2.7:3333'],
    [['slcan-pty:./car', 'slcan:/dev/ttyACM0'], null],
    [[], null],
  ])('of %j is %s', (urls, bus) => {
    expect(toolBus(urls, CAR)).toBe(bus);
  });
});
