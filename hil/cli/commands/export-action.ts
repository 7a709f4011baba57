import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { DESCRIPTION_FILES, descriptionFile, type DescriptionKind } from '../../server/description-files.ts';
import { STANDARD_STREAM } from '../../trace/standard-stream.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import type { Terminal } from '../terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

export type ExportKind = DescriptionKind;

/** The flags of `smartkey export`, as commander returns them. */
export interface ExportFlags {
  readonly force?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * `smartkey export`.
 *
 * @throws OperationError (usage) for an existing file, (bench) where it cannot be written
 */
export async function exportDescription(
  kind: ExportKind,
  file: string | undefined,
  flags: ExportFlags,
  terminal: Terminal,
  standardOutput: (content: Uint8Array) => void = (content) => process.stdout.write(content),
): Promise<ExitCode> {
  const target = file ?? DESCRIPTION_FILES[kind].name;
  const content = descriptionFile(kind);
  if (target === STANDARD_STREAM) {
    if (flags.json === true) {
      throw usageError('--json and the export cannot both go to standard output', 'name a file, or remove --json');
    }
    refuseWithoutEffect({ '--force': flags.force }, 'it replaces a file, and the export goes to standard output');
    standardOutput(content);
    return EXIT.passed;
  }
  await writeNewFile(target, content, flags.force === true);
  if (flags.json === true) terminal.out(JSON.stringify({ kind, file: target, bytes: content.length }));
  else terminal.out(target);
  return EXIT.passed;
}
