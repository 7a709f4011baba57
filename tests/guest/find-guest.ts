import { findHostTools } from '../../hil/doctor/host-tools.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { ExternalTool } from '../tools/support/external-tools.ts';

/** QEMU, if everything else that a guest is made with is here too. */
export function findGuest(): ExternalTool {
  try {
    return { kind: 'found', path: findHostTools()['qemu-system-x86_64'], version: '' };
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { kind: 'missing', reason: `${error.message} (${error.hint ?? ''})` };
  }
}
