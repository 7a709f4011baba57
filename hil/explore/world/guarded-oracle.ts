import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import type { Oracle } from '../oracle/oracle.ts';

/** The oracle itself failed: neither side can be judged. */
export class OracleFailure extends OperationError {
  override readonly name = 'OracleFailure';

  constructor(cause: unknown) {
    super('oracle-failed', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** An error of the oracle gets a name of its own. */
export function guardedOracle(oracle: Oracle): Oracle {
  const guarded = <Args extends readonly unknown[], Result>(
    call: (...args: Args) => Result,
  ): ((...args: Args) => Result) => {
    return (...args) => {
      try {
        return call(...args);
      } catch (error) {
        throw new OracleFailure(error);
      }
    };
  };
  return {
    profile: oracle.profile,
    start: guarded(oracle.start),
    step: guarded(oracle.step),
    deadlineUs: guarded(oracle.deadlineUs),
    seedAnswered: guarded(oracle.seedAnswered),
    compare: guarded(oracle.compare),
    status: guarded(oracle.status),
  };
}
