const EVERY_MS = 4_000;
/** A page left open overnight stops polling the server. */
const MOST_LOOKS = 450;

/** For a request that waits for a manager: polls it, and reloads the page when it has been decided. */
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
    // The server is not reachable; the next poll may succeed.
    return false;
  }
}
