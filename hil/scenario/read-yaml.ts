import { parseDocument } from 'yaml';

import { usageError } from '../../can-bus/errors/operation-error.ts';
import { aliasWords, yamlSentence } from './yaml-words.ts';

/**
 * The data of a YAML file.
 *
 * @param file with what it is, such as `profile p.yaml`
 * @param hint what to write
 * @throws OperationError (usage) for a text that is not YAML, with its place
 */
export function readYaml(text: string, file: string, hint: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = problem.linePos?.[0] ?? { line: 1, col: 1 };
    throw usageError(`${file}:${line}:${col}: ${yamlSentence(problem)}`, hint);
  }
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const { found, expected } = aliasWords(error);
    throw usageError(`${file}: found ${found}, expected ${expected}`, hint);
  }
}
