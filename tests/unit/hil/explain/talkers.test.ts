import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { Talkers } from '../../../../hil/explain/talkers.ts';

describe('the ids of a log', () => {
  it('are counted by bus, with their cycle', () => {
    const talkers = new Talkers();
    for (const ms of [0, 10, 25]) talkers.take(dataFrame(0x100, new Uint8Array(8)), ms * 1000, 'can0');
    talkers.take(dataFrame(0x100, new Uint8Array(0), { extended: true }), 5, 'can0');
    talkers.take(dataFrame(0x100, new Uint8Array(2)), 5, 'can1');
    const [first, second] = talkers.buses;
    expect([first?.frames, first?.talkers.size, second?.frames]).toEqual([4, 2, 1]);
    expect(first?.talkers.get(0x100)).toMatchObject({
      frames: 3,
      leastGapUs: 10_000,
      mostGapUs: 15_000,
      longestData: 8,
    });
  });

  it('have no cycle on a bus whose times go backwards: the first such place is named, of each bus for itself', () => {
    const talkers = new Talkers();
    const take = (ms: number, bus: string): boolean =>
      talkers.take(dataFrame(0x100, new Uint8Array(1)), ms * 1000, bus);
    expect([take(20, 'can0'), take(10, 'can1'), take(20, 'can0')]).toEqual([false, false, false]);
    expect(talkers.stepBack).toBeNull();
    expect([take(19, 'can0'), take(18, 'can0'), take(5, 'can1')]).toEqual([true, false, true]);
    expect(talkers.stepBack).toEqual({ bus: 'can0', frame: 4, fromUs: 20_000, toUs: 19_000 });
  });

  it('are bounded: frames of further ids are counted together', () => {
    const talkers = new Talkers();
    for (let id = 0; id < 5000; id++) talkers.take(dataFrame(id, new Uint8Array(0), { extended: true }), id, 'can0');
    expect([talkers.buses[0]?.talkers.size, talkers.buses[0]?.otherFrames]).toEqual([4096, 904]);
  });
});
