import { everyNode, textIn, type OdxNode } from './odx-node.ts';

/** Finds what elements of a document refer to, by id or by short name: in the document first, then in the package. */
export class OdxIndex {
  readonly #byId = new Map<string, OdxNode>();
  readonly #byName = new Map<string, OdxNode>();
  readonly #others: OdxIndex | null;

  constructor(roots: readonly OdxNode[], others: OdxIndex | null = null) {
    this.#others = others;
    for (const root of roots) for (const node of everyNode(root)) this.#add(node);
  }

  /** What a reference (`DOP-REF`, or `DOP-SNREF`) names; null where it is not in the package. */
  target(reference: OdxNode | null): OdxNode | null {
    if (reference === null) return null;
    const { attributes } = reference;
    const id = attributes['ID-REF'];
    const found = id === undefined ? this.#byName.get(attributes['SHORT-NAME'] ?? '') : this.#byId.get(id);
    return found ?? this.#others?.target(reference) ?? null;
  }

  #add(node: OdxNode): void {
    if (node.id === null) return;
    if (!this.#byId.has(node.id)) this.#byId.set(node.id, node);
    const name = textIn(node, 'SHORT-NAME');
    if (name !== null && !this.#byName.has(name)) this.#byName.set(name, node);
  }
}
