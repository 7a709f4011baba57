import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { encodePcapng, PcapngBlocks } from '../../../../can-bus/trace/pcapng.ts';

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const SECTION = '0a0d0d0a' + '1c000000' + '4d3c2b1a01000000ffffffffffffffff1c000000';
/** Link type 227 (E3), snap length 72, name "can0", resolution 6. */
const INTERFACE =
  '010000002800000' + '0e300000048000000' + '0200040063616e30' + '0900010006000000' + '00000000' + '28000000';

/** What follows the two head blocks. */
function packets(...frames: Parameters<typeof encodePcapng>[0] extends Iterable<infer Item> ? Item[] : never): string {
  const all = [...encodePcapng(frames)].map(hex).join('');
  expect(all.startsWith(SECTION + INTERFACE)).toBe(true);
  return all.slice(SECTION.length + INTERFACE.length);
}

describe('pcapng of link type 227 (interfaces, traces)', () => {
  it('starts with a section and an interface in microseconds', () => {
    expect(packets()).toBe('');
  });

  it('writes a base frame with its id big-endian and the time in two halves', () => {
    const written = packets({ timeUs: 0x1_0000_0002, frame: dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03)) });
    expect(written).toBe(
      '060000002c000000' +
        '00000000' +
        '0100000002000000' +
        '0b0000000b000000' +
        '000007b503000000' +
        '02100300' +
        '2c000000',
    );
  });

  it('marks extended and remote frames in the id word, FD and bit rate switch in the flags byte', () => {
    const head = (written: string): string => written.slice(2 * 28, 2 * 36);
    expect(head(packets({ timeUs: 0, frame: dataFrame(0x18da_10f1, new Uint8Array(0)) }))).toBe('98da10f100000000');
    expect(head(packets({ timeUs: 0, frame: remoteFrame(0x123, 8) }))).toBe('4000012308000000');
    expect(head(packets({ timeUs: 0, frame: dataFrame(0x123, new Uint8Array(12), { fd: true }) }))).toBe(
      '000001230c040000',
    );
    const switched = dataFrame(0x123, new Uint8Array(64), { fd: true, bitRateSwitch: true });
    expect(head(packets({ timeUs: 0, frame: switched }))).toBe('0000012340050000');
  });

  it('has an interface for each bus, with its name, before the first frame of it', () => {
    const blocks = new PcapngBlocks();
    const frame = dataFrame(0x123, new Uint8Array(0));
    const written = ['vcan12', 'can1', 'vcan12'].map((bus) => hex(blocks.frame({ timeUs: 0, frame }, bus)));
    const names = written.map((text) => Buffer.from(text.slice(0, -2 * 40), 'hex').toString('latin1'));
    expect(names).toEqual([expect.stringContaining('vcan12'), expect.stringContaining('can1'), '']);
    expect(written.map((text) => text.slice(-2 * 32, -2 * 28))).toEqual(['00000000', '01000000', '00000000']);
    expect(blocks.end()).toEqual([]);
  });

  it('comes in chunks that together hold every packet', () => {
    const frame = dataFrame(0x123, new Uint8Array(8));
    const chunks = [...encodePcapng(Array.from({ length: 5_000 }, (_, timeUs) => ({ timeUs, frame })))];
    expect(chunks.length).toBeGreaterThan(2);
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    expect(bytes).toBe(28 + 40 + 5_000 * 48);
  });
});
