import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { SlcanTool } from '../../../../can-bus/ports/slcan-tool.ts';
import { SlcanToolProtocol } from '../../../../can-bus/ports/slcan-tool-protocol.ts';
import { SinkNotes } from './sink-notes.ts';

interface Rig {
  readonly protocol: SlcanToolProtocol;
  readonly sink: SinkNotes;
  readonly opened: boolean[];
  /** What comes of what the adapter says. */
  readonly hear: (text: string) => readonly string[];
}

function rig(): Rig {
  const opened: boolean[] = [];
  const tool = new SlcanTool({ bitRate: 500_000 });
  const protocol = new SlcanToolProtocol(
    tool,
    (isOpen) => opened.push(isOpen),
    () => 7_000_000,
  );
  const sink = new SinkNotes();
  const hear = (text: string): readonly string[] => {
    protocol.receive(Buffer.from(text, 'latin1'), sink);
    return sink.take();
  };
  return { protocol, sink, opened, hear };
}

/** After the answers to C, S6 and O. */
function openRig(): Rig {
  const opened = rig();
  opened.hear('\r\r\r');
  return opened;
}

describe('our connection to an SLCAN adapter', () => {
  it('is open after the answers to C, S6 and O, which is reported once', () => {
    const { opened, hear } = rig();
    hear('\x07\r');
    expect(opened).toEqual([]);
    hear('\r\r\r');
    expect(opened).toEqual([true]);
  });

  it('reports an adapter that refuses O', () => {
    const { opened, hear } = rig();
    hear('\r\r\x07');
    expect(opened).toEqual([false]);
  });

  it('keeps what the adapter says while it is opened, without control characters', () => {
    const { protocol, hear } = rig();
    expect(hear('info: busy\x1b\r')).toEqual([]);
    expect(protocol.notice).toBe('info: busy\\u001b');
  });

  it('writes frames as lines, and ends with C', () => {
    const { protocol } = rig();
    expect(protocol.encode(dataFrame(0x7b5, fromHex('02 3E 00')))).toBe('t7B53023E00\r');
    expect(protocol.encode(dataFrame(0x18da10f1, fromHex('01')))).toBe('T18DA10F1101\r');
    expect(protocol.farewell).toBe('C\r');
  });

  it('delivers frames, however they are cut into chunks', () => {
    const { hear } = openRig();
    expect(hear('t7BD3027')).toEqual([]);
    expect(hear('E00\rt5B01')).toEqual(['7BD#027E00']);
    expect(hear('AA\r')).toEqual(['5B0#AA']);
  });

  it('gives a stamped frame the age that its stamp says, and one without stamp none', () => {
    const { sink, hear } = openRig();
    // Without a stamp; at 5,000 ms of the adapter; 50 ms before that.
    hear('t1230\rt12301388\rt12301356\r');
    expect(sink.ages).toEqual([null, 0, 50_000]);
  });

  it('reports a refused frame, one at a time', () => {
    expect(openRig().hear('z\r\x07\x07')).toEqual([
      'trouble (1 refused): the adapter reports an error (BEL): it refused a frame, or lost one',
      'trouble (1 refused): the adapter reports an error (BEL): it refused a frame, or lost one',
    ]);
  });

  it('reports garbage once, and again after a good frame', () => {
    const { hear } = openRig();
    expect(hear('hello\rt12\r\0\r')).toEqual([
      'trouble (0 refused): the adapter sent a line that is not a frame: "hello"',
    ]);
    expect(hear(`t1230\r${'x'.repeat(1_000)}\r`)).toEqual([
      '123#',
      'trouble (0 refused): the adapter sent a line that is too long to be a frame',
    ]);
  });

  it('stops reading where the port says so, and reports how far it came', () => {
    const { protocol, sink } = openRig();
    sink.isBusy = true;
    expect(protocol.receive(Buffer.from('t1230\rt4560\r', 'latin1'), sink)).toBe(6);
    expect(sink.take()).toEqual(['123#']);
  });
});
