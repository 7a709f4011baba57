import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  decodeClientFrame,
  decodeServerFrame,
  ElementParser,
  encodeClientFrame,
  errorFrameClass,
  encodeServerFrame,
  formatSeconds,
} from '../../../../can-bus/ports/socketcand-codec.ts';

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

function elements(...chunks: readonly string[]): (readonly string[] | null)[] {
  const parser = new ElementParser();
  const found: (readonly string[] | null)[] = [];
  for (const chunk of chunks) parser.push(Buffer.from(chunk, 'latin1'), (words) => found.push(words));
  return found;
}

function words(text: string): string[] {
  return text.split(' ');
}

describe('elements of the socketcand protocol', () => {
  it('are found regardless of text between them and of chunk boundaries', () => {
    expect(elements('< hi >< open can0 >\n< echo >')).toEqual([['hi'], ['open', 'can0'], ['echo']]);
    expect(elements('noise < se', 'nd 123 0', ' ', '>', '<echo>')).toEqual([['send', '123', '0'], ['echo']]);
    expect(elements(...'< send 123 0 >'.split(''))).toEqual([['send', '123', '0']]);
  });

  it('give up one that was never ended for the one that follows', () => {
    expect(elements('< send 123 < echo >')).toEqual([['echo']]);
    expect(elements('> > < echo >')).toEqual([['echo']]);
  });

  it('report one that is too long once, hold no more of it than that, and continue', () => {
    const long = '9'.repeat(5_000);
    expect(elements('< ', long, long, long, long, ' >< echo >')).toEqual([null, ['echo']]);
    expect(elements(`< ${long}${long} >< echo >`)).toEqual([null, ['echo']]);
  });
});

const SERVER_VECTORS: readonly (readonly [CanFrame, string])[] = [
  [dataFrame(0x123, bytes(0x11, 0x22, 0x33, 0x44)), '< frame 123 23.424242 11223344 >'],
  [dataFrame(0x7ff, bytes()), '< frame 7FF 23.424242  >'],
  [dataFrame(0x18da10f1, bytes(0xab)), '< frame 18DA10F1 23.424242 AB >'],
  [dataFrame(0x123, bytes(1), { extended: true }), '< frame 00000123 23.424242 01 >'],
  [remoteFrame(0x123, 4), '< rtr 123 23.424242 4 >'],
  [dataFrame(0x123, bytes(1, 2), { fd: true, bitRateSwitch: true }), '< fdframe 123 01 23.424242 0102 >'],
];

describe('a frame the server gives out (interfaces.md, "Buses")', () => {
  for (const [frame, text] of SERVER_VECTORS) {
    it(`is written and read as ${text}`, () => {
      expect(encodeServerFrame(frame, 23_424_242)).toBe(text);
      expect(decodeServerFrame(elements(text)[0] ?? [])).toEqual(frame);
    });
  }

  it('is read with blanks between its bytes, too', () => {
    expect(decodeServerFrame(words('frame 123 23.424242 11 22 33'))).toEqual(dataFrame(0x123, bytes(0x11, 0x22, 0x33)));
  });

  it('has its time in seconds with six decimal places', () => {
    expect([0, 7, 999_999, 1_000_000, 3_600_000_001].map(formatSeconds)).toEqual([
      '0.000000',
      '0.000007',
      '0.999999',
      '1.000000',
      '3600.000001',
    ]);
  });
});

const CLIENT_VECTORS: readonly (readonly [CanFrame, string])[] = [
  [dataFrame(0x123, bytes()), '< send 123 0 >'],
  [dataFrame(0x1aaaaaaa, bytes(1, 0xf1)), '< send 1AAAAAAA 2 01 F1 >'],
  [dataFrame(0x7df, bytes(1), { extended: true }), '< send 000007DF 1 01 >'],
  [remoteFrame(0x1aaaaaaa, 2), '< sendrtr 1AAAAAAA 2 >'],
  [dataFrame(0x123, new Uint8Array(12), { fd: true }), '< fdsend 123 00 12 00 00 00 00 00 00 00 00 00 00 00 00 >'],
];

describe('a frame a client sends', () => {
  for (const [frame, text] of CLIENT_VECTORS) {
    it(`is written and read as ${text}`, () => {
      expect(encodeClientFrame(frame)).toBe(text);
      expect(decodeClientFrame(elements(text)[0] ?? [])).toEqual(frame);
    });
  }

  const dialects: readonly (readonly [string, CanFrame])[] = [
    ['send 7df 3 2 1 0', dataFrame(0x7df, bytes(2, 1, 0))],
    ['send 1234567 0', dataFrame(0x1234567, bytes(), { extended: true })],
    // SavvyCAN: the flag of extended ids set, all of it as a negative number, and bytes from 80 on likewise.
    ['send ffffffff98da10f1 2 7f ffffffffffffff80', dataFrame(0x18da10f1, bytes(0x7f, 0x80))],
    ['send 98DA10F1 0', dataFrame(0x18da10f1, bytes())],
  ];
  for (const [text, frame] of dialects) {
    it(`is understood as programs write it: ${text}`, () => {
      expect(decodeClientFrame(words(text))).toEqual(frame);
    });
  }

  const refused: readonly (readonly [string, string])[] = [
    ['send', 'not a CAN id'],
    ['send xyz 0', 'not a CAN id'],
    ['send 123456789 0', 'not a CAN id'],
    ['send 20000000 0', 'more than 29 bits'],
    ['send 123', 'length'],
    ['send 123 9 1 2 3 4 5 6 7 8 9', 'length'],
    ['send 123 2 1', '2 bytes'],
    ['send 123 1 1 2', '1 byte'],
    ['send 123 1 100', 'not a data byte'],
    ['send 123 1 -1', 'not a data byte'],
    ['sendrtr 123 9', 'length'],
    ['fdsend 123 00 9 1 2 3 4 5 6 7 8 9', 'carries'],
    ['fdsend 123 zz 0', 'flags'],
    ['fdsend 123 00 65', 'length'],
  ];
  for (const [text, reason] of refused) {
    it(`is refused with the reason: ${text}`, () => {
      const error = expect.objectContaining({ name: 'ElementError', message: expect.stringContaining(reason) });
      expect(() => decodeClientFrame(words(text))).toThrow(error);
    });
  }

  it('is not to be seen in other commands', () => {
    expect(decodeClientFrame(['echo'])).toBeNull();
    expect(decodeServerFrame(['ok'])).toBeNull();
  });
});

describe('an error of a server', () => {
  const errors: readonly (readonly [string, number | null])[] = [
    ['error 004 1731571325.123456', 0x004],
    ['error 20000088 12.5', 0x20000088],
    ['error unknown command', null],
    ['error dead beef', null],
    ['error 004 12', null],
    ['error', null],
    ['frame 004 12.5', null],
  ];
  for (const [text, errorClass] of errors) {
    it(`is ${errorClass === null ? 'no error frame' : 'an error frame'}: ${text}`, () => {
      expect(errorFrameClass(words(text))).toBe(errorClass);
    });
  }
});
