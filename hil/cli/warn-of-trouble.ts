import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { rareTroubles } from '../../can-bus/ports/rare-trouble.ts';

/**
 * Reports from now on what goes wrong at a port without ending it: a line each, and not many.
 *
 * @param write takes a line for stderr
 */
export function warnOfTrouble(port: CanPort, write: (line: string) => void): void {
  rareTroubles(port.status).subscribe((reason) => write(`warning: ${port.url}: ${reason}`));
}
