import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { DataIdentifierSpec, EcuDescription } from '../../../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { DATA_READERS } from '../../../../ecu-sim/diagnostics/data-identifiers.ts';
import { readDataService, writeDataService } from '../../../../ecu-sim/diagnostics/data-services.ts';
import { KEY_A, KEY_B, TestBench } from '../../../support/test-bench.ts';
import { stepWith } from '../firmware-step.ts';

function extended(): TestBench {
  const bench = new TestBench();
  bench.extended();
  return bench;
}

describe('0x22 ReadDataByIdentifier', () => {
  it.each([
    ['F1 86', '01'],
    ['F1 87', '38 39 39 39 30 2D 56 53 4B 30 31'],
    ['F1 8A', '56 53 4B'],
    ['F1 8C', '05 A1 7C 0D'],
    ['F1 90', '34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39'],
    ['F1 91', '56 53 4B 2D 48 57 31'],
    ['F1 95', '56 53 4B 2D 31 2E 30 30'],
    ['F1 97', '53 6D 61 72 74 20 4B 65 79'],
    ['F1 98', '20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20'],
    ['F1 99', '19 01 01'],
    ['10 01', '02'],
    ['10 02', '05'],
    ['10 03', `01 A1 00 00 01 01 A1 00 00 02${' 00'.repeat(25)}`],
    ['10 04', '80 02'],
    ['10 05', '31 38'],
    ['10 06', '00 00 00 00 00 00 00 00'],
    ['10 07', '00 00 00 00 00'],
    ['10 08', '00 00'],
    ['10 09', '00 00 00'],
    ['10 0A', '00'],
    ['10 0B', '00'],
    ['10 10', `00${' 00'.repeat(128)}`],
  ])('conformance 48: DID %s of the new car is %s, in both sessions', (identifier, bytes) => {
    const bench = new TestBench();
    expect(bench.request(`22 ${identifier}`)).toBe(`62 ${identifier} ${bytes}`);
    bench.extended();
    const expected = identifier === 'F1 86' ? '03' : bytes;
    expect(bench.request(`22 ${identifier}`, 'generic')).toBe(`62 ${identifier} ${expected}`);
  });

  it('KEY-2: DIDs 1001, 1002, 1003 and 1008 follow the keys', () => {
    const bench = new TestBench();
    bench.openWindow(1);
    bench.touch(KEY_B);
    bench.request('31 01 02 03 03');
    expect(bench.request('22 10 01 10 02 10 08')).toBe('62 10 01 01 10 02 06 10 08 00 01');
    expect(bench.request('22 10 03')).toBe(`62 10 03 00 00 00 00 00 01 A1 00 00 02${' 00'.repeat(25)}`);
  });

  it.each([
    ['22', '7F 22 13'],
    ['22 F1', '7F 22 13'],
    ['22 F1 86 F1', '7F 22 13'],
    ['22 00 00', '7F 22 31'],
    ['22 10 11', '7F 22 31'],
    ['22 00 00 FF FF', '7F 22 31'],
    ['22 10 01 00 00', '62 10 01 02'],
    ['22 00 00 10 01 FF FF 10 02', '62 10 01 02 10 02 05'],
    ['22 10 01 10 01', '62 10 01 02 10 01 02'],
  ])('conformance 48: %s is answered %s', (request, answer) => {
    expect(new TestBench().request(request)).toBe(answer);
  });

  it('conformance 48: an answer longer than the transport can carry: 0x14', () => {
    const bench = new TestBench();
    expect(bench.request(`22${' 10 10'.repeat(31)}`)?.split(' ')).toHaveLength(1 + 31 * 131);
    expect(bench.request(`22${' 10 10'.repeat(32)}`)).toBe('7F 22 14');
  });

  it('conformance 48: 4095 bytes are answered, 4096 are not', () => {
    const read = readDataService(SMART_KEY, DATA_READERS);
    // 31 histories of 131 bytes, the VIN (19) and the inputs (4); then the procedure (10) or the system name (11).
    const most = `22${' 10 10'.repeat(31)} F1 90 10 04`;
    const answer = read(stepWith(), { endpoint: 'oem', payload: fromHex(`${most} 10 06`) });
    expect(answer).toMatchObject({ kind: 'positive', response: { length: 4095 } });
    expect(read(stepWith(), { endpoint: 'oem', payload: fromHex(`${most} F1 97`) })).toEqual({
      kind: 'negative',
      nrc: 0x14,
      durationUs: 0,
    });
  });

  it('conformance 10: it has no sub-function: bit 7 of the second byte silences nothing', () => {
    expect(new TestBench().request('22 90 01')).toBe('7F 22 31');
    expect(new TestBench().request('22 F1 86')).toBe('62 F1 86 01');
  });
});

