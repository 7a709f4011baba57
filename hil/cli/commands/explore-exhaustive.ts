import { usageError } from '../../../can-bus/errors/operation-error.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ExploreFlags } from './explore-flags.ts';

/** `smartkey explore --exhaustive`. */
export function exploreExhaustively(_flags: ExploreFlags, _terminal: Terminal): Promise<ExitCode> {
  return Promise.reject(usageError('exhaustive exploration is not available yet'));
}
