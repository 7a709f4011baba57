/** One command of a transcript, as a page shows it. */
export interface TranscriptCommand {
  readonly line: string;
  /** What it prints; `…` is anything. Empty where nothing is shown. */
  readonly output: string;
  readonly exitCode: number;
}

/** The blocks of kind `console` of a page: lines after `$`, each with what follows it. */
export function transcriptOf(page: string): readonly TranscriptCommand[] {
  const blocks = [...page.matchAll(/^```console\n([^]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split(/^\$ /m).slice(1).map(commandOf));
}

function commandOf(text: string): TranscriptCommand {
  const [first = ''] = text.split('\n', 1);
  const [, word] = /<<'(\w+)'$/.exec(first) ?? [];
  // A document that the command reads ends with its word.
  const end = word === undefined ? first.length : text.indexOf(`\n${word}\n`) + 1 + word.length;
  const [, code = '0'] = /# exits with (\d+)$/.exec(first) ?? [];
  return { line: text.slice(0, end), output: text.slice(end).trim(), exitCode: Number(code) };
}

const SEPARATOR = '\u001e';

/** A script of bash that runs all of them in one shell, and says after each how it ended. */
export function scriptOf(commands: readonly TranscriptCommand[]): string {
  return commands.map(({ line }) => `${line}\nprintf '${SEPARATOR}%s${SEPARATOR}' "$?"`).join('\n');
}

/** What each command printed, and its exit code, from the output of that script. */
export function endsOf(output: string): readonly { readonly output: string; readonly exitCode: number }[] {
  const parts = output.split(SEPARATOR);
  return parts.flatMap((part, at) => {
    return at % 2 === 0 && at + 1 < parts.length ? [{ output: part.trim(), exitCode: Number(parts[at + 1]) }] : [];
  });
}

/** Whether a text is what the page shows. */
export function isAsShown(shown: string, text: string): boolean {
  const parts = shown.split('…').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`).test(text);
}
