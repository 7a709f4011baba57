/** Brings what is marked as current into sight within its list alone: the page stays where it is. */
export function scrollToCurrent(list: HTMLElement | null): void {
  place(list);
  // Rows that were out of sight have their height only now.
  requestAnimationFrame(() => place(list));
}

function place(list: HTMLElement | null): void {
  const current = list?.querySelector<HTMLElement>('[aria-current]') ?? null;
  if (list === null || current === null) return;
  const top = current.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
  list.scrollTop = top - list.clientHeight / 3;
}
