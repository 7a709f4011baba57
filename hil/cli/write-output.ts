import { benchError } from '../../can-bus/errors/operation-error.ts';
import { replaceFile } from '../replace-file.ts';
import { ReportError, writing } from '../run/report-error.ts';

/** Writes a file that a flag names. @throws OperationError (bench) with the flag in its hint */
export async function writeOutput(path: string, content: string, flag: string): Promise<void> {
  try {
    await writing(path, () => replaceFile(path, content), 'output');
  } catch (error) {
    if (error instanceof ReportError) throw benchError(error.message, `${error.hint}; the flag is ${flag}`);
    throw error;
  }
}
