import { NEVER_US } from '../../can-bus/time/micros.ts';
import { abortErasure } from '../smart-key/erasure.ts';
import { abortRegistration } from '../smart-key/registration.ts';
import { abortReset } from '../smart-key/reset.ts';
import { FULL_COMMUNICATION, type SessionName } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { updateFaults } from './fault-memory.ts';

/**
 * Ends the present session and begins another (conformance 30 to 32): locks security access, drops the pending seed,
 * and ends everything tied to the session, except a running reset (AUT-6, RST-5).
 */
export function endSession(step: FirmwareStep, next: SessionName): void {
  const before = step.state.session;
  const wasUnlocked = step.state.unlockedLevel !== 0;
  const { draft } = step;
  draft.session = next;
  draft.s3DeadlineUs = NEVER_US;
  draft.unlockedLevel = 0;
  draft.pendingSeed = null;
  if (next === 'default') undoControls(step);
  if (wasUnlocked) step.emit({ kind: 'security', unlockedLevel: 0 });
  if (before !== next) step.emit({ kind: 'session', session: next });
  const { procedure } = step.state;
  if (procedure.kind === 'registration') abortRegistration(step, procedure, 'session-ended');
  else if (procedure.kind === 'erasure') abortErasure(step, procedure, 'session-ended');
  else if (procedure.kind === 'reset' && procedure.state === 'armed') abortReset(step, 'session-ended');
}

/** The default session reverts 0x28 and 0x85 (conformance 33), and outputs controlled by 0x2F. */
function undoControls(step: FirmwareStep): void {
  const { draft } = step;
  draft.faultSetting = true;
  draft.communication = FULL_COMMUNICATION;
  draft.indicatorOverride = null;
  updateFaults(step);
}

/** S3 restarts when a request has been processed (conformance 25 to 27); the default session has no S3. */
export function restartS3(step: FirmwareStep): void {
  if (step.state.session === 'default') return;
  step.draft.s3DeadlineUs = step.nowUs + step.context.profile.timing.s3Us;
}

/** S3 is stopped while a request is processed and answered (conformance 27). */
export function suspendS3(step: FirmwareStep): void {
  if (step.state.s3DeadlineUs !== NEVER_US) step.draft.s3DeadlineUs = NEVER_US;
}

/** AUT-3: the delay is over; one more wrong pass-code starts it again. */
export function expireLockout(step: FirmwareStep): void {
  step.store({ attempts: step.context.profile.attemptsMax - 1, delayPending: false });
  step.draft.lockoutDeadlineUs = NEVER_US;
}
