/** The default page. */
export const HOME_PATH = '/dealer';

/** Pages that are never a target. */
const NOT_AGAIN: readonly string[] = ['/dealer/sign-in', '/dealer/sign-out', '/dealer/password'];
const LONGEST = 2_000;

/**
 * The target page in a link or a form: path and query of one of these pages, otherwise the home page. Other hosts are
 * rejected in any notation.
 */
export function safeNext(text: string | undefined): string {
  if (text === undefined || text.length > LONGEST || !/^\/dealer(?:[/?]|$)/.test(text)) return HOME_PATH;
  // A browser treats a backslash as a slash, and ignores control characters; no page's path needs either.
  if (/[\\\p{Cc}]/u.test(text)) return HOME_PATH;
  const here = 'http://here.invalid';
  const url = URL.parse(text, here);
  if (url?.origin !== here) return HOME_PATH;
  const isOurs = url.pathname === HOME_PATH || url.pathname.startsWith(`${HOME_PATH}/`);
  return isOurs && !NOT_AGAIN.includes(url.pathname) ? url.pathname + url.search : HOME_PATH;
}
