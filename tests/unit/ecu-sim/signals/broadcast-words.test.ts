import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { encodeSignal } from '../../../../can-bus/dbc/signal.ts';
import { BROADCAST_MESSAGES } from '../../../../ecu-sim/signals/broadcast-database.ts';
import { broadcastName, readBroadcast } from '../../../../ecu-sim/signals/broadcast-words.ts';

const DBC = readFileSync(new URL('../../../../ecu-sim/signals/virtual-smart-key.dbc', import.meta.url), 'utf8');

function textsOf(id: number, data: string): Readonly<Record<string, string>> {
  const signals = readBroadcast(id, fromHex(data)) ?? [];
  return Object.fromEntries(signals.map(({ name, text }) => [name, text]));
}

/** What a signal of a message says at this value, all others being 0. */
function textAt(id: number, name: string, value: number): string | undefined {
  const message = BROADCAST_MESSAGES.find((one) => one.id === id);
  const spec = message?.signals.find((one) => one.name === name);
  if (message === undefined || spec === undefined) throw new Error(`${id} has no signal ${name}`);
  const data = new Uint8Array(message.length);
  encodeSignal(data, spec, value);
  return readBroadcast(id, data)?.find((one) => one.name === name)?.text;
}

describe('a broadcast message in words', () => {
  it('has the words of every value table of the DBC file', () => {
    const listed = [...DBC.matchAll(/^VAL_ (\d+) (\w+) (.*) ;$/gm)].flatMap(([, id, name = '', table = '']) =>
      [...table.matchAll(/(\d+) "([^"]*)"/g)].map(([, code, word]) => [Number(id), name, Number(code), word] as const),
    );
    expect(listed).toHaveLength(28);
    expect(listed.map(([id, name, code]) => [id, name, code, textAt(id, name, code)])).toEqual(listed);
  });

  it('has the units and scales of the DBC file', () => {
    expect(textsOf(0x5b0, '8831380FA1000000')).toEqual({
      POWER_MODE: 'IG on',
      TRUNK_OPEN: '0',
      BRAKE: '0',
      SHIFT_P: '1',
      BATTERY_MV: '12600 mV',
      SPEED_CKMH: '40.01 km/h',
    });
    expect(textsOf(0x5b5, '1211001E00000000')).toMatchObject({ STATE: 'armed', KEYS: '2', REMAINING_S: '30 s' });
  });

  it('keeps a code that its value table does not list as a number', () => {
    expect(textsOf(0x5b5, '10EE000000000000')).toMatchObject({ PROCEDURE: 'reset', STATE: '238' });
  });

  it('exists for the broadcast ids alone, and for complete data', () => {
    expect([0x5b0, 0x5b5, 0x620, 0x638, 0x750].map(broadcastName)).toEqual([
      ...['VEHICLE_STATE', 'SMART_KEY_STATUS', 'BODY_CONTROL_STATE', 'DOOR_LOCKS'],
      undefined,
    ]);
    expect(readBroadcast(0x750, new Uint8Array(8))).toBeNull();
    expect(readBroadcast(0x5b0, new Uint8Array(7))).toBeNull();
  });
});
