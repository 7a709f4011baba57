import { describe, expect, it } from 'vitest';
import { FloodWatch } from '../../../../can-bus/ports/flood-watch.ts';
import { ReadGate } from '../../../../can-bus/ports/read-gate.ts';
import { SlcanParser } from '../../../../can-bus/ports/slcan-codec.ts';
import { ElementParser } from '../../../../can-bus/ports/socketcand-codec.ts';
import { UdsLineParser } from '../../../../can-bus/ports/uds-lines-codec.ts';

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** How a parser reads a chunk: what it found goes to `found`, and it stops where it may not go on. */
type Reader = (chunk: Uint8Array, found: (text: string) => void, mayGoOn: () => boolean) => number;

const READERS: Readonly<Record<string, { readonly text: (item: string) => string; readonly create: () => Reader }>> = {
  slcan: {
    text: (item) => `${item}\r`,
    create: () => {
      const parser = new SlcanParser('adapter');
      return (chunk, found, mayGoOn) => parser.push(chunk, (line) => found(line ?? ''), mayGoOn);
    },
  },
  socketcand: {
    text: (item) => `< ${item} >`,
    create: () => {
      const parser = new ElementParser();
      return (chunk, found, mayGoOn) => parser.push(chunk, (words) => found(words?.join(' ') ?? ''), mayGoOn);
    },
  },
  'uds-lines': {
    text: (item) => `${item}\n`,
    create: () => {
      const parser = new UdsLineParser();
      const found = (line: Parameters<Parameters<UdsLineParser['push']>[1]>[0]): string =>
        line.kind === 'message' ? Buffer.from(line.payload).toString('hex') : line.reason;
      return (chunk, onItem, mayGoOn) => parser.push(chunk, (line) => onItem(found(line)), mayGoOn);
    },
  },
};

describe.each(Object.entries(READERS))('the gate before %s', (_kind, { text, create }) => {
  it('passes lines on, stops after the line at which it is closed, and continues there without loss or repetition', () => {
    const items = Array.from({ length: 50 }, (_, number) => (1_000 + number).toString(16).padStart(4, '0'));
    const stream = latin1(items.map(text).join(''));
    for (const size of [1, 7, 64, stream.length]) {
      const read = create();
      const found: string[] = [];
      const gate: ReadGate = new ReadGate((chunk) =>
        read(
          chunk,
          (item) => {
            found.push(item);
            if (found.length % 3 === 0) gate.shut('bus');
          },
          () => gate.isOpen,
        ),
      );
      for (let at = 0; at < stream.length; at += size) {
        gate.push(stream.subarray(at, at + size));
        expect(found.length % 3 === 0 || gate.isOpen).toBe(true);
      }
      while (!gate.isOpen) {
        expect(found.length % 3).toBe(0);
        gate.open('bus');
        gate.flow();
      }
      expect(found).toEqual(items);
      expect(gate.isEmpty).toBe(true);
    }
  });
});

describe('a gate', () => {
  it('is open when nobody keeps it shut any more', () => {
    const read: number[] = [];
    const gate = new ReadGate((chunk) => {
      read.push(...chunk);
      return chunk.length;
    });
    gate.shut('bus');
    gate.shut('turn');
    gate.push(Uint8Array.of(1));
    gate.open('turn');
    gate.flow();
    expect([read, gate.isOpen, gate.isEmpty]).toEqual([[], false, false]);
    gate.push(Uint8Array.of(2));
    gate.open('bus');
    expect(read).toEqual([]);
    gate.flow();
    expect([read, gate.isOpen, gate.isEmpty]).toEqual([[1, 2], true, true]);
  });
});

describe('a flood', () => {
  it('is what has been held back for 250 ms, however often it was let through for less than 20 ms', () => {
    const watch = new FloodWatch();
    expect(watch.isFlooding(10_000)).toBe(false);
    for (let nowMs = 0; nowMs < 240; nowMs += 10) {
      watch.heldBack(nowMs);
      expect(watch.isFlooding(nowMs)).toBe(false);
      watch.released(nowMs + 5);
    }
    watch.heldBack(245);
    expect(watch.isFlooding(249)).toBe(false);
    expect(watch.isFlooding(250)).toBe(true);
    watch.released(251);
    expect(watch.isFlooding(270)).toBe(true);
    expect(watch.isFlooding(271)).toBe(false);
    watch.heldBack(280);
    expect(watch.isFlooding(300)).toBe(false);
    expect(watch.isFlooding(530)).toBe(true);
  });
});
