import { OperationError, usageError } from '../../../can-bus/errors/operation-error.ts';

const WRITE_AGAIN = 'Write the page again.';

/**
 * The data of a block of the page, as `dataBlock` writes it.
 *
 * @throws OperationError (usage) where the file has been cut off or changed, or the browser is too old
 */
export async function readBlock(id: string): Promise<unknown> {
  const text = document.getElementById(id)?.textContent;
  if (text === undefined) throw usageError(`This file is incomplete: it has no data "${id}".`, WRITE_AGAIN);
  return unpack(text, id);
}

/** @throws OperationError (usage) */
export async function unpack(text: string, id: string): Promise<unknown> {
  if (typeof DecompressionStream === 'undefined') {
    throw usageError(
      'This browser is too old for this page.',
      'Use Chrome or Edge 80, Firefox 113, Safari 16.4, or later.',
    );
  }
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return (await new Response(stream).json()) as unknown;
  } catch {
    throw usageError(`This file is damaged: its data "${id}" cannot be read.`, WRITE_AGAIN);
  }
}

/** Why there is nothing else to see, for a person. */
export function problemText(error: unknown): string {
  return error instanceof OperationError ? `${error.message} ${error.hint ?? ''}` : `Internal error: ${String(error)}`;
}

/** Says on the page why it shows nothing else. */
export function showProblem(error: unknown): void {
  const message = document.createElement('p');
  message.className = 'page-problem';
  message.setAttribute('role', 'alert');
  message.textContent = problemText(error);
  document.getElementById('app')?.append(message);
  document.documentElement.dataset['ready'] = 'true';
}
