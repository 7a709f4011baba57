/** Where one goes without having asked for a page. */
export const HOME_PATH = '/dealer';

/** Nobody is led back to these. */
const NOT_AGAIN: readonly string[] = ['/dealer/sign-in', '/dealer/sign-out', '/dealer/password'];
const LONGEST = 2_000;

/**
 * A page to go on to, as a link or a form names it: path and query of one of these pages, else the home page. No other
 * host can be named, however it is written.
 */
export function safeNext(text: string | undefined): string {
  if (text === undefined || text.length > LONGEST || !/^\/dealer(?:[/?]|$)/.test(text)) return HOME_PATH;
  // A browser takes a backslash for a slash, and leaves out control signs; no page's path needs either.
  if (/[\\\p{Cc}]/u.test(text)) return HOME_PATH;
  const here = 'http://here.invalid';
  const url = URL.parse(text, here);
  if (url?.origin !== here) return HOME_PATH;
  const isOurs = url.pathname === HOME_PATH || url.pathname.startsWith(`${HOME_PATH}/`);
  return isOurs && !NOT_AGAIN.includes(url.pathname) ? url.pathname + url.search : HOME_PATH;
}
