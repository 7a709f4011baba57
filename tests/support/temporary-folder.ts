import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder of a test's own. */
export interface TemporaryFolder {
  readonly path: (name: string) => string;
  /** Writes a file, and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
}

/** An empty folder for each test of the file, or of the block, in which this is called. */
export function temporaryFolder(): TemporaryFolder {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vsk-unit-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}
