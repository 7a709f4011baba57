import { withoutPassword } from '../../campaign/queue-url.ts';
import { smartkeyLine } from '../../smartkey.ts';

/** Flags that say where, how fast and how a command's result is put out, and whether each has a value. */
const NOT_PART_OF_RESULT: Readonly<Record<string, boolean>> = {
  '--shard': true,
  '--durations': true,
  '--jobs': true,
  '--queue': true,
  '--report': true,
  '--summary': true,
  '--json': false,
  '--quiet': false,
  '--no-color': false,
};

/** The command line with what determines its result: the same for each shard and for the run in one piece. */
export function canonicalCommand(args: readonly string[]): string {
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const [name = '', ...value] = word.split('=');
    const hasValue = NOT_PART_OF_RESULT[name];
    if (hasValue === undefined) words.push(word);
    else if (hasValue && value.length === 0) at += 1;
  }
  return smartkeyLine(words);
}

/** The command line as it was typed, without the password of a queue: reports are passed on. */
export function typedCommand(args: readonly string[]): string {
  return smartkeyLine(
    args.map((word, at) => {
      if (args[at - 1] === QUEUE_FLAG) return withoutPassword(word);
      const start = `${QUEUE_FLAG}=`;
      return word.startsWith(start) ? start + withoutPassword(word.slice(start.length)) : word;
    }),
  );
}

const QUEUE_FLAG = '--queue';
