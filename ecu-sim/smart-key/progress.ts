import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { Procedure } from './state.ts';

const MAX_U24 = 0xff_ffff;

/** Elapsed and remaining time of a procedure, as the bus reports it. Both are 0 where nothing is in progress. */
interface Progress {
  /** Milliseconds, rounded down, at most a u24. */
  readonly elapsedMs: number;
  /** Milliseconds, rounded up; 0 where nothing expires (armed, declared). */
  readonly remainingMs: number;
}

/** Progress of the procedure at an instant. The clock of an erasure is stopped while its delete is written. */
export function progressOf(procedure: Procedure, nowUs: Micros): Progress {
  if (procedure.kind === 'none') return { elapsedMs: 0, remainingMs: 0 };
  const atUs = procedure.kind === 'erasure' ? (procedure.stoppedAtUs ?? nowUs) : nowUs;
  const elapsedMs = Math.min(Math.floor((atUs - procedure.sinceUs) / 1000), MAX_U24);
  return { elapsedMs, remainingMs: Math.min(Math.ceil(remainingUs(procedure, atUs) / 1000), MAX_U24) };
}

/** When the procedure's deadline is due; never while the clock of an erasure's window is stopped (ERA-7). */
export function expiryUs(procedure: Procedure): Micros {
  if (procedure.kind === 'none') return NEVER_US;
  return procedure.kind === 'erasure' && procedure.stoppedAtUs !== null ? NEVER_US : procedure.deadlineUs;
}

/** Microseconds until the procedure's deadline; 0 where it has none. */
export function remainingUs(procedure: Procedure, atUs: Micros): Micros {
  if (procedure.kind === 'none' || procedure.deadlineUs === Infinity) return 0;
  return Math.max(0, procedure.deadlineUs - atUs);
}
