import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { SlcanAdapter } from '../../../../can-bus/ports/slcan-adapter.ts';

const OK = '\r';
const BEL = '\x07';
const FRAME = dataFrame(0x123, new Uint8Array([0xab]));

/** The answers to some lines in turn. */
function answers(adapter: SlcanAdapter, ...lines: readonly (string | null)[]): string[] {
  return lines.map((line) => adapter.handle(line).reply);
}

function opened(): SlcanAdapter {
  const adapter = new SlcanAdapter();
  answers(adapter, 'S6', 'O');
  return adapter;
}

describe('the SLCAN adapter', () => {
  it('opens after C, S6, O as python-can sends them, and bears O twice', () => {
    const adapter = new SlcanAdapter();
    expect(answers(adapter, 'C', 'S6', 'O', 'O')).toEqual([BEL, OK, OK, BEL]);
    expect(adapter.channel).toBe('open');
    expect(answers(adapter, 'C', 'C')).toEqual([OK, BEL]);
    expect(adapter.channel).toBe('closed');
  });

  it('opens without a bit rate', () => {
    expect(answers(new SlcanAdapter(), 'O')).toEqual([OK]);
  });

  it('takes S0 to S8 and four digits of s while closed, and refuses them while open', () => {
    const adapter = new SlcanAdapter();
    expect(answers(adapter, 'S0', 'S8', 's031C', 's031c')).toEqual([OK, OK, OK, OK]);
    expect(answers(adapter, 'S9', 'S', 'S66', 's031', 's031CC', 's03G1')).toEqual([BEL, BEL, BEL, BEL, BEL, BEL]);
    answers(adapter, 'O');
    expect(answers(adapter, 'S6', 's031C', 'L')).toEqual([BEL, BEL, BEL]);
  });

  it('gives version, serial number and flags in the form of the manual', () => {
    const adapter = new SlcanAdapter();
    expect(answers(adapter, 'V', 'N', 'F')).toEqual(['V1010\r', 'NVSK1\r', BEL]);
    answers(adapter, 'O');
    expect(answers(adapter, 'F', 'V1', 'N1', 'F1')).toEqual(['F00\r', BEL, BEL, BEL]);
  });

  it('answers acceptance masks of eight digits', () => {
    const adapter = new SlcanAdapter();
    expect(answers(adapter, 'M00000000', 'mFFFFFFFF', 'W0', 'W1')).toEqual([OK, OK, OK, OK]);
    expect(answers(adapter, 'M0', 'm', 'M0000000G', 'W', 'W2')).toEqual([BEL, BEL, BEL, BEL, BEL]);
  });

  it("warns of a bit rate that is not the bus's, naming both and what to set", () => {
    const warning = (line: string, bitRate?: number): string | undefined =>
      new SlcanAdapter(bitRate === undefined ? {} : { bitRate }).handle(line).warning;
    const fix =
      'and this bus runs at 500 kbit/s: on a real bus it would receive nothing; set 500000 in the tool, command S6';
    expect(warning('S5', 500_000)).toBe(`the tool sets 250 kbit/s (S5), ${fix}`);
    expect(warning('S8', 500_000)).toBe(`the tool sets 1000 kbit/s (S8), ${fix}`);
    // BTR0 and BTR1 of the manual's example.
    expect(warning('s031C', 500_000)).toBe(`the tool sets 125 kbit/s (s031C), ${fix}`);
    // 83.3 kbit/s of python-can, which the manual does not have.
    expect(warning('S9', 500_000)).toBe(`the tool sets an unknown bit rate (S9), ${fix}`);
    expect(warning('S6', 500_000)).toBeUndefined();
    expect(warning('s001C', 500_000)).toBeUndefined();
    expect(warning('S5', 250_000)).toBeUndefined();
    expect(warning('S5')).toBeUndefined();
    const open = new SlcanAdapter({ bitRate: 500_000 });
    open.handle('O');
    expect(open.handle('S5')).toEqual({ reply: BEL, frame: null });
  });

  it('sends a frame to the bus and answers z for 11 bits and Z for 29', () => {
    const adapter = opened();
    const base = adapter.handle('t7DF80201000000000000');
    expect(base.reply).toBe('z\r');
    expect(base.frame?.id).toBe(0x7df);
    expect([...(base.frame?.data ?? [])]).toEqual([2, 1, 0, 0, 0, 0, 0, 0]);
    const extended = adapter.handle('R18DB33F10');
    expect(extended.reply).toBe('Z\r');
    expect(extended.frame?.kind).toBe('remote');
  });

  for (const line of ['t7DF0', 'T18DB33F10', 'r7DF0', 'R18DB33F10']) {
    it(`refuses ${line} while closed and while only listening`, () => {
      const adapter = new SlcanAdapter();
      expect(adapter.handle(line)).toEqual({ reply: BEL, frame: null });
      expect(answers(adapter, 'L')).toEqual([OK]);
      expect(adapter.channel).toBe('listen-only');
      expect(adapter.handle(line)).toEqual({ reply: BEL, frame: null });
    });
  }

  it('refuses a frame with a time stamp: only the adapter sends those', () => {
    for (const line of ['t1230EA5F', 't1230FFFF', 't12300001E240']) {
      expect(opened().handle(line)).toEqual({ reply: BEL, frame: null });
    }
  });

  it('refuses CAN FD lines on a classical bus, and sends them on an FD bus', () => {
    expect(opened().handle('d1230')).toEqual({ reply: BEL, frame: null });
    const adapter = new SlcanAdapter({ fd: true });
    answers(adapter, 'O');
    expect(adapter.handle('d1230').reply).toBe('z\r');
    expect(adapter.handle('B18DA10F10').frame?.bitRateSwitch).toBe(true);
  });

  it('passes frames of the bus on while open or listening, and not while closed', () => {
    const adapter = new SlcanAdapter();
    expect(adapter.encode(FRAME, 0)).toBeNull();
    answers(adapter, 'L');
    expect(adapter.encode(FRAME, 0)).toBe('t1231AB\r');
    answers(adapter, 'C', 'O');
    expect(adapter.encode(FRAME, 0)).toBe('t1231AB\r');
    answers(adapter, 'C');
    expect(adapter.encode(FRAME, 0)).toBeNull();
  });

  it('stamps frames with vehicle milliseconds from Z1 to Z0, round at 60 s', () => {
    const adapter = opened();
    expect(answers(adapter, 'Z1')).toEqual([OK]);
    expect(adapter.encode(FRAME, 1_999)).toBe('t1231AB0001\r');
    expect(adapter.encode(FRAME, 59_999_999)).toBe('t1231ABEA5F\r');
    expect(adapter.encode(FRAME, 60_000_000)).toBe('t1231AB0000\r');
    expect(answers(adapter, 'Z0', 'Z', 'Z2')).toEqual([OK, BEL, BEL]);
    expect(adapter.encode(FRAME, 1_999)).toBe('t1231AB\r');
  });

  it('answers BEL to what is unknown, malformed or too long, and nothing to an empty line', () => {
    const adapter = opened();
    expect(answers(adapter, null, 'x', 'OO', 'C1', 'hello', 't12', 'O1', 'L1', '')).toEqual([
      BEL,
      BEL,
      BEL,
      BEL,
      BEL,
      BEL,
      BEL,
      BEL,
      '',
    ]);
    expect(adapter.channel).toBe('open');
  });
});
