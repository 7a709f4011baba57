import { outputLoss } from './output-loss.ts';

/** Ctrl-C; what containers and CI jobs are stopped with; and a terminal that is closed. */
export const TERMINATION_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves at SIGINT (Ctrl-C), SIGTERM or SIGHUP, or when nobody receives the output any more. A second Ctrl-C ends the
 * process without closing anything; SIGHUP never does, because a shell sends it twice.
 */
export async function terminationSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.on('SIGHUP', () => resolve());
    outputLoss.subscribe(() => resolve());
  });
}
