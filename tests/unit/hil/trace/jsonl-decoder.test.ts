import { describe, expect, it } from 'vitest';
import { decodeRecord, jsonlDecoder } from '../../../../hil/trace/jsonl-decoder.ts';
import { readAll } from '../../can-bus/trace/read-all.ts';

const FRAME = '{"timeUs":1,"kind":"frame","source":"body","id":"5B0","data":"01"}';
const STAMPED = '{"timeUs":9,"kind":"frame","source":"client-1","receivedUs":6,"id":"18DA10F1","data":""}';
const EVENT = '{"timeUs":2,"kind":"stimulus","source":"stimulus","event":"key-moved","keyId":"A1000001","to":"cabin"}';

describe('reading a JSONL trace (interfaces, traces)', () => {
  it('gives frames with their senders, and other events unchanged', () => {
    const items = readAll(jsonlDecoder(), `${FRAME}\n${STAMPED}\n${EVENT}\n`);
    expect(items).toEqual([
      expect.objectContaining({ kind: 'frame', timeUs: 1, source: 'body' }),
      expect.objectContaining({ kind: 'frame', timeUs: 9, source: 'client-1', receivedUs: 6 }),
      { timeUs: 2, kind: 'stimulus', source: 'stimulus', event: 'key-moved', keyId: 'A1000001', to: 'cabin' },
    ]);
  });

  it('reads a trace from before 2026-11-29, which calls a stimulus a hand', () => {
    const former = '{"timeUs":2,"kind":"hand","source":"hand","event":"key-moved","keyId":"A1000001","to":"cabin"}';
    expect(decodeRecord(former, 'line 1')).toEqual(decodeRecord(EVENT, 'line 1'));
  });

  it('says what was forgotten before it', () => {
    expect(decodeRecord('{"timeUs":0,"kind":"dropped","frames":5,"events":3}', 'line 1')).toEqual({
      kind: 'passed-over',
      where: 'line 1',
      what: '5 frames and 3 events before this, which the car had dropped',
    });
  });

  it('needs no line end after its last line: a truncated JSON object is not valid', () => {
    expect(readAll(jsonlDecoder(), `${EVENT}\n${FRAME}`).map(({ kind }) => kind)).toEqual(['stimulus', 'frame']);
    expect(readAll(jsonlDecoder(), `${EVENT}\n${FRAME.slice(0, -1)}`).map(({ kind }) => kind)).toEqual([
      'stimulus',
      'cut-off',
    ]);
  });

  it.each([
    ['no json', /not a JSON object/],
    ['[1]', /not a JSON object/],
    ['{"kind":"frame"}', /timeUs/],
    ['{"timeUs":-1,"kind":"frame"}', /timeUs/],
    ['{"timeUs":1.5,"kind":"frame"}', /timeUs/],
    ['{"timeUs":1,"kind":"frame","source":"body"}', /source, id and data/],
    ['{"timeUs":1,"kind":"frame","source":"body","id":"5B","data":""}', /3 nor 8/],
    ['{"timeUs":1,"kind":"frame","source":"body","id":"FFF","data":""}', /CAN id/],
    ['{"timeUs":1,"kind":"frame","source":"body","id":"5B0","data":"0"}', /odd number/],
    ['{"timeUs":1,"kind":"frame","source":"body","id":"5B0","data":"","remoteLength":9}', /requests 0 to 8/],
    ['{"timeUs":1,"kind":"strange","source":"body","event":"x"}', /no kind "strange"/],
    ['{"timeUs":1,"kind":"stimulus","source":"stimulus"}', /no kind "stimulus" with such fields/],
  ])('says of %s that it is bad', (line, message) => {
    expect(decodeRecord(line, 'line 4')).toMatchObject({
      kind: 'bad',
      where: 'line 4',
      message: expect.stringMatching(message) as string,
      expected: expect.stringMatching(/^\{"timeUs"/) as string,
    });
  });
});
