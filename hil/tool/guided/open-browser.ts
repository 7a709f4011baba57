import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program that opens a page or a file in this machine's browser; null where there is no display. */
export function browserOpener(platform: NodeJS.Platform, environment: Environment): readonly string[] | null {
  // Over SSH the browser would open on the other machine.
  if (environment['SSH_CONNECTION'] !== undefined || environment['BROWSER'] === 'none') return null;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['explorer'];
  const hasScreen = [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some((name = '') => name !== '');
  return hasScreen ? ['xdg-open'] : null;
}

/** @returns whether a browser was asked to open the page; its success is unknown */
export async function openInBrowser(url: string, environment: Environment): Promise<boolean> {
  const [program, ...args] = browserOpener(process.platform, environment) ?? [];
  if (program === undefined) return false;
  const opener = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  opener.once('spawn', () => {
    opener.unref();
    resolve(true);
  });
  opener.once('error', () => resolve(false));
  return await promise;
}
