import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MessageSpec } from '../../../../can-bus/dbc/message.ts';
import { BROADCAST_MESSAGES } from '../../../../ecu-sim/signals/broadcast-database.ts';

const DBC = readFileSync(new URL('../../../../ecu-sim/signals/virtual-smart-key.dbc', import.meta.url), 'utf8');

/** The part of the DBC grammar our file uses: messages, unsigned big-endian signals, cycle times. */
function parseDbc(text: string): MessageSpec[] {
  const cycles = new Map<string, number>();
  for (const [, id, ms] of text.matchAll(/^BA_ "GenMsgCycleTime" BO_ (\d+) (\d+);$/gm)) {
    cycles.set(id ?? '', Number(ms) * 1_000);
  }
  const messages: MessageSpec[] = [];
  for (const block of text.split(/^(?=BO_ )/m).slice(1)) {
    const [, id = '', name = '', length, sender = ''] = /^BO_ (\d+) (\w+): (\d+) (\w+)$/m.exec(block) ?? [];
    const signals = [...block.matchAll(/^ SG_ (\w+) : (\d+)\|(\d+)@0\+ /gm)].map(
      ([, signalName = '', startBit, signalLength]) => ({
        name: signalName,
        startBit: Number(startBit),
        length: Number(signalLength),
      }),
    );
    messages.push({ id: Number(id), name, length: Number(length), cycleUs: cycles.get(id) ?? 0, sender, signals });
  }
  return messages;
}

function placesOf(startBit: number, length: number): number[] {
  const first = (startBit & ~7) + 7 - (startBit & 7);
  return Array.from({ length }, (_, i) => first + i);
}

describe('the shipped DBC file', () => {
  it('says what the database in the code says (diagnostics.md, "Broadcast frames")', () => {
    expect(parseDbc(DBC)).toEqual(BROADCAST_MESSAGES);
  });

  it('describes every signal line the parser of this test can read', () => {
    const lines = DBC.match(/^ SG_ /gm) ?? [];
    expect(lines).toHaveLength(24);
    expect(BROADCAST_MESSAGES.flatMap((message) => message.signals)).toHaveLength(24);
  });
});

describe('the broadcast database', () => {
  it('has the ids and cycle times of diagnostics.md', () => {
    expect(BROADCAST_MESSAGES.map(({ id, cycleUs }) => [id, cycleUs])).toEqual([
      [0x5b0, 100_000],
      [0x5b5, 200_000],
      [0x620, 500_000],
      [0x638, 1_000_000],
    ]);
  });

  for (const message of BROADCAST_MESSAGES) {
    it(`lets no two signals of ${message.name} share a bit, and all lie within its bytes`, () => {
      const places = message.signals.flatMap((signal) => placesOf(signal.startBit, signal.length));
      expect(new Set(places).size).toBe(places.length);
      expect(Math.max(...places)).toBeLessThan(message.length * 8);
    });
  }
});
