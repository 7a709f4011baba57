import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../../can-bus/bytes/hex.ts';
import { decodeMessage } from '../../../../../hil/explain/pdx/message-decoder.ts';
import { OdxIndex } from '../../../../../hil/explain/pdx/odx-index.ts';
import { everyNode } from '../../../../../hil/explain/pdx/odx-node.ts';
import { constant, dop, odx, standardLength, valueAt } from './odx-fixture.ts';

const OBJECTS = [
  dop('u8', standardLength(8)),
  dop(
    'bit',
    standardLength(1),
    '<CATEGORY>TEXTTABLE</CATEGORY><COMPU-INTERNAL-TO-PHYS><COMPU-SCALES><COMPU-SCALE><LOWER-LIMIT>1</LOWER-LIMIT><UPPER-LIMIT>1</UPPER-LIMIT><COMPU-CONST><VT>open</VT></COMPU-CONST></COMPU-SCALE></COMPU-SCALES></COMPU-INTERNAL-TO-PHYS>',
  ),
  dop(
    'speed',
    standardLength(16),
    '<CATEGORY>LINEAR</CATEGORY><COMPU-INTERNAL-TO-PHYS><COMPU-SCALES><COMPU-SCALE><COMPU-RATIONAL-COEFFS><COMPU-NUMERATOR><V>0</V><V>1</V></COMPU-NUMERATOR><COMPU-DENOMINATOR><V>100</V></COMPU-DENOMINATOR></COMPU-RATIONAL-COEFFS></COMPU-SCALE></COMPU-SCALES></COMPU-INTERNAL-TO-PHYS>',
    '<UNIT-REF ID-REF="kmh"/>',
  ),
  dop('hex', standardLength(16), undefined, '<PHYSICAL-TYPE BASE-DATA-TYPE="A_UINT32" DISPLAY-RADIX="HEX"/>'),
  '<UNIT ID="kmh"><SHORT-NAME>kmh</SHORT-NAME><DISPLAY-NAME>km/h</DISPLAY-NAME></UNIT>',
  `<DTC-DOP ID="dtc">${standardLength(24)}<DTCS><DTC><SHORT-NAME>D1</SHORT-NAME><TROUBLE-CODE>82688</TROUBLE-CODE><DISPLAY-TROUBLE-CODE>P0143</DISPLAY-TROUBLE-CODE><TEXT>sensor low</TEXT></DTC></DTCS></DTC-DOP>`,
  `<STRUCTURE ID="pair"><PARAMS>${valueAt('a', 0, 'u8')}${valueAt('b', 1, 'u8')}</PARAMS></STRUCTURE>`,
  `<STRUCTURE ID="loop"><PARAMS>${valueAt('again', 0, 'loop')}</PARAMS></STRUCTURE>`,
  `<STRUCTURE ID="nothing"><PARAMS/></STRUCTURE>`,
  '<END-OF-PDU-FIELD ID="list"><BASIC-STRUCTURE-REF ID-REF="pair"/></END-OF-PDU-FIELD>',
  '<END-OF-PDU-FIELD ID="endless"><BASIC-STRUCTURE-REF ID-REF="nothing"/></END-OF-PDU-FIELD>',
  '<STATIC-FIELD ID="two"><BASIC-STRUCTURE-REF ID-REF="pair"/><FIXED-NUMBER-OF-ITEMS>2</FIXED-NUMBER-OF-ITEMS><ITEM-BYTE-SIZE>3</ITEM-BYTE-SIZE></STATIC-FIELD>',
  '<DYNAMIC-LENGTH-FIELD ID="counted"><BASIC-STRUCTURE-REF ID-REF="pair"/><OFFSET>1</OFFSET><DETERMINE-NUMBER-OF-ITEMS><BYTE-POSITION>0</BYTE-POSITION><DATA-OBJECT-PROP-REF ID-REF="u8"/></DETERMINE-NUMBER-OF-ITEMS></DYNAMIC-LENGTH-FIELD>',
  '<MUX ID="mux"><BYTE-POSITION>1</BYTE-POSITION><SWITCH-KEY><BYTE-POSITION>0</BYTE-POSITION><DATA-OBJECT-PROP-REF ID-REF="u8"/></SWITCH-KEY><CASES><CASE><SHORT-NAME>first</SHORT-NAME><STRUCTURE-REF ID-REF="pair"/><LOWER-LIMIT>1</LOWER-LIMIT><UPPER-LIMIT>1</UPPER-LIMIT></CASE></CASES></MUX>',
  dop('u16', standardLength(16)),
  '<TABLE ID="dids"><SHORT-NAME>Dids</SHORT-NAME><KEY-DOP-REF ID-REF="u16"/>',
  '<TABLE-ROW ID="r1"><SHORT-NAME>pair</SHORT-NAME><LONG-NAME>Two numbers</LONG-NAME><KEY>0xF190</KEY><STRUCTURE-REF ID-REF="pair"/></TABLE-ROW>',
  '<TABLE-ROW ID="r2"><SHORT-NAME>speed</SHORT-NAME><KEY>62477</KEY><DATA-OBJECT-PROP-REF ID-REF="speed"/></TABLE-ROW>',
  '<TABLE-ROW ID="r3"><SHORT-NAME>nothing</SHORT-NAME><KEY>62478</KEY></TABLE-ROW><TABLE-ROW-REF ID-REF="r4"/></TABLE>',
  '<TABLE ID="others"><TABLE-ROW ID="r4"><SHORT-NAME>borrowed</SHORT-NAME><KEY>62479</KEY><DATA-OBJECT-PROP-REF ID-REF="u8"/></TABLE-ROW></TABLE>',
].join('');

