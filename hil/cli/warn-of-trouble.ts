import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { rareTroubles } from '../../can-bus/ports/rare-trouble.ts';

/**
 * From now on reports errors of a port that do not end it: one line each, and limited in number.
 *
 * @param write writes a line to stderr
 */
export function warnOfTrouble(port: CanPort, write: (line: string) => void): void {
  rareTroubles(port.status).subscribe((reason) => write(`warning: ${port.url}: ${reason}`));
}
