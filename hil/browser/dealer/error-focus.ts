/** The summary of errors gets the focus, and its links lead into the fields. */
export function focusErrors(page: Document): void {
  const summary = page.getElementById('error-summary');
  if (summary === null) return;
  summary.focus();
  summary.addEventListener('click', (event) => {
    if (!(event.target instanceof HTMLAnchorElement)) return;
    const field = page.getElementById(event.target.hash.slice(1));
    if (field === null) return;
    event.preventDefault();
    field.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });
}