function words(params: string, bytes: string, request: string = ''): string | null {
  const root = odx(`${OBJECTS}<POS-RESPONSE ID="m"><PARAMS>${params}</PARAMS></POS-RESPONSE>`);
  const message = [...everyNode(root)].find(({ id }) => id === 'm');
  if (message === undefined) throw new Error('the message is not there');
  const decoded = decodeMessage(message, new OdxIndex([root]), fromHex(bytes), fromHex(request));
  return decoded === null ? null : [decoded.words, toHex(decoded.rest, ' ')].filter(Boolean).join(', and ');
}

describe('a message by its parameters', () => {
  it('has values with their scaling, unit and text', () => {
    expect(words(constant(0, 0x62) + constant(1, 0xf40d, 16) + valueAt('speed', 3, 'speed'), '62F40D04D2')).toBe(
      'speed 12.34 km/h',
    );
    const door = `<BIT-POSITION>5</BIT-POSITION>`;
    expect(words(constant(0, 0x62) + valueAt('door', 1, 'bit', door), '6220')).toBe('door open');
    expect(words(constant(0, 0x62) + valueAt('door', 1, 'bit', door), '6200')).toBe('door 0 (not defined)');
    expect(words(valueAt('part', 0, 'hex'), '0AF0')).toBe('part 0xAF0');
  });

  it('is null if a constant differs or the message ends within a value', () => {
    expect(words(constant(0, 0x62), '63')).toBeNull();
    expect(words(valueAt('speed', 0, 'speed'), '04')).toBeNull();
    expect(words(valueAt('x', 0, 'missing'), '04')).toBe('x 04');
  });

  it('shows bytes that nothing describes', () => {
    expect(words(valueAt('a', 0, 'u8'), '010203')).toBe('a 1, and 02 03');
  });

  it('repeats bytes of its request, and has reserved bits', () => {
    const repeated = `<PARAM xsi:type="MATCHING-REQUEST-PARAM"><SHORT-NAME>id</SHORT-NAME><BYTE-POSITION>1</BYTE-POSITION><REQUEST-BYTE-POS>1</REQUEST-BYTE-POS><BYTE-LENGTH>2</BYTE-LENGTH></PARAM>`;
    const reserved = `<PARAM xsi:type="RESERVED"><SHORT-NAME>r</SHORT-NAME><BYTE-POSITION>3</BYTE-POSITION><BIT-LENGTH>8</BIT-LENGTH></PARAM>`;
    expect(words(constant(0, 0x62) + repeated + reserved, '62F19000', '22F190')).toBe('');
    expect(words(constant(0, 0x62) + repeated, '62F191', '22F190')).toBeNull();
    expect(words(constant(0, 0x62) + repeated + reserved, '62F190', '22F190')).toBeNull();
  });

  it('has structures, lists and a choice by a key', () => {
    expect(words(valueAt('p', 0, 'pair'), '0102')).toBe('p (a 1, b 2)');
    expect(words(valueAt('list', 0, 'list'), '01020304')).toBe('list (a 1, b 2) (a 3, b 4)');
    expect(words(valueAt('list', 0, 'list'), '')).toBe('list none');
    expect(words(valueAt('list', 0, 'list'), '010203')).toBeNull();
    expect(words(valueAt('two', 0, 'two'), '0102FF0304FF')).toBe('two (a 1, b 2) (a 3, b 4)');
    expect(words(valueAt('counted', 0, 'counted'), '0201020304')).toBe('counted (a 1, b 2) (a 3, b 4)');
    expect(words(valueAt('mux', 0, 'mux'), '010304')).toBe('mux first (a 3, b 4)');
    expect(words(valueAt('mux', 0, 'mux'), '09')).toBe('mux 9');
  });

  it('has the layout of the row that a key chooses from a table', () => {
    const key = (table: string): string =>
      `<PARAM ID="key" xsi:type="TABLE-KEY"><SHORT-NAME>did</SHORT-NAME><BYTE-POSITION>1</BYTE-POSITION>${table}</PARAM>`;
    const struct = (reference: string): string =>
      `<PARAM xsi:type="TABLE-STRUCT"><SHORT-NAME>record</SHORT-NAME><BYTE-POSITION>3</BYTE-POSITION>${reference}</PARAM>`;
    const byId = constant(0, 0x62) + key('<TABLE-REF ID-REF="dids"/>') + struct('<TABLE-KEY-REF ID-REF="key"/>');
    expect(words(byId, '62F1900102')).toBe('did Two numbers, record (a 1, b 2)');
    expect(words(byId, '62F40D04D2')).toBe('did speed, record 12.34 km/h');
    expect(words(byId, '62F40E')).toBe('did nothing');
    expect(words(byId, '62F40F01')).toBe('did borrowed, record 1');
    expect(words(byId, '62AAAA0102')).toBe('did 43690 (not defined), record 01 02');
    expect(words(byId, '62F1')).toBeNull();
    expect(words(byId, '62F19001')).toBeNull();
    const byName = key('<TABLE-SNREF SHORT-NAME="Dids"/>') + struct('<TABLE-KEY-SNREF SHORT-NAME="did"/>');
    expect(words(constant(0, 0x62) + byName, '62F40D04D2')).toBe('did speed, record 12.34 km/h');
    expect(words(struct('<TABLE-KEY-REF ID-REF="key"/>'), '00000001')).toBe('record 01');
  });

  it('has trouble codes with their text', () => {
    expect(words(valueAt('code', 0, 'dtc'), '014300')).toBe('code P0143 sensor low');
    expect(words(valueAt('code', 0, 'dtc'), '014301')).toBe('code 014301');
  });

  it('shows what it does not know as bytes, and reads no description without end', () => {
    const key = `<PARAM xsi:type="TABLE-KEY"><SHORT-NAME>k</SHORT-NAME><BYTE-POSITION>1</BYTE-POSITION></PARAM>`;
    expect(words(constant(0, 0x62) + key, '62AABB')).toBe('k AA BB');
    expect(words(valueAt('loop', 0, 'loop'), '01')).toBeNull();
    expect(words(valueAt('endless', 0, 'endless'), '01')).toBeNull();
  });

  it('cannot control the terminal', () => {
    expect(words(valueAt('a&#x9b;', 0, 'u8'), '01')).toBe('a\\u009b 1');
  });
});
