import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../../can-bus/frame/can-frame.ts';
import { ReceivedFrames } from '../../../../../hil/explore/swarm/received-frames.ts';

const CLOSED = dataFrame(0x620, fromHex('0000000000000000'));
const DRIVER_OPEN = dataFrame(0x620, fromHex('0000000000200000'));
const VEHICLE = dataFrame(0x5b0, fromHex('8931380000000000'));

describe('frames of the body ECU on their way to the oracle', () => {
  it('VEH-2: of frames with the same content only the last counts', () => {
    const heard = new ReceivedFrames();
    heard.hear(CLOSED, 100);
    expect(heard.isChange(CLOSED)).toBe(false);
    heard.hear(CLOSED, 600);
    expect(heard.take()).toEqual([
      {
        input: {
          kind: 'doors',
          frame: { frontLeft: false, frontRight: false, rearLeft: false, rearRight: false },
        },
        atUs: 600,
      },
    ]);
    expect(heard.take()).toEqual([]);
  });

  it('another content is a change', () => {
    const heard = new ReceivedFrames();
    heard.hear(CLOSED, 100);
    expect(heard.isChange(DRIVER_OPEN)).toBe(true);
    expect(heard.isChange(VEHICLE)).toBe(false);
  });

  it('a snapshot has both, in the order of their instants when taken', () => {
    const heard = new ReceivedFrames();
    heard.hear(VEHICLE, 50);
    heard.hear(DRIVER_OPEN, 40);
    const other = new ReceivedFrames();
    other.restore(heard.snapshot());
    expect(other.take().map(({ input, atUs }) => [input.kind, atUs])).toEqual([
      ['doors', 40],
      ['vehicle', 50],
    ]);
  });
});
