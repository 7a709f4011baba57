/** Why the page cannot show its data, as a sentence for a person. */
export class PageDataError extends Error {
  override readonly name = 'PageDataError';
}

/**
 * The data of a block of the page, as `dataBlock` writes it.
 *
 * @throws PageDataError where the file has been cut off or changed, or the browser is too old
 */
export async function readBlock(id: string): Promise<unknown> {
  const text = document.getElementById(id)?.textContent;
  if (text === undefined) throw new PageDataError(`This file is incomplete: it has no data "${id}". Write it again.`);
  return unpack(text, id);
}

/** @throws PageDataError */
export async function unpack(text: string, id: string): Promise<unknown> {
  if (typeof DecompressionStream === 'undefined') {
    throw new PageDataError(
      'This browser is too old for this page. Use Chrome or Edge 80, Firefox 113, Safari 16.4, or later.',
    );
  }
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return (await new Response(stream).json()) as unknown;
  } catch (error) {
    throw new PageDataError(`This file is damaged: its data "${id}" cannot be read. Write it again.`, { cause: error });
  }
}

/** Says on the page why it shows nothing else. */
export function showProblem(error: unknown): void {
  const message = document.createElement('p');
  message.className = 'page-problem';
  message.setAttribute('role', 'alert');
  message.textContent = error instanceof PageDataError ? error.message : `Internal error: ${String(error)}`;
  document.getElementById('app')?.append(message);
  document.documentElement.dataset['ready'] = 'true';
}
