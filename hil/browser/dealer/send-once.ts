/** Ignores a second click while a form is being sent. The server would treat both as one anyway. */
export function sendOnce(page: Document): void {
  const sent = new WeakSet<HTMLFormElement>();
  for (const form of page.forms) {
    form.addEventListener('submit', (event) => {
      if (sent.has(form)) event.preventDefault();
      sent.add(form);
    });
  }
  // After returning with the browser's back button the form is unchanged and may be sent again.
  addEventListener('pageshow', () => {
    for (const form of page.forms) sent.delete(form);
  });
}
