import { describe, expect, it } from 'vitest';
import { OdxIndex } from '../../../../../hil/explain/pdx/odx-index.ts';
import { element, odx } from './odx-fixture.ts';

const OWN = odx('<D ID="x"><SHORT-NAME>own</SHORT-NAME></D>');
const OTHER = odx('<D ID="x"><SHORT-NAME>other</SHORT-NAME></D><D ID="y"><SHORT-NAME>second</SHORT-NAME></D>');

describe('what an element refers to', () => {
  const index = new OdxIndex([OWN], new OdxIndex([OWN, OTHER]));

  it('is in its own document first, then in the package', () => {
    expect(index.target(element('<REF ID-REF="x"/>'))).toBe(OWN.children[0]);
    expect(index.target(element('<REF ID-REF="y"/>'))).toBe(OTHER.children[1]);
  });

  it('is found by its short name too, or not at all', () => {
    expect(index.target(element('<SNREF SHORT-NAME="second"/>'))).toBe(OTHER.children[1]);
    expect(index.target(element('<REF ID-REF="z"/>'))).toBeNull();
    expect(index.target(null)).toBeNull();
  });
});
