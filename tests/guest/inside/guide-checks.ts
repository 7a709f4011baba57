import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectGuide, type Block, type Section } from '../../tools/support/connect-guide.ts';
import { MAIN } from '../../integration/support/main-file.ts';
import { shellQuote } from '../../../can-bus/text/shell-quote.ts';
import { background, linesOf, shell, until } from './bench.ts';
import type { Check } from './check.ts';

const GUIDE = join(import.meta.dirname, '../../../docs/connect.md');

function isForGuest({ place }: Block): boolean {
  return place === 'guest' || place === 'guest-car';
}

/** npx takes its time here, and programs take longer to start than a person's machine needs. */
function asRunHere(code: string): string {
  return code.replaceAll('npx smartkey', `node ${MAIN}`).replaceAll('sleep 1', 'sleep 5');
}

async function startCar(command: string): Promise<void> {
  const lines = linesOf(background(`exec ${asRunHere(command).trim()} --json --http 127.0.0.1:0`));
  await until('the car is ready', () => lines.length > 0);
}

async function runBlock({ language, code, prints }: Block): Promise<void> {
  const program = language === 'python' ? '/usr/bin/python3 -c' : 'bash -ec';
  const output = await shell(`${program} ${shellQuote(asRunHere(code))}`);
  if (prints !== '') assert.equal(output, prints);
}

async function carryOut({ blocks }: Section): Promise<void> {
  for (const block of blocks.filter(isForGuest)) {
    if (block.place === 'guest-car') await startCar(block.code);
    else await runBlock(block);
  }
}

export const GUIDE_CHECKS: readonly Check[] = connectGuide(readFileSync(GUIDE, 'utf8'))
  .filter(({ blocks }) => blocks.some(isForGuest))
  .map((section) => ({ name: `${section.title}: works as pasted`, run: () => carryOut(section) }));
