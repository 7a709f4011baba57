const EVERY_MS = 4_000;
/** Somebody who left the page open overnight asks the server no more. */
const MOST_LOOKS = 450;

/** A request that waits for a manager: looks again now and then, and shows the page anew when it has been settled. */
export function watchStatus(page: Document): void {
  const watched = page.querySelector<HTMLElement>('[data-watched]')?.dataset['watched'];
  if (watched === undefined) return;
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    if (looks >= MOST_LOOKS) clearInterval(timer);
    if (page.hidden) return;
    void hasChanged(watched).then((changed) => {
      if (!changed) return;
      clearInterval(timer);
      location.reload();
    });
  }, EVERY_MS);
}

async function hasChanged(watched: string): Promise<boolean> {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return fresh.querySelector<HTMLElement>('[data-watched]')?.dataset['watched'] !== watched;
  } catch {
    // The server is away; the next look may find it.
    return false;
  }
}
