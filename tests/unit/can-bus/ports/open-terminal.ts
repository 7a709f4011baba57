import { constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** Opens a terminal as a program does that does not make it its own. */
export function openTerminal(path: string): { readonly stream: ReadStream } {
  return { stream: new ReadStream(openSync(path, constants.O_RDWR | constants.O_NOCTTY)) };
}
