import { NvmFileError } from '../../../../../hil/car/host/nvm-file-error.ts';

/** The error of a memory file that the work ends with. */
export function nvmErrorOf(work: () => unknown): NvmFileError {
  try {
    work();
  } catch (error) {
    if (error instanceof NvmFileError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
