import { counted } from '../../../can-bus/text/counted.ts';
import { verifyLogFile } from '../../dealer/store/verify-log.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `smartkey dealer verify-log`. */
export interface VerifyLogFlags {
  readonly dealerDb: string;
  readonly writtenDown?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `smartkey dealer verify-log`: whether the log is unchanged (DLR-9). */
export function runVerifyLog(
  { dealerDb, writtenDown, json, quiet }: Partial<VerifyLogFlags>,
  terminal: Terminal,
): ExitCode {
  if (dealerDb === undefined) {
    throw usageError('--dealer-db is missing', 'give the database whose log is to be checked: --dealer-db FILE');
  }
  const result = verifyLogFile(dealerDb, writtenDown?.trim().toLowerCase() ?? null);
  if (result.kind === 'broken') {
    if (json === true) terminal.out(JSON.stringify({ whole: false, sequence: result.sequence, why: result.why }));
    else if (result.sequence === null) terminal.out(`${dealerDb}: the database is broken: ${result.why}`);
    else terminal.out(`${dealerDb}: the log is broken at entry ${result.sequence}: ${result.why}`);
    return EXIT.failed;
  }
  const { entries, headHash, sealHash } = result;
  const seal = sealHash === null ? '' : `, last seal ${sealHash}`;
  if (json === true) terminal.out(JSON.stringify({ whole: true, entries, headHash, sealHash }));
  else if (quiet !== true) {
    terminal.out(`${dealerDb}: the log is intact, ${counted(entries, 'entry')}, last hash ${headHash}${seal}`);
  }
  return EXIT.passed;
}
