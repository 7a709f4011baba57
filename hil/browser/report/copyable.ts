import { button, html } from './dom.ts';

/** A command line with a copy button. */
export function copyable(text: string): HTMLElement {
  const code = html('code', {}, text);
  const copy = button('Copy', { class: 'copy', 'aria-label': `Copy ${text}` }, () => {
    getSelection()?.selectAllChildren(code);
    // A page opened from a file may have no clipboard; then the text is selected.
    void navigator.clipboard.writeText(text).then(
      () => (copy.textContent = 'Copied'),
      () => (copy.textContent = 'Selected'),
    );
  });
  return html('span', { class: 'copyable' }, code, copy);
}