describe('an identifier that is declared and not implemented', () => {
  const { testerSerial, history } = SMART_KEY.dataIdentifiers;
  const WRITER = { isValid: () => true, write: () => undefined };

  it('is a bug: without a reader or a writer, or written with a length that varies', () => {
    if (testerSerial === undefined || history === undefined) throw new Error('they are declared');
    const withOne = (dataIdentifiers: EcuDescription['dataIdentifiers']): EcuDescription => ({
      ...SMART_KEY,
      dataIdentifiers,
    });
    expect(() => readDataService(withOne({ history }), {})).toThrow(
      'the identifier history is declared but has no reader',
    );
    expect(() => writeDataService(withOne({ testerSerial }), {})).toThrow(
      'the identifier testerSerial cannot be written as declared',
    );
    const rest: DataIdentifierSpec = { ...testerSerial, value: { kind: 'bytes', bytes: 'rest' } };
    expect(() => writeDataService(withOne({ rest }), { rest: WRITER })).toThrow('rest cannot be written as declared');
  });
});

describe('0x2E WriteDataByIdentifier', () => {
  const SERIAL = '54 4F 4F 4C 2D 30 30 30 30 30 30 30 30 30 30 31';

  it('conformance 49: F198 is stored, also over a power loss', () => {
    const bench = extended();
    expect(bench.request(`2E F1 98 ${SERIAL}`)).toBe('6E F1 98');
    bench.powerCycle();
    expect(bench.request('22 F1 98')).toBe(`62 F1 98 ${SERIAL}`);
  });

  it.each(['26 07 01', '24 02 29', '00 02 29', '99 12 31'])('conformance 49: F199 takes the date %s', (date) => {
    const bench = extended();
    expect(bench.request(`2E F1 99 ${date}`)).toBe('6E F1 99');
    expect(bench.request('22 F1 99')).toBe(`62 F1 99 ${date}`);
  });

  it.each(['26 13 01', '26 00 01', '26 01 00', '26 01 32', '26 04 31', '25 02 29', '2A 01 01', '26 0A 01', '26 01 A0'])(
    'conformance 49: the impossible date %s is 0x31',
    (date) => {
      const bench = extended();
      expect(bench.request(`2E F1 99 ${date}`)).toBe('7F 2E 31');
      expect(bench.request('22 F1 99')).toBe('62 F1 99 19 01 01');
    },
  );

  it.each([
    ['2E', '7F 2E 13'],
    ['2E F1 99', '7F 2E 13'],
    ['2E 00 00', '7F 2E 13'],
    ['2E 00 00 00', '7F 2E 31'],
    ['2E F1 90 00', '7F 2E 31'],
    ['2E 10 01 00', '7F 2E 31'],
    ['2E F1 99 26 07', '7F 2E 13'],
    ['2E F1 99 26 07 01 00', '7F 2E 13'],
    ['2E F1 99 99 99', '7F 2E 13'],
    [`2E F1 98 ${'00 '.repeat(15)}`, '7F 2E 13'],
  ])('conformance 49: %s is answered %s', (request, answer) => {
    expect(extended().request(request)).toBe(answer);
  });

  it('conformance 1: not in the default session: 0x7F before all else', () => {
    const bench = new TestBench();
    expect(bench.request('2E F1 99 26 07 01')).toBe('7F 2E 7F');
    expect(bench.request('2E')).toBe('7F 2E 7F');
  });

  it('conformance 49: it needs no level, and locks none', () => {
    const bench = extended();
    bench.unlock(3);
    bench.request('2E F1 99 26 07 01');
    expect(bench.request('31 01 02 02 01')).toBe('71 01 02 02 21 00 05');
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
  });
});
