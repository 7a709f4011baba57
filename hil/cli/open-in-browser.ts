import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The program that opens a file with what the person uses for it; null where nobody could see it. */
export function openerOf({ platform, env }: Machine): readonly [program: string, ...args: string[]] | null {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  const hasScreen = (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
  return hasScreen ? ['xdg-open'] : null;
}

/** Opens a page of this machine in the browser, without waiting for it. @returns whether it was tried */
export function openInBrowser(path: string, machine: Machine = process): boolean {
  const opener = openerOf(machine);
  if (opener === null) return false;
  const [program, ...args] = opener;
  const child = spawn(program, [...args, resolve(path)], { detached: true, stdio: 'ignore' });
  // There may be no such program: the file's name is printed all the same.
  child.on('error', () => undefined);
  child.unref();
  return true;
}
