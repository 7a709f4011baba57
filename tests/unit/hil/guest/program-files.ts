import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a program that a shell runs. @returns its path */
export function writeProgram(folder: string, name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return path;
}
