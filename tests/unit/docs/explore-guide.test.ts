import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRANSPORT_WORLD } from '../../../hil/cli/commands/explore-transport.ts';
import { BUILT_IN_WORLDS } from '../../../hil/explore/world/built-in-worlds.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
/** In the order in which messages list them. */
const WORLDS: readonly string[] = [...Object.keys(BUILT_IN_WORLDS), TRANSPORT_WORLD];

describe('the built-in worlds', () => {
  it('are all in the table of docs/explore.md, each once', () => {
    const [, table = ''] = /## Built-in worlds\n([^]*?)\n\nThe figures/.exec(read('docs/explore.md')) ?? [];
    expect([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual(WORLDS);
  });

  it('are all in the help of the command', () => {
    expect(read('hil/cli/commands/explore.ts')).toContain(`(${WORLDS.join(', ')})`);
  });
});
