/** A second click on a form that is under way does nothing. The server would take it for the first one anyway. */
export function sendOnce(page: Document): void {
  const sent = new WeakSet<HTMLFormElement>();
  for (const form of page.forms) {
    form.addEventListener('submit', (event) => {
      if (sent.has(form)) event.preventDefault();
      sent.add(form);
    });
  }
  // Somebody who comes back by the browser's own button finds the form as it was, and may send it again.
  addEventListener('pageshow', () => {
    for (const form of page.forms) sent.delete(form);
  });
}
