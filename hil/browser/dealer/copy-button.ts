/** Shows each copy button and makes it work; where the clipboard is not available, the text is selected instead. */
export function offerCopying(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>('button[data-copies]')) {
    const source = page.getElementById(button.dataset['copies'] ?? '');
    if (source === null) continue;
    const status = button.parentElement?.querySelector('[role=status]') ?? null;
    button.hidden = false;
    button.addEventListener('click', () => {
      void copyText(source).then((message) => {
        if (status !== null) status.textContent = message;
      });
    });
  }
}

async function copyText(source: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return 'Copied';
  } catch {
    getSelection()?.selectAllChildren(source);
    return 'Selected: press Ctrl+C to copy';
  }
}
