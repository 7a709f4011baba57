import { OperationError } from '../../../can-bus/errors/operation-error.ts';

/** Why a diagnostic description cannot be read. */
export class PdxError extends OperationError {
  override readonly name = 'PdxError';

  constructor(path: string, problem: string, cause?: unknown) {
    const hint = 'name a PDX package: a ZIP archive with .odx-d files';
    super('usage', `${path}: ${problem}`, { hint, context: { path }, cause });
  }
}
