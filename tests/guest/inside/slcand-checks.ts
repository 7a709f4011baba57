import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { background, candump, sh, until } from './bench.ts';
import { carOn } from './car.ts';
import type { Check } from './check.ts';

function hasInterface(name: string): boolean {
  return sh('ls /sys/class/net').split('\n').includes(name);
}

/** slcand wants a path under /dev; ours leads to one. */
async function asInterface(): Promise<void> {
  const path = join(mkdtempSync(join(tmpdir(), 'vsk-slcand-')), 'car');
  await carOn(`slcan-pty:${path}`);
  const daemon = background(`exec slcand -F -o -s6 "$(readlink -f ${path})" can9`);
  await until('slcand has made can9', () => hasInterface('can9'));
  sh('ip link set can9 up');
  const dump = await candump('can9');
  await until('broadcast frames', () => dump.heard.some((frame) => frame.startsWith('5B0#')));
  sh('cansend can9 7B5#023E00');
  await until('the answer', () => dump.heard.some((frame) => frame.startsWith('7BD#')));
  assert.deepEqual(
    dump.heard.filter((frame) => /^7B[5D]#/.test(frame)),
    ['7B5#023E00', '7BD#027E00CCCCCCCCCC'],
  );
  await dump.end();
  daemon.kill('SIGTERM');
  await until('can9 is gone', () => !hasInterface('can9'));
}

export const SLCAND_CHECKS: readonly Check[] = [
  { name: 'slcand -o -s6 makes an interface of it, for candump and cansend', run: asInterface },
];
