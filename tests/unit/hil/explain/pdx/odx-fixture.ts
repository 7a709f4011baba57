import { readOdx, type OdxNode } from '../../../../../hil/explain/pdx/odx-node.ts';

/** An element of XML text, with the type attribute of ODX declared. */
export function odx(text: string): OdxNode {
  const root = readOdx(`<ODX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${text}</ODX>`);
  if (typeof root === 'string') throw new Error(root);
  return root;
}

/** The first element of a text. */
export function element(text: string): OdxNode {
  const [first] = odx(text).children;
  if (first === undefined) throw new Error('the text has no element');
  return first;
}

export function standardLength(bits: number, base: string = 'A_UINT32', more: string = ''): string {
  return `<DIAG-CODED-TYPE BASE-DATA-TYPE="${base}" ${more} xsi:type="STANDARD-LENGTH-TYPE"><BIT-LENGTH>${bits}</BIT-LENGTH></DIAG-CODED-TYPE>`;
}

export function dop(
  id: string,
  type: string,
  method: string = '<CATEGORY>IDENTICAL</CATEGORY>',
  more: string = '',
): string {
  return `<DATA-OBJECT-PROP ID="${id}"><SHORT-NAME>${id}</SHORT-NAME><COMPU-METHOD>${method}</COMPU-METHOD>${type}${more}</DATA-OBJECT-PROP>`;
}

export function constant(at: number, value: number, bits: number = 8): string {
  return `<PARAM xsi:type="CODED-CONST"><SHORT-NAME>C${at}</SHORT-NAME><BYTE-POSITION>${at}</BYTE-POSITION><CODED-VALUE>${value}</CODED-VALUE>${standardLength(bits)}</PARAM>`;
}

export function valueAt(name: string, at: number, object: string, more: string = ''): string {
  return `<PARAM xsi:type="VALUE"><SHORT-NAME>${name}</SHORT-NAME><BYTE-POSITION>${at}</BYTE-POSITION>${more}<DOP-REF ID-REF="${object}"/></PARAM>`;
}
