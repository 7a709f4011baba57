import { createInterface } from 'node:readline';
import { background } from './bench.ts';

/** Ids of a pair, as a tool sees it. */
export interface IdPair {
  readonly request: number;
  readonly answer: number;
}

/** A tool that is next to nothing: it asks through the kernel's ISO-TP, again and again. */
export interface IsoTpAsker {
  /** @returns how many microseconds each answer took */
  ask(request: string, count: number): Promise<readonly number[]>;
}

function words(mode: 'ask' | 'answer', program: string, interfaceName: string, { request, answer }: IdPair): string {
  return `exec ${program} ${mode} ${interfaceName} ${request.toString(16)} ${answer.toString(16)}`;
}

/** @param program what tests/guest/c/kernel-isotp.c was compiled to */
export async function isoTpAsker(program: string, interfaceName: string, ids: IdPair): Promise<IsoTpAsker> {
  const { stdin, stdout } = background(words('ask', program, interfaceName, ids), 'pipe');
  if (stdin === null || stdout === null) throw new Error('no input or output');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    ask: async (request, count) => {
      stdin.write(`${count} ${request}\n`);
      const { value } = await lines.next();
      const times = String(value).split(' ').map(Number);
      if (times.length !== count) throw new Error(`${count} times ${request}: ${times.length} answers`);
      return times;
    },
  };
}

/** The kernel's ISO-TP, and as little as possible behind it: answers each request with the same bytes. */
export async function kernelAnswerer(
  program: string,
  interfaceName: string,
  ids: IdPair,
  response: string,
): Promise<void> {
  const { stdout } = background(`${words('answer', program, interfaceName, ids)} ${response}`);
  if (stdout === null) throw new Error('no output');
  await createInterface({ input: stdout })[Symbol.asyncIterator]().next();
}
