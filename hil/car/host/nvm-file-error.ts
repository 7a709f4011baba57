import { OperationError } from '../../../can-bus/errors/operation-error.ts';

/** `usage`: the file is not this car's. `bench`: the file system refuses. */
type NvmFileErrorCode = 'usage' | 'bench';

/** Why a memory file cannot be used. */
export class NvmFileError extends OperationError {
  override readonly name = 'NvmFileError';
  readonly path: string;
  declare readonly hint: string;

  constructor(code: NvmFileErrorCode, path: string, problem: string, hint: string, cause?: unknown) {
    super(`${code}/memory-file`, `memory file ${path}: ${problem}`, { hint, context: { path }, cause });
    this.path = path;
  }
}
