import { isMap, isScalar, LineCounter, type Document } from 'yaml';

import type { DataSource, Position } from './data-source.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { readYaml } from './read-yaml.ts';
import type { ScenarioProblem } from './scenario-problem.ts';
import { findUnusableNames } from './unusable-names.ts';

/** A YAML text as data that still knows where in the text each part is. */
export class YamlSource implements DataSource {
  readonly file: string;
  readonly value: unknown;
  /** Why the text is not YAML; then the value is undefined. */
  readonly problems: readonly ScenarioProblem[];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string, file: string) {
    this.file = file;
    const { document, value, problems } = readYaml(text, this.#lines);
    this.#document = document;
    this.value = value;
    this.problems =
      problems.length > 0
        ? problems.map(({ offset, found, expected }) => this.#problemAt(offset, found, expected))
        : findUnusableNames(value).map((problem) => this.locate(problem));
  }

  /** A problem in the data, with its location in the text. */
  locate({ path, atKey, found, expected, meant }: DataProblem): ScenarioProblem {
    return { file: this.file, ...this.positionOf(path, atKey), found, expected, meant };
  }

  /** The location of the value at a path, or of its name; for a missing value, that of the surrounding mapping. */
  positionOf(path: DataPath, atKey = false): Position {
    for (let length = path.length; length >= 0; length -= 1) {
      const here = path.slice(0, length);
      const offset = (atKey || length < path.length ? null : this.#valueOffset(here)) ?? this.#keyOffset(here);
      if (offset !== null) return this.#position(offset);
      const around = this.#valueOffset(here);
      if (around !== null) return this.#position(around);
    }
    return { line: 1, column: 1 };
  }

  #valueOffset(path: DataPath): number | null {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
    const start: unknown = node.range[0];
    return typeof start === 'number' ? start : null;
  }

  #keyOffset(path: DataPath): number | null {
    const key = path.at(-1);
    const around = path.slice(0, -1);
    const mapping = around.length === 0 ? this.#document.contents : this.#document.getIn(around, true);
    if (key === undefined || !isMap(mapping)) return null;
    const pair = mapping.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair !== undefined && isScalar(pair.key) ? (pair.key.range?.[0] ?? null) : null;
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #problemAt(offset: number, found: string, expected: string): ScenarioProblem {
    return { file: this.file, ...this.#position(offset), found, expected, meant: null };
  }
}
