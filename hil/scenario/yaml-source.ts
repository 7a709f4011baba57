import { isMap, isScalar, LineCounter, parseDocument, type Document, type YAMLError } from 'yaml';

import type { DataSource, Position } from './data-source.ts';
import type { DataMistake, DataPath } from './explain-issue.ts';
import type { ScenarioMistake } from './mistake.ts';
import { findUnusableNames } from './unusable-names.ts';

/** Far more than any scenario needs, and little enough to be read at once. */
const MAX_CHARACTERS = 1_000_000;

/** A YAML text as data, that still knows where in the text each part stands. */
export class YamlSource implements DataSource {
  readonly file: string;
  readonly value: unknown;
  /** What makes it no YAML text; the value is undefined then. */
  readonly mistakes: readonly ScenarioMistake[];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string, file: string) {
    this.file = file;
    const isTooLong = text.length > MAX_CHARACTERS;
    this.#document = parseDocument(isTooLong ? '' : text, { lineCounter: this.#lines, prettyErrors: false });
    if (isTooLong) {
      this.mistakes = [this.#mistakeAt(0, `${text.length} characters`, `a file of at most ${MAX_CHARACTERS}`)];
      return;
    }
    this.mistakes = this.#document.errors.map((error) => this.#syntaxMistake(error));
    if (this.mistakes.length > 0) return;
    try {
      this.value = this.#document.toJS();
      this.mistakes = findUnusableNames(this.value).map((mistake) => this.locate(mistake));
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.mistakes = [this.#mistakeAt(0, error.message, 'aliases that can be resolved')];
    }
  }

  /** A mistake in the data, with its place in the text. */
  locate({ path, atKey, found, expected, meant }: DataMistake): ScenarioMistake {
    return { file: this.file, ...this.positionOf(path, atKey), found, expected, meant };
  }

  /** Where the value at a path stands, or its name; of what is not there, where the mapping around it stands. */
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

  #syntaxMistake(error: YAMLError): ScenarioMistake {
    return this.#mistakeAt(error.pos[0], error.message.split('\n')[0] ?? error.code, 'a YAML text');
  }

  #mistakeAt(offset: number, found: string, expected: string): ScenarioMistake {
    return { file: this.file, ...this.#position(offset), found, expected, meant: null };
  }
}
