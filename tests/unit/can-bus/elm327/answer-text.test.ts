import { describe, expect, it } from 'vitest';
import { formattedLines, rawLine } from '../../../../can-bus/elm327/answer-text.ts';
import { ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';
import { defaultSettings, type ElmSettings } from '../../../../can-bus/elm327/settings.ts';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { readFrame } from '../../../support/elm327-rig.ts';

function settings(changes: Partial<ElmSettings> = {}): ElmSettings {
  return { ...defaultSettings(new ParameterMemory()), ...changes };
}

const SINGLE = readFrame('7E8#06410080180011CC');
const FIRST = readFrame('7E8#1014490201345431');
const NEXT = readFrame('7E8#21425A314642344B');

describe('the text of a response', () => {
  it('ELM-9: data alone, with blanks behind each byte or without', () => {
    expect(formattedLines(SINGLE, settings())).toEqual(['41 00 80 18 00 11 ']);
    expect(formattedLines(SINGLE, settings({ spaces: false }))).toEqual(['410080180011']);
  });

  it('ELM-9: with headers the identifier and the length byte are shown, with ATD1 the data length, too', () => {
    const headers = true;
    expect(formattedLines(SINGLE, settings({ headers }))).toEqual(['7E8 06 41 00 80 18 00 11 ']);
    expect(formattedLines(SINGLE, settings({ headers, spaces: false }))).toEqual(['7E806410080180011']);
    expect(formattedLines(SINGLE, settings({ headers, dlc: true }))).toEqual(['7E8 8 06 41 00 80 18 00 11 ']);
    const extended = readFrame('18DAF110#06410080180011CC');
    expect(formattedLines(extended, settings({ headers }))).toEqual(['18 DA F1 10 06 41 00 80 18 00 11 ']);
    expect(formattedLines(extended, settings({ headers, spaces: false }))).toEqual(['18DAF11006410080180011']);
  });

  it('ELM-10: a message of several frames has its length first, and a number before each line', () => {
    expect(formattedLines(FIRST, settings())).toEqual(['014', '0: 49 02 01 34 54 31 ']);
    expect(formattedLines(NEXT, settings())).toEqual(['1: 42 5A 31 46 42 34 4B ']);
    expect(formattedLines(readFrame('7E8#2F01020304050607'), settings({ spaces: false }))).toEqual([
      'F:01020304050607',
    ]);
    expect(formattedLines(FIRST, settings({ headers: true }))).toEqual(['7E8 10 14 49 02 01 34 54 31 ']);
  });

  it('ELM-15: the extended address is shown with the headers', () => {
    const frame = readFrame('758#B506500300320100');
    expect(formattedLines(frame, settings({ extendedAddress: 0xb5 }))).toEqual(['50 03 00 32 01 00 ']);
    expect(formattedLines(frame, settings({ extendedAddress: 0xb5, headers: true }))).toEqual([
      '758 B5 06 50 03 00 32 01 00 ',
    ]);
  });

  it('ELM-10: flow controls are not shown, and neither is what is not ISO-TP, but with headers', () => {
    expect(formattedLines(readFrame('7E8#300000CCCCCCCCCC'), settings({ headers: true }))).toEqual([]);
    expect(formattedLines(readFrame('7E8#300000CCCCCCCCCC'), settings())).toEqual([]);
    expect(formattedLines(readFrame('7E8#F00000'), settings())).toEqual([]);
    expect(formattedLines(readFrame('7E8#F00000'), settings({ headers: true }))).toEqual(['7E8 F0 00 00 <RX ERROR']);
    expect(formattedLines(remoteFrame(0x7e8, 2), settings())).toEqual([]);
    expect(formattedLines(remoteFrame(0x7e8, 2), settings({ headers: true }))).toEqual(['7E8 RTR']);
  });

  it('ELM-10: with ATCAF0 all bytes are shown as they are', () => {
    expect(rawLine(FIRST, settings())).toBe('10 14 49 02 01 34 54 31 ');
    expect(rawLine(readFrame('5B0#'), settings({ headers: true }))).toBe('5B0 ');
    expect(rawLine(remoteFrame(0x123, 4), settings({ headers: true, dlc: true }))).toBe('123 4 RTR');
  });

  it('a CAN FD frame is an error to a classical adapter', () => {
    const frame = dataFrame(0x7bd, new Uint8Array(12), { fd: true });
    expect(rawLine(frame, settings({ headers: true }))).toBe('7BD <RX ERROR');
    expect(formattedLines(frame, settings())).toEqual([]);
  });
});
