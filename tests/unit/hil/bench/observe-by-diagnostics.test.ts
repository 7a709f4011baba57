import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import {
  deadlineByDiagnostics,
  OBSERVABLE_PARTS,
  observeByDiagnostics,
  type ReadIdentifier,
} from '../../../../hil/bench/observe-by-diagnostics.ts';
import { BenchError } from '../../../../hil/scenario/bench.ts';

/** What an ECU with two keys, a running reset and an open driver's door gives. */
const VALUES: Readonly<Record<number, string>> = {
  0xf186: '03',
  0x1002: '01',
  0x1003: '01 A1 00 00 01 01 A1 00 00 02 00 00 00 00 00',
  0x1004: '81 02',
  0x1005: '31 38',
  0x1006: '01 12 00 03 E8 0E A2 18',
  0x1007: '00 00 00 07 02',
  0x1009: '03 27 10',
  0x100b: '01',
  0x1010: `01 02 02 06 09 00 00 01 00${' 00'.repeat(120)}`,
};

const read: ReadIdentifier = ({ id }) => Promise.resolve(fromHex(VALUES[id] ?? ''));
const idle: ReadIdentifier = () => Promise.resolve(new Uint8Array(8));

function observe(part: string, reader: ReadIdentifier = read): Promise<unknown> {
  const nameOf = (id: string): string => (id === 'A1000001' ? 'mine' : id);
  return observeByDiagnostics({ [part]: null }, reader, nameOf).then((parts) => parts[part]);
}

describe('the state of a real ECU', () => {
  it.each([
    ['session', 'extended'],
    ['freeSlots', 1],
    ['slots', ['mine', 'A1000002', null]],
    ['registered', ['mine', 'A1000002']],
    ['doors', { driver: true, passenger: false, rearLeft: false, rearRight: false, trunk: false }],
    ['brake', false],
    ['shiftP', true],
    ['powerMode', 'on'],
    ['batteryV', 12.6],
    ['procedure', 'reset'],
    ['state', 'running'],
    ['elapsedMs', 1000],
    ['remainingMs', 959_000],
    ['beeps', { total: 7, last: 2 }],
    ['attempts', 3],
    ['lockedOut', true],
    ['immobilizer', 'set'],
    ['history', { procedure: 'registration', outcome: 'refused', reason: 'bound-elsewhere-or-retired' }],
  ])('%s is read over diagnostics', async (part, value) => {
    expect(OBSERVABLE_PARTS).toContain(part);
    expect(await observe(part)).toEqual(value);
  });

  it('has no times while nothing is under way, and no history before the first entry', async () => {
    expect(await observe('elapsedMs', idle)).toBeNull();
    expect(await observe('remainingMs', idle)).toBeNull();
    expect(await observe('history', () => Promise.resolve(new Uint8Array(129)))).toBe('none');
  });

  it('names what cannot be read over diagnostics', async () => {
    await expect(observe('speedKmh')).rejects.toThrow('speedKmh of a real ECU cannot be observed over diagnostics');
    await expect(observeByDiagnostics({ beeps: { interior: 1 } }, read, (id) => id)).rejects.toThrow(BenchError);
  });

  it('gives the ends of the procedure and of the lockout', async () => {
    expect(await deadlineByDiagnostics('procedure', read, () => 1_000)).toBe(959_001_000);
    expect(await deadlineByDiagnostics('lockout', read, () => 1_000)).toBe(10_001_000);
    expect(await deadlineByDiagnostics('procedure', idle, () => 1_000)).toBeNull();
  });
});
