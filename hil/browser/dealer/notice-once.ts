/** What the address names of what somebody has just done; the page that follows reports it. */
const NOTICE_PARAMETER = 'done';

/** The address without the notice: a reload, a bookmark and the way back then do not report it again. */
export function showNoticeOnce(
  address: { readonly href: string },
  history: { replaceState(state: unknown, unused: string, url: string): void },
): void {
  const url = new URL(address.href);
  if (!url.searchParams.has(NOTICE_PARAMETER)) return;
  url.searchParams.delete(NOTICE_PARAMETER);
  history.replaceState(null, '', url.href);
}
