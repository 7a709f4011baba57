import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { makeFolder } from '../make-folder.ts';
import { writeHint } from './write-hint.ts';

/** The folder of reports, traces and bundles; or a file of its own: a summary, the summary of a CI step, another. */
type ReportOutput = 'report' | 'summary' | 'step-summary' | 'output';

/** A report, a trace or a bundle cannot be written: the path, the reason, and the fix. */
export class ReportError extends OperationError {
  override readonly name = 'ReportError';
  readonly path: string;
  declare readonly hint: string;

  constructor(path: string, error: unknown, output: ReportOutput = 'report') {
    const reason = error instanceof Error ? error.message : String(error);
    super(`bench/${output}`, `${path} cannot be written: ${reason}`, {
      hint: writeHint(error, output === 'report' ? 'folder' : 'file'),
      context: { path },
      cause: error,
    });
    this.path = path;
  }
}

/** Performs an action on a path. @throws ReportError instead of the file system's error */
export async function writing<Value>(
  path: string,
  action: () => Promise<Value>,
  output: ReportOutput = 'report',
): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new ReportError(path, error, output);
    throw error;
  }
}

/** Creates a folder of reports with those around it, where they do not exist. @throws ReportError */
export async function makeReportFolder(path: string): Promise<void> {
  await writing(path, () => makeFolder(path));
}
