import { dirname, join } from 'node:path/posix';
import type { SourceFile } from './source-files.ts';

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** What a file imports, types included: files of the project by their path, everything else as it is written. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
  return [...text.matchAll(IMPORT)].map(([, specifier = '']) =>
    specifier.startsWith('.') ? join(dirname(path), specifier) : specifier,
  );
}

/** Who imports whom. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** The imports among the files themselves. */
export function importGraph(files: readonly SourceFile[]): Graph {
  const known = new Set(files.map(({ path }) => path));
  return new Map(files.map((file) => [file.path, importsOf(file).filter((target) => known.has(target))]));
}

/** A path that ends where it begins; null where there is none. */
export function findCircle(graph: Graph): readonly string[] | null {
  const done = new Set<string>();
  const search = (node: string, path: readonly string[]): readonly string[] | null => {
    const start = path.indexOf(node);
    if (start >= 0) return [...path.slice(start), node];
    if (done.has(node)) return null;
    for (const target of graph.get(node) ?? []) {
      const circle = search(target, [...path, node]);
      if (circle !== null) return circle;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const circle = search(node, []);
    if (circle !== null) return circle;
  }
  return null;
}
