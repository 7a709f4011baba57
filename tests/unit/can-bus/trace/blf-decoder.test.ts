import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { BlfDecoder } from '../../../../can-bus/trace/blf-decoder.ts';
import { BlfWriter } from '../../../../can-bus/trace/blf.ts';
import { readAll } from './read-all.ts';

const DATE = '2019-07-01T08:00:00Z';
const HEAD = new BlfWriter({ date: DATE }).head();

function read(bytes: Uint8Array, decoder: BlfDecoder = new BlfDecoder()): readonly string[] {
  return readAll(decoder, bytes).map((item) => {
    if (item.kind === 'frame') return `${item.timeUs} ${item.bus} ${item.frame.id.toString(16)}`;
    return `${item.kind} ${item.where} ${'message' in item ? item.message : item.what}`;
  });
}

/** Objects of frames with these ids, at one instant, as they are in a container. */
function objects(...ids: readonly number[]): Uint8Array {
  const parts = ids.map((id) => {
    const bytes = Buffer.alloc(48);
    bytes.write('LOBJ');
    bytes.writeUInt16LE(32, 4);
    bytes.writeUInt16LE(1, 6);
    bytes.writeUInt32LE(48, 8);
    bytes.writeUInt32LE(1, 12);
    bytes.writeUInt32LE(1, 16);
    bytes.writeUInt32LE(1, 24);
    bytes.writeUInt16LE(1, 32);
    bytes.writeUInt32LE(id, 36);
    return bytes;
  });
  return Buffer.concat(parts);
}

function container(content: Uint8Array, declared: number, method: number): Buffer {
  const size = 32 + content.length;
  const bytes = Buffer.alloc(size + (size % 4));
  bytes.write('LOBJ');
  bytes.writeUInt16LE(16, 4);
  bytes.writeUInt16LE(1, 6);
  bytes.writeUInt32LE(size, 8);
  bytes.writeUInt32LE(10, 12);
  bytes.writeUInt16LE(method, 16);
  bytes.writeUInt32LE(declared, 24);
  bytes.set(content, 32);
  return bytes;
}

const packed = (content: Uint8Array, declared: number = content.length): Buffer =>
  container(deflateSync(content), declared, 2);
const file = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat([HEAD, ...parts]);

describe('a BLF log (interfaces, traces)', () => {
  it('is read from packed and unpacked containers, and without any', () => {
    const [one, two, three] = [objects(1), objects(2), objects(3)];
    expect(read(file(packed(one), container(two, two.length, 0), three))).toEqual([
      '10 can0 1',
      '10 can0 2',
      '10 can0 3',
    ]);
  });

  it('may have objects that span containers', () => {
    const both = objects(1, 2);
    expect(read(file(packed(both.subarray(0, 50)), packed(both.subarray(50, 60)), packed(both.subarray(60))))).toEqual([
      '10 can0 1',
      '10 can0 2',
    ]);
  });

  it('keeps names of buses and the origin of times in comments', () => {
    const writer = new BlfWriter({ date: DATE, originUs: 1_700_000_000_000_000 });
    const frame = { timeUs: 5, frame: dataFrame(1, new Uint8Array(0)) };
    writer.frame(frame, 'body');
    expect(read(Buffer.concat([writer.head(), writer.flush()]))).toEqual(['1700000000000005 body 1']);
  });

  it('counts from its date where that is asked for', () => {
    const decoder = new BlfDecoder({ originOf: ({ year, month, day, hour }) => year + month + day + hour });
    expect(read(file(packed(objects(1))), decoder)).toEqual([`${2019 + 7 + 1 + 8 + 10} can0 1`]);
  });

  it('that is cut off is read up to there', () => {
    const whole = file(packed(objects(1, 2, 3)));
    expect(read(whole.subarray(0, whole.length - 8)).at(-1)).toMatch(
      /^cut-off byte 144 the file ends \d+ bytes into an object$/,
    );
    expect(read(HEAD.subarray(0, 100))).toEqual(['cut-off byte 0 the file ends 100 bytes into its head']);
    expect(read(file(packed(objects(1).subarray(0, 40))))).toEqual([
      expect.stringContaining('its last container ends 40 bytes into an object'),
    ]);
    expect(read(HEAD)).toEqual([]);
  });

  it('does not unpack a container beyond what it declares, nor one that declares more than 16 MiB', () => {
    const bomb = new Uint8Array(1_000_000);
    expect(read(file(packed(bomb, 1000), packed(objects(1))))).toEqual([
      'bad byte 144 a container with more than the 1000 bytes it declares',
      '10 can0 1',
    ]);
    expect(read(file(packed(objects(1), 0x7fff_ffff)))).toEqual([
      'bad byte 144 a container of 2147483647 bytes, more than 16777216',
    ]);
  });

  it('goes on after a container that cannot be unpacked, with the next whole object', () => {
    const both = objects(1, 2);
    const spoilt = container(Uint8Array.of(1, 2, 3, 4), 48, 2);
    const strange = container(both, both.length, 7);
    expect(read(file(spoilt, strange, packed(both.subarray(20))))).toEqual([
      'bad byte 144 a container that cannot be unpacked',
      'bad byte 180 a container with the unknown compression method 7',
      '10 can0 2',
    ]);
  });

  it('reports bytes that are not an object once, and finds the next object', () => {
    expect(read(file(Buffer.alloc(100, 1), objects(1)))).toEqual([
      'bad byte 147 no object where one is expected',
      '10 can0 1',
    ]);
    const endless = Buffer.from(objects(1));
    endless.writeUInt32LE(0xffff_ffff, 8);
    expect(read(file(endless, objects(2)))).toEqual([
      'bad byte 144 an object of 4294967295 bytes with a head of 32',
      '10 can0 2',
    ]);
  });

  it('of another kind is refused', () => {
    expect(read(Buffer.alloc(200))).toEqual(['bad byte 0 it does not begin with LOGG']);
  });
});
