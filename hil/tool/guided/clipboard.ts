/** Maximum length that terminals accept in one sequence. */
const MAX_BYTES = 4_096;

/**
 * The sequence that copies a text to the clipboard of the terminal's machine, also over SSH (OSC 52, xterm); null where
 * the text is too long, or the terminal does not support it.
 */
export function copySequence(text: string, terminalType: string | undefined): string | null {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > MAX_BYTES || terminalType === undefined || ['', 'dumb', 'linux'].includes(terminalType))
    return null;
  return `\u001b]52;c;${bytes.toString('base64')}\u0007`;
}
