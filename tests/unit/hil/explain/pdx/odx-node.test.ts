import { describe, expect, it } from 'vitest';
import {
  child,
  everyNode,
  numberIn,
  readOdx,
  textIn,
  titleOf,
  type OdxNode,
} from '../../../../../hil/explain/pdx/odx-node.ts';

const ROOT = odxRoot(
  '<ODX><!-- a comment --><A ID="a1" X="y"><SHORT-NAME>short</SHORT-NAME><N> 12 </N><E/></A><B><LONG-NAME>long one</LONG-NAME></B></ODX>',
);

function odxRoot(text: string): OdxNode {
  const root = readOdx(text);
  if (typeof root === 'string') throw new Error(root);
  return root;
}

describe('an element of ODX', () => {
  it('has children, attributes, texts and numbers', () => {
    const a = child(ROOT, 'A');
    expect(a).toMatchObject({ name: 'A', id: 'a1', attributes: { X: 'y' } });
    expect([textIn(a, 'SHORT-NAME'), numberIn(a, 'N'), numberIn(a, 'SHORT-NAME'), numberIn(a, 'E')]).toEqual([
      'short',
      12,
      null,
      null,
    ]);
    expect([child(null, 'A'), textIn(undefined, 'A'), numberIn(a, 'none')]).toEqual([null, null, null]);
  });

  it('is named by its long name, its short name or its element', () => {
    expect(ROOT.children.map(titleOf)).toEqual(['short', 'long one']);
    expect(titleOf(ROOT)).toBe('ODX');
  });

  it('comes before those within it', () => {
    expect([...everyNode(ROOT)].map(({ name }) => name)).toEqual([
      'ODX',
      'A',
      'SHORT-NAME',
      'N',
      'E',
      'B',
      'LONG-NAME',
    ]);
  });

  it.each([
    ['<ODX', 'is no XML that can be read'],
    ['', 'is no XML that can be read'],
    ['<!DOCTYPE x><ODX/>', 'has a document type, which ODX does not have'],
    [`${'<A>'.repeat(70)}${'</A>'.repeat(70)}`, 'has elements within each other, 64 deep'],
    [`${'<A>'.repeat(200_000)}${'</A>'.repeat(200_000)}`, 'elements within each other'],
  ])('is refused if the text is something else: %#', (text, problem) => {
    expect(readOdx(text)).toContain(problem);
  });
});
