import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { PdxNames } from '../../../../hil/explain/pdx-names.ts';

function constant(at: number, value: number, bits: number): string {
  return (
    `<PARAM><BYTE-POSITION>${at}</BYTE-POSITION><CODED-VALUE>${value}</CODED-VALUE>` +
    `<DIAG-CODED-TYPE><BIT-LENGTH>${bits}</BIT-LENGTH></DIAG-CODED-TYPE></PARAM>`
  );
}

const SERVICES =
  '<DIAG-SERVICE><SHORT-NAME>Any</SHORT-NAME><REQUEST-REF ID-REF="r1"/></DIAG-SERVICE>' +
  '<DIAG-SERVICE><SHORT-NAME>Speed</SHORT-NAME><LONG-NAME>road speed</LONG-NAME><REQUEST-REF ID-REF="r2"/></DIAG-SERVICE>';
const REQUESTS =
  `<REQUEST ID="r1"><PARAMS>${constant(0, 0x22, 8)}</PARAMS></REQUEST>` +
  `<REQUEST ID="r2"><PARAMS>${constant(0, 0x22, 8)}${constant(1, 0xf40d, 16)}</PARAMS></REQUEST>`;

function pdx(text: string, name: string = 'a.odx-d'): Uint8Array {
  return zipSync({ [name]: strToU8(text) });
}

describe('names from a PDX package', () => {
  it('are those of the service with the most constants that fit', () => {
    const names = PdxNames.read('a.pdx', pdx(`<ODX><A>${SERVICES}</A><B>${REQUESTS}</B></ODX>`));
    expect(['22F40D', '22F190', '3E00'].map((request) => names.nameOf(fromHex(request)))).toEqual([
      'road speed',
      'Any',
      null,
    ]);
  });

  it.each([
    [strToU8('hello'), 'a.pdx: it is no ZIP archive, or it is damaged'],
    [pdx('<ODX/>', 'readme.txt'), 'a.pdx: the package has no ODX file'],
    [pdx('<ODX/>'), 'a.pdx: the package describes no service'],
    [pdx('<ODX a=></ODX>'), 'a.pdx: a.odx-d is no XML that can be read'],
    [pdx('<!DOCTYPE x [<!ENTITY a "b">]><ODX/>'), 'a.pdx: a.odx-d has a document type, which ODX does not have'],
  ])('are refused where the file is none: %#', (bytes, problem) => {
    expect(() => PdxNames.read('a.pdx', bytes)).toThrow(problem);
  });

  it('are not read from a file that unpacks beyond all measure', () => {
    const bomb = zipSync({ 'a.odx-d': new Uint8Array(70_000_000) });
    expect(() => PdxNames.read('a.pdx', bomb)).toThrow('a.odx-d unpacks to more than 67108864 bytes');
  });
});
