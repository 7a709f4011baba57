import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openPseudoTerminal } from '../../../../can-bus/ports/pseudo-terminal.ts';
import { openTerminal } from './open-terminal.ts';
import { TextEnd } from './text-end.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

async function open(): Promise<{ readonly path: string; readonly ours: TextEnd }> {
  const { path, stream } = await openPseudoTerminal();
  closers.push(() => stream.destroy());
  return { path, ours: new TextEnd(stream) };
}

/** A program at the other end. */
function program(path: string): TextEnd & { readonly leave: () => void } {
  const { stream } = openTerminal(path);
  closers.push(() => stream.destroy());
  return Object.assign(new TextEnd(stream), { leave: () => stream.destroy() });
}

describe('a pseudo-terminal', () => {
  it('carries bytes as they are, without echo: no line end is changed', async () => {
    const { path, ours } = await open();
    const theirs = program(path);
    ours.say('t1230\r\n\x03\x07');
    await theirs.until('t1230\r\n\x03\x07');
    theirs.say('z\r');
    await ours.until('z\r');
  });

  it('takes more than a terminal holds, and gives all of it to one who reads later', async () => {
    const { path, ours } = await open();
    const lines = Array.from({ length: 10_000 }, (_, number) => `t1232${String(number).padStart(4, '0')}\r`).join('');
    ours.say(lines);
    const theirs = program(path);
    await theirs.until(lines);
  });

  it('goes on after a program has left', async () => {
    const { path, ours } = await open();
    const first = program(path);
    first.say('a');
    await ours.until('a');
    first.leave();
    const second = program(path);
    second.say('b');
    await ours.until('ab');
  });

  it('is removed when its stream closes', async () => {
    const { path, stream } = await openPseudoTerminal();
    expect([path.startsWith('/dev/'), existsSync(path)]).toEqual([true, true]);
    stream.destroy();
    await once(stream, 'close');
    expect(existsSync(path)).toBe(false);
  });
});
