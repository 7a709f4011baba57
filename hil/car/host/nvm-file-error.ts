/** `usage`: the file is not this car's. `bench`: the file system does not give or take it. */
export type NvmFileErrorCode = 'usage' | 'bench';

/** Why a memory file cannot be used. */
export class NvmFileError extends Error {
  override readonly name = 'NvmFileError';
  readonly code: NvmFileErrorCode;
  readonly path: string;
  /** What the person can do about it. */
  readonly hint: string;

  constructor(code: NvmFileErrorCode, path: string, problem: string, hint: string, cause?: unknown) {
    super(`memory file ${path}: ${problem}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.path = path;
    this.hint = hint;
  }
}
