import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { BitTiming, WireInstant, wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

describe('bits of a classical frame', () => {
  it('counts six stuff bits in the 34 dominant bits of id 000 without data, whose checksum is 0', () => {
    // SOF, 11 id bits, RTR, IDE, r0, 4 DLC bits, 15 CRC bits, all 0: 34; a stuff bit after each 5; 10 bits to the end.
    expect(wireBits(dataFrame(0x000, new Uint8Array(0)))).toBe(34 + 6 + 10);
  });

  it.each([
    { what: 'a base frame with much to stuff', frame: dataFrame(0x7b5, fromHex('0210030000000000')), bits: 119 },
    { what: 'the same padded with CC', frame: dataFrame(0x7b5, fromHex('021003CCCCCCCCCC')), bits: 112 },
    { what: 'all recessive', frame: dataFrame(0x7ff, fromHex('FFFFFFFFFFFFFFFF')), bits: 123 },
    { what: 'an extended frame', frame: dataFrame(0x18da_10f1, fromHex('0210030000000000')), bits: 139 },
    { what: 'a remote frame: no data whatever it asks for, no stuff bit', frame: remoteFrame(0x2a5, 5), bits: 44 },
  ])('counts $bits bits for $what', ({ frame, bits }) => {
    expect(wireBits(frame)).toBe(bits);
  });

  it('counts once and keeps the figure on the frame', () => {
    const frame = dataFrame(0x123, Uint8Array.of(1));
    expect(frame.wireBits).toBe(0);
    expect(wireBits(frame)).toBe(frame.wireBits);
    frame.wireBits = 77;
    expect(wireBits(frame)).toBe(77);
  });
});

describe('the timing of bits', () => {
  it('has a unit that both bit times are whole numbers of', () => {
    expect(new BitTiming(500_000, 2_000_000)).toMatchObject({ unitsPerBit: 4, unitsPerDataBit: 1 });
    expect(new BitTiming(500_000, 1_200_000)).toMatchObject({
      unitsPerSecond: 6_000_000,
      unitsPerBit: 12,
      unitsPerDataBit: 5,
    });
  });

  it.each<readonly [number, number, string]>([
    [0, 1, 'bit rate 0 is not a whole number from 1 to 1000000 bit/s'],
    [1_000_001, 1_000_001, 'bit rate 1000001 is not a whole number from 1 to 1000000 bit/s'],
    [500_000, 250_000, 'data bit rate 250000 cannot be combined with bit rate 500000'],
    [2, 1, 'data bit rate 1 cannot be combined with bit rate 2'],
    [1, 1_000_000_001, 'data bit rate 1000000001 cannot be combined with bit rate 1'],
    [0.5, 1, 'bit rate 0.5 is not a whole number from 1 to 1000000 bit/s'],
    [999_983, 5_000_011, 'data bit rate 5000011 cannot be combined with bit rate 999983'],
  ])('%i and %i bit/s are refused', (bitRate, dataBitRate, message) => {
    expect(() => new BitTiming(bitRate, dataBitRate)).toThrow(new RangeError(message));
  });

  it('a frame of 50 bits takes 100 µs at 500 kbit/s', () => {
    const timing = new BitTiming(500_000);
    expect(timing.totalMicros(timing.frameUnits(dataFrame(0, new Uint8Array(0))))).toBe(100);
  });

  it('rounds units that are not whole microseconds down, up and to the nearest', () => {
    const timing = new BitTiming(300_000);
    expect([timing.floorMicros(1), timing.ceilMicros(1), timing.totalMicros(1), timing.totalMicros(2)]).toEqual([
      3, 4, 3, 7,
    ]);
  });

  it('takes rates from 1 bit/s on, and as many units as are exact', () => {
    expect(new BitTiming(1)).toMatchObject({ unitsPerSecond: 1, unitsPerBit: 1 });
    expect(new BitTiming(1, 1_000_000_000)).toMatchObject({ unitsPerSecond: 1_000_000_000, unitsPerDataBit: 1 });
    expect(new BitTiming(1_000_000)).toMatchObject({ wholeMicros: 1 });
  });

  it('counts whole microseconds of units where a unit is some', () => {
    const timing = new BitTiming(500_000);
    expect([timing.floorMicros(3), timing.ceilMicros(3), timing.totalMicros(3)]).toEqual([6, 6, 6]);
  });

  it('counts the bits of a frame in units of both rates', () => {
    const timing = new BitTiming(500_000, 1_200_000);
    expect(timing.frameUnits(dataFrame(0, new Uint8Array(0)))).toBe(50 * 12);
    const fd = dataFrame(0x555, Uint8Array.of(0x55), { fd: true, bitRateSwitch: true });
    expect(timing.frameUnits(fd)).toBe(26 * 12 + 41 * 5);
  });

  it('requires the same rates of another bus', () => {
    const timing = new BitTiming(500_000, 2_000_000);
    expect(() => {
      timing.requireSame(new BitTiming(500_000, 2_000_000));
    }).not.toThrow();
    expect(() => {
      timing.requireSame(new BitTiming(500_000));
    }).toThrow('bit rates 500000 and 500000 are not 500000 and 2000000');
    expect(() => {
      timing.requireSame(new BitTiming(250_000, 2_000_000));
    }).toThrow('bit rates 250000 and 2000000 are not 500000 and 2000000');
  });
});

describe('an instant on the wire', () => {
  it('adds units without rounding: a million bits at 300 kbit/s are 3 1/3 s', () => {
    const timing = new BitTiming(300_000);
    const instant = new WireInstant(timing, 5);
    for (let bit = 0; bit < 1_000_000; bit++) instant.setAfter(instant, 1);
    expect([instant.anchorUs, instant.units, instant.ceilUs()]).toEqual([3_000_005, 100_000, 3_333_339]);
    expect(instant.unitsSince(new WireInstant(timing, 5))).toBe(1_000_000);
  });

  it('between two microseconds comes after the first and before the second', () => {
    const timing = new BitTiming(300_000);
    const instant = new WireInstant(timing, 0);
    instant.setAfter(instant, 1);
    expect([new WireInstant(timing, 3).order, instant.order, new WireInstant(timing, 4).order]).toEqual([6, 7, 8]);
  });

  it('comes back from its microseconds and units with its order', () => {
    const instant = new WireInstant(new BitTiming(300_000), 0);
    instant.restore({ anchorUs: 5, units: 1 });
    expect([instant.order, instant.ceilUs()]).toEqual([17, 9]);
    instant.restore({ anchorUs: 5, units: 3 });
    expect([instant.order, instant.ceilUs()]).toEqual([30, 15]);
  });

  it('takes a whole second into its microseconds', () => {
    const timing = new BitTiming(300_000);
    const instant = new WireInstant(timing, 5);
    instant.setAfter(instant, 299_999);
    expect([instant.anchorUs, instant.units]).toEqual([5, 299_999]);
    instant.setAfter(instant, 1);
    expect([instant.anchorUs, instant.units]).toEqual([1_000_005, 0]);
  });

  it('is as many units after another as were added', () => {
    const timing = new BitTiming(300_000);
    const [first, second] = [new WireInstant(timing, 0), new WireInstant(timing, 0)];
    first.setAfter(first, 1);
    second.setAfter(first, 2);
    expect(second.unitsSince(first)).toBe(2);
  });
});
