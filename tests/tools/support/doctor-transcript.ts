import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GUIDE = join(import.meta.dirname, '../../../docs/doctor.md');

/** What differs between machines that are otherwise alike: versions, and ports that another program has just then. */
export function alikeOnAllMachines(output: string): string {
  return output
    .replace(/^(ok +Node) .*/m, '$1 X')
    .replace(/^(ok +Linux) .*/m, '$1 X')
    .replace(/^warn +TCP port (\d+): in use.*\n +→ .*/gm, 'ok      TCP port $1: free');
}

/** What docs/doctor.md shows below a title, made alike. @throws Error where it shows nothing there */
export function doctorTranscript(title: string): string {
  const section = readFileSync(GUIDE, 'utf8')
    .split(/^## /m)
    .find((text) => text.startsWith(`${title}\n`));
  const shown = /```text\n([^]*?)```/.exec(section ?? '')?.[1];
  if (shown === undefined) throw new Error(`docs/doctor.md shows nothing below "${title}"`);
  return alikeOnAllMachines(shown);
}
